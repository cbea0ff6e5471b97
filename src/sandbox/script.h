/* What the sandbox does with a submit: the answers it knows, and the script, fault and report plan that choose. */
#pragma once

#include <glib.h>

typedef struct {
	const char *name;
	int status;       /* 0: the connection is closed without an answer */
	const char *body;
	gboolean accepts; /* reports and the reply follow */
	gint64 delay_ms;  /* unless the script says another */
} AnswerKind;

/* "accept, queued, ..." for help and errors. Caller frees. */
char *answer_kind_names(void);

typedef struct {
	int type; /* Kannel's: 1 delivered, 2 failed, 4 buffered, 8 accepted, 16 rejected by the SMSC */
	gint64 after_ms;
} PlannedReport;

/* What is to be done with one submit. Borrowed from the script. */
typedef struct {
	const AnswerKind *answer;
	gint64 delay_ms;
	const GArray *reports; /* of PlannedReport */
	const char *reply;     /* NULL: none */
	gint64 reply_after_ms;
} Reaction;

typedef struct Script Script;

/* Accepts everything and reports 8 after 50 ms, 1 after 500 ms. */
Script *script_new(void);
void script_free(Script *script);

/* Reads a JSON list of rules (followup-sandbox(1)). 0; or -EINVAL, or the errno of reading, with *fault saying what is
 * wrong and where (caller frees); the script then stays as it was. */
int script_load(Script *script, const char *path, char **fault);

/* "busy", "busy:3" (every third submit), "none". -EINVAL otherwise. */
int script_set_fault(Script *script, const char *spec);

/* The fault of every submit; NULL: there is none, or of some alone. */
const AnswerKind *script_fault(const Script *script);

/* "8:50,1:500" (type:milliseconds), "none". -EINVAL otherwise. */
int script_set_reports(Script *script, const char *spec);

/* Chooses for the next submit; counts it. A fault that is due beats the first matching rule's answer. */
void script_react(Script *script, const char *to, const char *text, Reaction *reaction);
