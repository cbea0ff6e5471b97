/* Texts with typed placeholders: "您好 {name}，…". Source: F28.
 *
 * A template is parsed when the config is loaded, so an unknown placeholder is the admin's error and never a
 * customer's surprise; a missing value holds the message ("Dear {name}" never leaves). Values are put in as they are
 * and not looked at again: a customer called "{order}" stays "{order}". */
#pragma once

#include <glib.h>

typedef enum {
	FIELD_NAME,      /* the customer's name */
	FIELD_ORDER,     /* the order's number */
	FIELD_SHOP,      /* the shop's name, as customers know it */
	FIELD_SIGNATURE, /* who signs */
	FIELD_CODE,      /* the case's short code, so that a reply finds its case (F29) */
	FIELDS
} TextField;

const char *text_field_name(TextField field);

/* What is put in; NULL or "" is missing. Borrowed. */
typedef struct {
	const char *value[FIELDS];
} TextValues;

typedef struct Template Template;

/* Understands "{field}", "{{" and "}}" for the braces themselves. 0; or -EINVAL with *fault a sentence for the admin that
 * names the place and the nearest field name (caller frees). */
int template_parse(const char *source, Template **out, char **fault);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

const char *template_source(const Template *template);

/* Bit set (1 << FIELD_NAME ...) of what it needs. */
unsigned template_fields(const Template *template);

/* First eight hex digits of the SHA-256 of the source: which wording a customer got (F28). */
const char *template_version(const Template *template);

/* 0 and *text (caller frees); or -ENODATA with *missing the first field without a value. */
int template_render(const Template *template, const TextValues *values, char **text, TextField *missing);

/* A value as it may stand in a text: controls, bidi and zero-width marks, line ends and the signature brackets 【】 are
 * dropped, blanks squeezed, at most max_chars characters. Caller frees. NULL stays NULL. Not valid UTF-8: "". */
char *text_clean_value(const char *value, gsize max_chars);
