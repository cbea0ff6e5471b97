/* The log: one line a fact, with the fields an admin greps and filters for.
 *
 * Under systemd (JOURNAL_STREAM names our stderr) lines go to the journal with FOLLOWUP_* fields; otherwise as
 * plain text "level: message case=7 step=first_contact" to stderr. Numbers are passed only through mask_number(),
 * message texts never (DESIGN section 7). A function either logs or returns an error, never both. */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <syslog.h>

/* What a line is about. Zero and NULL mean "not about one". */
typedef struct {
	int64_t case_id;
	int64_t person_id;
	int64_t message_id;
	const char *shop;
	const char *step;
	const char *provider;
	const char *event; /* one of the LOG_EVENT_* ids: MESSAGE_ID in the journal */
} LogFields;

/* Stable ids of the facts an admin sets alarms on (journalctl MESSAGE_ID=...), documented in followupd(8). */
#define LOG_EVENT_READY "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a01"
#define LOG_EVENT_SUBMIT "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a02"
#define LOG_EVENT_RESULT "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a03"
#define LOG_EVENT_UNKNOWN "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a04"
#define LOG_EVENT_RECEIPT "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a05"
#define LOG_EVENT_REPLY "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a06"
#define LOG_EVENT_HELD "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a07"
#define LOG_EVENT_RELOAD "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a08"
#define LOG_EVENT_INTAKE "6d6a8f2a8c6f4c5a9b0e7d1f3c2b4a09"
#define LOG_EVENT_MISSED "9f3c1b7e52d84a0c8e6b4d2f7a915c31"
#define LOG_EVENT_TEAM "5b1e9a4470c24c6fa8d35e0c92f7d613"
#define LOG_EVENT_REFUSED "b35e8a1d7c0449f2a6d1f04c92e8573b"
#define LOG_EVENT_ALARM "e3e4dbb8d21144c3bec025f684fe9483"
#define LOG_EVENT_TELL "4b22ff0a948f46128cb7b91b2c33a4f0"
#define LOG_EVENT_FAULT "c47d20e9b8164f3da5f2916e03bb7d58"
#define LOG_EVENT_PROVIDER_AWAY "0c7fc90ec20f422c8c17f55eef54f4e4"
#define LOG_EVENT_PROVIDER_BACK "88d320a0b6b048eaa6eaf3eb5d73583d"
#define LOG_EVENT_LIMIT "6086d09735bf4f7e8a20e7ec2ec47fa9"
#define LOG_EVENT_BACKLOG "b7cf783d2788402d80bd8d3f6f5d7f41"
#define LOG_EVENT_RETENTION "e1e65df0e0214d34bfa9b5973d568622"
#define LOG_EVENT_CODE "c57a1dd168cf4191bdf6b57bd5abbed7"

/* Lines less important than this syslog priority are dropped. Default LOG_INFO. */
void log_set_level(int priority);

/* Whether lines of this priority are written: for those whose words cost something to make. */
gboolean log_wants(int priority);

/* Parses "error", "warning", "notice", "info", "debug"; -EINVAL for anything else. */
int log_level_parse(const char *name, int *priority);

void log_write(int priority, const LogFields *fields, const char *format, ...) G_GNUC_PRINTF(3, 4);

#define log_error(fields, ...) log_write(LOG_ERR, fields, __VA_ARGS__)
#define log_warning(fields, ...) log_write(LOG_WARNING, fields, __VA_ARGS__)
#define log_notice(fields, ...) log_write(LOG_NOTICE, fields, __VA_ARGS__)
#define log_info(fields, ...) log_write(LOG_INFO, fields, __VA_ARGS__)
#define log_debug(fields, ...) log_write(LOG_DEBUG, fields, __VA_ARGS__)
