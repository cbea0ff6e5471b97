/* The configuration, read whole or not at all. Source: DESIGN section 8, followup.conf(5).
 *
 * settings.c holds the one table of settings: parsing, defaults, ranges, units, `followupctl show config` and
 * followup.conf(5) all come from it. Conf is immutable once loaded; a reload makes a new one and swaps. */
#pragma once

#include "conf/region.h"
#include "core/backoff.h"
#include "core/breaker.h"
#include "core/plan.h"
#include "core/rate.h"
#include "core/retention.h"
#include "core/route.h"
#include "text/catalog.h"
#include "text/lexicon.h"
#include "text/price.h"
#include "text/segment.h"
#include "util/http_profile.h"
#include "util/subnet.h"
#include "util/zones.h"

/* Whose offers have a limit of their own. */
enum { CONF_OFFER_AGENT, CONF_OFFER_SENIOR, CONF_OFFERS };

/* The settings a shop takes from the general part unless it says otherwise. */
/* "safety = 4": from which level of agents on cases of a category are served. */
typedef struct {
	char *category; /* "any": all that have no line of their own */
	int level;      /* 1 to 5 */
} ConfLevel;

typedef struct {
	Hours *permitted[CLASSES]; /* permitted_hours, quiet_hours and holidays in one, by class */
	Hours *working;            /* the shop's people */
	int64_t within_s;          /* first_contact.* */
	int next_day_by_s;
	int64_t hard_limit_s;
	int64_t agent_grace_s;
	int64_t sat_after_s; /* satisfaction.* */
	int64_t sat_until_s;
	int64_t sat_give_up_s;
	int64_t sat_quiet_s;
	int64_t sat_cool_s;
	int64_t sat_close_s;
	int64_t sat_reopen_s; /* a late "not satisfied" opens a closed case again; 0: never */
	int64_t call_after_s; /* call.after: silence after a text before a call */
	int64_t no_answer_s;  /* no_answer.close_after */
	int64_t max_late_s;   /* a stored step this late goes to an agent; 0: however late */
	int budget_per_day; /* budget.*; 0: no such cap */
	int budget_per_week;
	int64_t budget_min_gap_s;
	int max_rounds;
	int max_segments; /* longest text that may leave */
	gboolean agent_signature; /* agents' texts end with their name and role */
	GPtrArray *levels; /* of ConfLevel; NULL: none */
	Price offers[CONF_OFFERS]; /* what a role may offer in one case; currency "": nothing */
	char *widen_courtesy; /* why presets of basis courtesy do not bind; "": they do */
	char *answers_arrive; /* by what number answers arrive where they usually cannot; "": they do not */
	char *calendar;       /* iCalendar file of more holidays; NULL: none */
	GPtrArray *calendar_days; /* what stands in it, of char*: "2026-10-01..2026-10-07", "2026-10-10 as mon" */
	Catalog *texts;
	Lexicon *replies; /* the words replies are understood by */
} ConfRules;

/* Where texts to some numbers go: "+86 aliyun, tencent". */
typedef struct {
	char *text;        /* as it is written */
	char *prefix;      /* "+86"; "": any number */
	const char *line;  /* phone_kind_name(); NULL: any line */
	char **providers;  /* ids in the order they are asked; empty: they are not texted */
} ConfRoute;

typedef struct {
	char *id;        /* "taoyimi" */
	char *name;      /* what customers read */
	char *signature; /* NULL: none */
	char *region;    /* ISO 3166-1 alpha-2, for numbers without a country code */
	char *zone;      /* the shop's own clock */
	char *language;
	gboolean sms_allowed; /* F18: off until a ground is written */
	char *sms_ground;
	gboolean call_allowed;
	char *call_ground;
	char *consent[CLASSES]; /* on what ground its customers count as having agreed; NULL: they have not */
	char *provider; /* id of a ConfProvider: for numbers no route names */
	char *default_route[2]; /* the same as a list, so call_provider; borrowed */
	char *call_route[2];
	GPtrArray *routes; /* of ConfRoute; NULL: none */
	char *call_provider; /* id of the ConfProvider that telephones; NULL: calls are an agent's */
	Price spend_per_day; /* what its texts may cost in one day of its zone; currency "": anything */
	gboolean review_note; /* review_mention: one neutral note after closing (B2) */
	ConfRules rules;
} ConfShop;

