/* A submit as Kannel's sendsms understands it, by GET or by POST text/plain, and the report addresses it asks for.
 *
 * Written from Kannel 1.4.5's behaviour, apart from the driver in src/provider: the one is the test of the other. */
#pragma once

#include "util/http_message.h"

typedef struct {
	char *username;
	char *password;
	char *from;
	char *to;
	char *text; /* valid UTF-8 */
	char *smsc;
	char *dlr_url; /* NULL: no reports wanted */
	char *ref;     /* the "ref" parameter of dlr_url, NULL when it has none */
	int dlr_mask;
	int coding;
	int validity_min; /* -1: none given */
} Sendsms;

void sendsms_clear(Sendsms *sms);

/* 0; or the HTTP status Kannel refuses it with, and *sentence what it says (static). What could be read is in *sms
 * either way. Stricter than Kannel in two things: text that is not ASCII must come with the charset named, as UTF-8;
 * and a dlr-url must lead to this machine. */
int sendsms_parse(const HttpInbound *inbound, Sendsms *sms, const char **sentence);

/* Whether a URL leads to this machine: 127.0.0.0/8, [::1], localhost. */
gboolean sendsms_url_is_local(const char *url);

/* The address of one report: escape codes replaced, their values URL-encoded; unknown ones stay. Caller frees. */
char *sendsms_report_url(const Sendsms *sms, int type, const char *foreign_id, gint64 at);
