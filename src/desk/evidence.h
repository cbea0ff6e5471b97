/* What an outsider needs to judge how a case was handled: everything that is known of it, with the chain of its log.
 * Source: F50.
 *
 * The document is one JSON object; the HTML page shows it to people and carries it whole, so that either file can be
 * checked later, with the store at hand or without. */
#pragma once

#include <jansson.h>

#include "desk/desk.h"

/* The document of a case. json_decref() by the caller. Unless `full`, the customer's number is masked and what providers brought
 * is withheld (it holds the number); its digests stand there all the same. -ENOENT: no such case. */
int evidence_collect(const Desk *desk, int64_t case_id, gboolean full, json_t **document, char **fault);

/* The document's seal: SHA-256 over all of it but the seal, in one canonical spelling. Caller frees. */
char *evidence_seal(const json_t *document);

/* As a page that needs nothing else: no script, no style sheet, no picture from anywhere. Caller frees. */
char *evidence_html(const json_t *document);

/* The document out of a file of either kind. -EINVAL: it holds none, or it is a page that shows something else than the document
 * in it. */
int evidence_read(const char *bytes, gsize length, json_t **document, char **fault);

typedef struct {
	guint events;     /* of the chain */
	guint unchained;  /* from before there was one */
	guint withheld;   /* whose content is not in the file, or was erased: their digest is what holds */
	gboolean in_store;/* the store has the same chain up to the file's end */
	guint since;      /* events the store has beyond the file */
} EvidenceCheck;

/* Computes seal, digests and links anew. `desk` NULL: the file alone. 0; -EBADMSG: *fault says which event is not what was
 * written, and how that shows. */
int evidence_verify(const Desk *desk, const json_t *document, EvidenceCheck *check, char **fault);