typedef struct {
	char *id;
	char *driver; /* "kannel" */
	char *url;
	gboolean allow_http; /* url may be plain http to another machine */
	char *username;
	char *password; /* read from file: or credential: */
	char *account;  /* the next nine: see ProviderAccount, provider/provider.h */
	char *service;
	char *sender;
	char *caller;
	char *sign_name;
	char *api_region;
	char *signing;
	char *signature_secret; /* read from file: or credential: */
	char *smsc;
	HttpProfile *http;  /* of driver "http"; NULL: none */
	char *callback_url; /* our own address as the provider sees it, without the path; NULL: no reports wanted */
	char *token;        /* secret part of the path of our webhooks */
	GArray *allow_from; /* of Subnet: where its webhooks come from; NULL: anywhere */
	int64_t poll_s;     /* how often it is asked for what it keeps; 0: never */
	char *on_unknown;   /* "hold", "wait_report", "resend_after" */
	int64_t report_wait_s;  /* of wait_report */
	int64_t report_after_s; /* 0: never */
	char *ca_file;      /* the next six: see HttpRoute, net/http_client.h */
	gboolean http2;
	char *proxy;
	char *proxy_username;
	char *proxy_password; /* read from file: or credential: */
	char *connect_to;
	int64_t timeout_ms;
	int64_t connect_timeout_ms;
	int max_in_flight;
	BackoffRules backoff;
	int64_t throttle_cap_s;
	RateRules rate;        /* count 0: any; also burst */
	RateRules sender_rate; /* of each sender */
	int per_day;           /* messages in one day of the system's zone; 0: any number */
	GPtrArray *senders;    /* of char*: several, a steady one for each customer; NULL: `sender` alone */
	BreakerRules breaker;
	gboolean counts_china; /* bills by text_segments_cn() */
	Price price;           /* of a segment; currency "": not told */
} ConfProvider;

/* By which providers a shop's text to that number goes, in the order they are asked, NULL-terminated; empty: by none.
 * `line`: phone_kind_name(), NULL: not known. *route (may be NULL) is the route that says so, NULL: the shop's provider. */
const char *const *conf_route(const ConfShop *shop, const char *phone, const char *line, const ConfRoute **route);

/* The ids of all providers a shop's texts may go by, each once. Borrowed strings; caller unrefs. */
GPtrArray *conf_shop_providers(const ConfShop *shop); /* of char* */

/* TRUE when its driver can make calls. */
gboolean conf_has_voice(const ConfProvider *provider);

/* What a driver can, as far as settings lean on it. conf does not know the drivers themselves: tests/gateway holds this table
 * and what the drivers have together. */
typedef struct {
	gboolean looks_up;       /* it can be asked for a message */
	gboolean absence_proves; /* its not knowing one, twice, proves that it did not leave */
	gboolean polls;          /* it keeps reports or replies until it is asked */
} ConfDriver;
/* NULL: no such driver. */
const ConfDriver *conf_driver(const char *name);

/* Segments as that provider bills them (NULL: by the standard). 0; -EINVAL: not UTF-8, or too long for it. */
int conf_segments(const ConfProvider *provider, const char *text, Segments *out);

/* An answer agents write often. */
typedef struct {
	char *shop;     /* whose own it is; NULL: of all */
	char *language; /* "zh-CN" */
	char *category; /* of the cases in which it comes first; NULL: none */
	char *name;     /* when it fits, in its language: "parcel is late" */
	Template *text;
} ConfSnippet;

/* A way to tell the team. */
typedef struct {
	char *id;           /* "ops" */
	char *kind;         /* "webhook", "wecom", "dingtalk", "feishu", "slack", "command" */
	char *url;          /* read from file: or credential: */
	char *secret;       /* the same; NULL: nothing is signed */
	GPtrArray *command; /* of char*: program and arguments */
	GPtrArray *events;  /* of char*, see notice_wanted() */
	GPtrArray *shops;   /* of char*; empty: all */
	int64_t digest_s;
	int max_per_hour;
	Hours *quiet;          /* open when it may be told anything; NULL: at all times */
	gboolean quiet_alarms; /* alarms are told in quiet spans, too */
} ConfChannel;

