/* Which stop holds which message. Source: F56.
 *
 * A scope is "all", "shop:ID", "provider:ID", "step:first_contact" or "text:VERSION". A stop of a provider is one of its lane: it
 * holds a message only where every provider the message could go by is stopped. Pure. */
#pragma once

#include "core/types.h"

typedef enum { PAUSE_ALL, PAUSE_SHOP, PAUSE_PROVIDER, PAUSE_STEP, PAUSE_TEXT, PAUSE_KINDS } PauseKind;

#define PAUSE_OPEN_END INT64_MAX

/* TRUE for a scope; *name (may be NULL) points behind its colon, at "" for "all". */
gboolean pause_parse(const char *scope, PauseKind *kind, const char **name);

/* "shop:taoyimi". `name` is not looked at for PAUSE_ALL. Caller frees. */
char *pause_scope(PauseKind kind, const char *name);

typedef struct {
	const char *scope;
	int64_t until_at; /* PAUSE_OPEN_END: until it is resumed */
} PauseRule;

/* What could leave. */
typedef struct {
	const char *shop;
	Step step;
	const char *text;             /* version of its text; NULL: not known, or it has none of ours */
	const char *const *providers; /* it may go by, NULL-terminated; NULL: not looked at */
} PauseSubject;

/* The rule that holds it longest, or -1: none does. Rules of one provider each hold it together, until the first of them ends. */
int pause_find(const PauseRule *rules, guint n_rules, const PauseSubject *subject);

/* The rule that stops this provider, or -1. */
int pause_of_provider(const PauseRule *rules, guint n_rules, const char *provider);
