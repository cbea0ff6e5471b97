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
	FIELD_NEWS,      /* progress alone: what agents found out or did, several facts in one */
	FIELDS
} TextField;

const char *text_field_name(TextField field);

/* What is put in; NULL or "" is missing. Borrowed. */
typedef struct {
	const char *value[FIELDS];
} TextValues;

typedef struct Template Template;

/* Understands "{field}", "{{" and "}}" for the braces themselves. 0; or -EINVAL with *fault (may be NULL to not ask;
 * caller frees) a sentence for the admin that names the place, counted in characters from 1, and the nearest field
 * name: character 4: there is no placeholder "{nmae}"; did you mean "{name}"? A blank text is a fault, and so is
 * "{{name}}", which other programs fill in and which here would reach the customer as "{name}". */
int template_parse(const char *source, Template **out, char **fault);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

const char *template_source(const Template *template);

/* The provider's own name of this text, registered there: some take it and the values in place of the text. NULL: none.
 * Its version does not know it: it is the wording a customer got. */
void template_set_code(Template *template, const char *code);
const char *template_code(const Template *template);
/* What such a name is at one provider: "SMS_123456" is the same at any, "office=SMS_123456, spare=789" tells them apart. NULL:
 * none there. Caller frees. */
char *template_code_for(const char *codes, const char *provider);

/* Bit set (1 << FIELD_NAME ...) of what it needs. */
unsigned template_fields(const Template *template);

/* First eight hex digits of the SHA-256 of the source: which wording a customer got (F28). */
const char *template_version(const Template *template);

/* 0 and *text (caller frees); or -ENODATA with *missing the first field of the text without a value. */
int template_render(const Template *template, const TextValues *values, char **text, TextField *missing);

/* A value as it may stand in a text, at most max_chars characters. Caller frees. NULL stays NULL. Not valid UTF-8: "".
 *
 * Dropped: controls, all format characters (bidi marks, zero-width marks) and the brackets 【】, which would make a
 * second signature. Line ends, other blanks and characters that print nothing become one blank; blanks are squeezed
 * and trimmed.
 *
 * Nobody's "name" carries a link to our customers: a word is cut where "www." or anything before "://" begins, and as
 * phones make a link of a bare host name too, a dot between a letter or digit and a letter gets a blank behind it
 * ("win.example/x" becomes "win. example/x", "J.Smith" "J. Smith"; "12.50" stays). So this is for what customers and
 * the shop's tools bring, names and order numbers; shop and signature are the admin's word and go in as written. */
char *text_clean_value(const char *value, gsize max_chars);
