/* What the files of src/conf share: a config with everything that is needed to show where each value came from. */
#pragma once

#include "conf/conf.h"
#include "conf/faults.h"
#include "conf/regions.h"
#include "conf/settings.h"

/* What the file says about one setting. */
typedef struct {
	char **items; /* as text, scalars have one; NULL: nothing, or nothing good */
	Place place;
	gboolean bad; /* a fault was found: checks that lean on it would only repeat it */
} Value;

/* One text of a pack or of the config. */
typedef struct {
	char *language;
	Step step;
	char *category; /* "any", "quality-level5" */
	guint variant;  /* 0 the first of those to choose from */
	char *source;
	char *code; /* the provider's own name of it; NULL: none */
	char *key; /* "texts.zh-CN.first_contact.any[1]": for faults */
	Place place;
} Text;

/* A group of settings in the file: the general part, a provider, a shop, a channel. */
typedef struct {
	SettingScope scope; /* any but SCOPE_RULE */
	const char *id;     /* borrowed from `base`; NULL in the general part */
	char *prefix;       /* "", "shops.taoyimi." */
	Place place;
	void *base;       /* ConfWhole, ConfProvider, ConfShop, ConfChannel */
	ConfRules *rules; /* a place to check rules in; a shop's own come together later */
	Value *values;    /* by index in the table of settings */
	GPtrArray *texts; /* of Text */
	GPtrArray *http;  /* of ShownLine (read_http.h): a provider's group "http" as it stands in the file */
} Section;

typedef enum {
	SECRETS_UNSEEN,    /* not looked at */
	SECRETS_REACHABLE, /* those that can be read */
	SECRETS_ALL,       /* one that cannot be read is a fault */
} SecretsWanted;

/* Everything a load made. Conf comes first: what callers hold is a ConfWhole. */
typedef struct {
	Conf conf;
	gatomicrefcount refs;
	SecretsWanted secrets;
	char *text_packs;
	char *reply_packs;
	char *snippet_packs;
	Lexicon *lexicon; /* of the packs alone */
	char *region_data;
	Regions *regions; /* of the good files */
	GStringChunk *files; /* names for Place.file */
	Section *general;
	GPtrArray *providers; /* of Section, beside conf.providers */
	GPtrArray *shops;     /* of Section, beside conf.shops */
	GPtrArray *channels;  /* of Section, beside conf.channels */
	gboolean shops_bad;   /* something that is no shop stands there */
	Place shops_place;    /* of "shops" itself; file NULL: not in the file */
	GPtrArray *packs;     /* of Text */
	gboolean packs_good;  /* no fault was found in them */
} ConfWhole;

/* section.c */
Section *section_new(SettingScope scope, const char *id, void *base, const Place *place);
void section_free(Section *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Section, section_free)

/* The struct a setting's offset counts from. */
void *section_base(Section *section, const Setting *setting);

/* The setting's whole name in this group: "shops.taoyimi.name". Caller frees. */
char *section_key(const Section *section, const Setting *setting);

/* What holds for a setting in a group: its own value, for rules else the general one; NULL: the default. *owner (may be
 * NULL) is the section that says it. */
const Value *section_value(const Section *section, const Section *general, guint index, const Section **owner);

/* The items that hold, as text, NULL-terminated: of the value or of the default; NULL when there is neither. Caller
 * frees. */
char **section_items(const Section *section, const Section *general, guint index);

ConfRules *rules_new(void);
void rules_clear(ConfRules *rules);
void text_free(Text *text);

/* texts.c: reads the packs, FALSE when one has a fault; puts a shop's catalog together from packs, general and own
 * texts. */
gboolean texts_read_packs(ConfWhole *whole, Faults *faults);
Catalog *texts_catalog(const ConfWhole *whole, const Section *shop);

/* snippets.c: the packs of the directory and the shops' own; those without a fault go into conf.snippets. */
GPtrArray *snippets_new(void);
void snippets_read(ConfWhole *whole, Faults *faults);

/* check.c: what must fit together. */
void check_all(ConfWhole *whole, Faults *faults);

/* hash.c: sets conf.hash. */
void hash_rules(ConfWhole *whole);
