/* THE table of settings: the only source of what may stand in a config, its defaults, ranges, help and place in the
 * structs. Internal to src/conf. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef enum {
	SCOPE_GENERAL,  /* the daemon's own, at the top of the file */
	SCOPE_PROVIDER, /* in a provider's group */
	SCOPE_SHOP,     /* in a shop's group */
	SCOPE_CHANNEL,  /* in the group of a channel to the team */
	SCOPE_RULE,     /* at the top for all shops; a shop's own wins */
	SCOPES
} SettingScope;

/* What a value is; values.c has the table of how each is read. */
typedef enum {
	TYPE_STRING,
	TYPE_WORD,      /* one of Setting.words */
	TYPE_LOG_LEVEL, /* one of Setting.words, kept as a syslog priority */
	TYPE_BOOL,
	TYPE_INT,
	TYPE_DURATION,    /* int64_t seconds */
	TYPE_DURATION_MS, /* int64_t milliseconds */
	TYPE_TIME,        /* int seconds of the day */
	TYPE_PATH,
	TYPE_LISTEN,
	TYPE_URL,
	TYPE_ZONE,
	TYPE_REGION,
	TYPE_LANGUAGE,
	TYPE_SECRET,
	TYPE_COUNTING, /* one of Setting.words: TRUE for the second */
	TYPE_PRICE,    /* "0.045 CNY" */
	TYPE_RATE,     /* RateRules: "5/s" */
	TYPE_STRINGS,  /* GPtrArray * of char * */
	TYPE_ROUTES,   /* GPtrArray * of ConfRoute * */
	TYPE_WINDOWS,  /* Hours *, one class or the shop's people */
	TYPE_QUIET,    /* into every class's Hours */
	TYPE_HOLIDAYS, /* into every Hours */
	TYPE_WORKDAYS, /* into every Hours */
	TYPE_WORDS,    /* a list of texts, into a GPtrArray */
	TYPE_TEXTS,    /* a group of groups: language, step, category */
	TYPE_HTTP,     /* a group with a table of its own, http_keys.c */
	TYPE_REPLIES,  /* a group of lists: label, words; items are "LABEL: WORDS" */
	TYPE_NETS,     /* GArray of Subnet */
	TYPES
} SettingType;

typedef struct {
	const char *key; /* within its group: "first_contact.within" */
	SettingScope scope;
	SettingType type;
	gboolean required;
	const char
	        *fallback;   /* the default as a person would write it, items of a list parted by "; "; NULL: not set */
	const char *example; /* for cures and the manual where there is no default */
	int64_t min, max; /* of a number, a duration in seconds, a string's characters, a list's items; both 0: any */
	const char *unit; /* of a number: "contacts" */
	const char *const *words;
	gsize offset; /* in Conf, ConfProvider, ConfShop, ConfChannel or ConfRules by scope */
	const char *help;
	gboolean testing; /* for our own tests: not in the example, refused elsewhere (check_route.c) */
} Setting;

guint settings_count(void);
const Setting *settings_at(guint index);

/* The group a scope's settings stand in, as written in names: "", "providers.*.", "shops.*.", "notify.*.". */
const char *settings_prefix(SettingScope scope);

/* True when a group of `group` scope (general, provider, shop) holds settings of `scope`: rules stand in the general
 * part and in shops. */
gboolean settings_holds(SettingScope group, SettingScope scope);

/* The index of the setting of that key in a group, or -1. */
int settings_find(SettingScope group, const char *key);

/* True when some setting of that group is "key.something". */
gboolean settings_is_group(SettingScope group, const char *key);

/* What an unknown key was meant to be: a setting of the group it stands in, else one of the same name elsewhere (its
 * whole name with "shops.*." before it); NULL when nothing is near. *elsewhere tells the two apart. Caller frees. */
char *settings_nearest(SettingScope group, const char *key, gboolean *elsewhere);