typedef struct {
	char *path;       /* file it was read from */
	char *hash;       /* SHA-256 (hex) of everything that decides when and what is sent: which rules a plan was made by */
	char *store_path; /* store.path */
	char *listen;     /* "127.0.0.1:8080"; "" for none (or socket activation alone) */
	int log_level;    /* syslog priority */
	int64_t claim_lease_s; /* how long a claim lasts */
	int max_in_flight;
	int64_t backlog_gap_s;    /* backlog.*: away so long counts as an outage; what waited is spread over */
	int64_t backlog_spread_s;
	int incident_from;        /* incidents.*: so many cases of one cause are proposed as an incident; 0: none are */
	int64_t incident_within_s;
	int incident_leap;        /* as a multiple of the usual */
	int64_t incident_release_s; /* what waited for an end leaves over */
	char *metrics_listen;   /* "": nowhere */
	char *metrics_textfile; /* NULL: none */
	int64_t metrics_every_s; /* how often that is written at most */
	int64_t retain_s[RETAIN_KINDS]; /* retention.*; 0: for ever */
	Lexicon *replies;     /* the words for replies that belong to no shop we know */
	GArray *trusted_proxies; /* of Subnet; NULL: none */
	GPtrArray *shops;     /* of ConfShop */
	GPtrArray *providers; /* of ConfProvider */
	GPtrArray *channels;  /* of ConfChannel */
	int64_t sla_risk_s;    /* alarms.*; 0: not told */
	int64_t no_receipts_s; /* 0: not told */
	int64_t unknown_s;
	char *inbox_listen;          /* inbox.*: the agents' web page; "" for none (or socket activation alone) */
	int64_t inbox_idle_s;        /* a session nobody used for so long is over */
	int64_t inbox_session_s;     /* and however much it is used, after so long */
	gboolean inbox_secure_cookie;
	char *inbox_sso_header;      /* "": no single sign-on */
	GArray *inbox_sso_from;      /* of Subnet: whose word on it is believed; NULL: nobody's */
	gboolean training;      /* read by conf_load_training() */
	GPtrArray *snippets;    /* of ConfSnippet: answers agents write often */
	char *training_store;   /* training.*: the store for practice */
	char *training_listen;  /* the page over it; "" for none (or socket activation alone) */
	char *training_url;     /* where agents find that page; "": nowhere */
} Conf;

/* One fault, ready to print: "followup.conf:14: quiet_hours[0] = "daily 2130-8": not a span of hours; write
 * "daily 21:30-08:00"". */
typedef struct {
	char *text;
	gboolean warning; /* TRUE: the config is used all the same */
} ConfFault;

/* Reads a file. 0 and *conf (free with conf_unref); or -EINVAL when there is a fault that is not a warning, or the
 * negative errno of open. In both cases *faults (may be NULL to not ask; caller unrefs) holds every fault of the file, in
 * the order of lines, found in one pass. Secrets are read through: a missing file is a fault. */
int conf_load(const char *path, Conf **conf, GPtrArray **faults);

/* The same for programs that send nothing and run where secrets cannot be read (an agent's followupctl): secrets are
 * checked for their form alone and stay NULL in every ConfProvider. The hash is the same. */
int conf_load_without_secrets(const char *path, Conf **conf, GPtrArray **faults);

/* The same for programs that send now and then (followupctl provider test): secrets this program can read are there, of the
 * others *faults has a warning with the cure, and they stay NULL. */
int conf_load_reachable_secrets(const char *path, Conf **conf, GPtrArray **faults);

Conf *conf_ref(Conf *conf);
void conf_unref(Conf *conf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conf, conf_unref)

/* The same for practice: the store is training.store, the page listens on training.listen, no secret is read, and nothing is left of what
 * leads out of this machine: no address of a provider, no channel, no webhook. All providers have the driver CONF_TRAINING_DRIVER, which
 * no file can name. What is asked after a solution is asked after a minute. The hash is the same. */
#define CONF_TRAINING_DRIVER "training"
int conf_load_training(const char *path, Conf **conf, GPtrArray **faults);

/* The packs of replies in a directory alone, without a configuration; *lexicon is the caller's. -ENOENT: it cannot be read; -EINVAL:
 * a pack has a fault. *faults as above. */
int conf_lexicon(const char *directory, Lexicon **lexicon, GPtrArray **faults);

/* TRUE for a sender with a letter in it (NULL: FALSE): a name, which no phone can answer. */
gboolean conf_sender_is_name(const char *sender);
/* The name the provider's texts come from, or one of them where there are several; NULL: all can be answered. */
const char *conf_sender_name(const ConfProvider *provider);

/* The version of the text a case of that shop gets, as table message has it; NULL: the shop has no such text. */
const char *conf_text_version(const ConfShop *shop, const CatalogCase *wanted);
/* TRUE when a text of some shop has that version. */
gboolean conf_has_text(const Conf *conf, const char *version);

/* By id; NULL when there is none. */
const ConfShop *conf_shop(const Conf *conf, const char *id);
const ConfProvider *conf_provider(const Conf *conf, const char *id);
const ConfChannel *conf_channel(const Conf *conf, const char *id);

/* What is known of the region of that very code, "CN", "US-FL"; NULL: no file of its own. */
const Region *conf_region(const Conf *conf, const char *code);

/* The level a new case of that category (NULL: none) needs by the shop's list; 0: the list says nothing. */
int conf_case_level(const ConfShop *shop, const char *category);

/* The same as store's IntakeShopLookup: what a row's shop gives to a case. FALSE: no such shop. */
gboolean conf_shop_facts(const void *conf, const char *id, const char *category, const char **region,
                         const char **zone, const char **language, int *level);

/* The rules that bind one case, ready for plan_next(): the daemon, `why` and every foresight ask this one function, so that
 * they cannot differ. `zone` is the case's own (NULL: it told none, then all of the region's are candidates, T6), `region`
 * that of the customer's number (NULL: not known), with a state when that is known: "US-FL", `quiet`
 * the customer's own quiet hours (NULL: none; when they cannot be read no time is permitted). FALSE: the config has no such
 * shop. conf_case_rules_clear() by the caller, after FALSE too. The policy points into *rules, conf and zones: it lives as long as they do
 * and must not be copied. */
#define CONF_CAPS_MAX (2 + REGION_CAPS_MAX) /* the shop's budget and the region's */
enum { CONF_LAYER_SHOP, CONF_LAYER_REGION, CONF_LAYER_PERSON, CONF_LAYERS };
typedef struct {
	const ConfShop *shop;
	const Region *region;             /* whose presets bind; NULL: nothing is known of it */
	GTimeZone *zones[REGION_ZONES_MAX]; /* candidates of the customer's zone: all must permit */
	guint n_zones;                    /* 0: nobody knows it, the case is held */
	const Hours *layers[CLASSES][CONF_LAYERS]; /* the region's only where its preset binds the shop; before the
	                                            * person's the shop's again where it does not */
	Hours *person;                    /* the customer's own quiet hours; NULL: none. Owned */
	Cap caps[CLASSES][CONF_CAPS_MAX];
	PlanPolicy policy;
} ConfCaseRules;
gboolean conf_case_rules(const Conf *conf, Zones *zones, const char *shop, const char *zone, const char *region,
                         const char *quiet, ConfCaseRules *rules);
void conf_case_rules_clear(ConfCaseRules *rules);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfCaseRules, conf_case_rules_clear)

/* What is left of a class's rules when the customer's own words ask for a text now (F48): the floors of law, operators,
 * providers and codes, and the hours the customer once asked for. The shop's hours, a courtesy, the shop's budget and the
 * least time between two contacts do not bind it. `out` points into `rules`, which must outlive it;
 * conf_override_clear() by the caller. */
typedef struct {
	Hours *always;
	const Hours *layers[CONF_LAYERS];
	Cap caps[REGION_CAPS_MAX];
	DecideRules rules;
} ConfOverride;
void conf_override_rules(const ConfCaseRules *rules, MessageClass which, ConfOverride *out);
void conf_override_clear(ConfOverride *override);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfOverride, conf_override_clear)

/* A customer's own quiet hours, spans of quiet_hours joined by ";": "daily 20:00-11:00; sun 00:00-24:00". Any other time is
 * permitted. 0 and *hours (hours_free()); -EINVAL with *fault, `"noon": not a span ...` (may be NULL; caller frees). */
int conf_quiet_hours(const char *spans, Hours **hours, char **fault);

/* What is no fault of the file but would hurt the agents' page: a sentence "FILE: KEY = VALUE: ...; what to write",
 * NULL where all is well. Caller frees. For followup-inbox alone: without the page it is nobody's concern. */
char *conf_inbox_warning(const Conf *conf, const char *path);

/* Writes every setting of the table with its value in this conf, its default, and where it comes from. As text in the
 * config's own language, which loads again to the same hash; or as one JSON object {file, hash, settings: [{key, value,
 * default, source}]}. Of a secret only where it is kept and "(set)". In a shop's group stand its own settings and the
 * rules it overrides. Caller frees. */
char *conf_show(const Conf *conf, gboolean json);

/* The SETTINGS section of followup.conf(5) in man(7) form, from the same table. Caller frees. */
char *conf_manual(void);

/* The names of all settings of the table, "first_contact.within", "shops.*.name", "providers.*.url"...: what
 * etc/followup.conf must mention (tests/conf). Caller unrefs. */
GPtrArray *conf_setting_names(void); /* of char* */
