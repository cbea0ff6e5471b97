/* The contract of a provider driver: bytes in, struct out. followup-provider(7) is this page for people.
 *
 * A driver MUST
 *   - be pure: no I/O, no clock, no random, no state between calls; the moment and a nonce come with each call;
 *   - build a request that can be told apart by our reference where the provider lets us carry one;
 *   - call an answer SUBMIT_ACCEPTED only when the provider said so, and SUBMIT_RETRY_LATER or SUBMIT_THROTTLED only when the
 *     message surely was not accepted; an answer that cannot be understood is SUBMIT_UNKNOWN (may be out), a refusal with a
 *     code of no table row is SUBMIT_UNKNOWN_CODE (surely not out, nobody knows why): never a guess (DESIGN section 5);
 *   - keep its codes in tables with the source beside each row;
 *   - refuse (-EINVAL) what it cannot code for its wire instead of changing it;
 *   - never look into HttpAnswer.progress other than HTTP_ANSWERED: the gateway has dealt with the rest;
 *   - put no secret into a URL where the provider takes it elsewhere, and none into a result.
 * A driver SHOULD stay under 300 lines, say LOOKUP_ABSENT only where the provider's not knowing proves something, and
 * bring a check that costs nothing.
 *
 * A driver leaves what its provider does not have NULL; only build_submit and parse_answer are a must. Adding one touches
 * its file, drivers.h and provider.c, the driver's row in conf, and the man page. */
#pragma once

#include "core/types.h"
#include "util/http_message.h"

typedef struct HttpProfile HttpProfile; /* util/http_profile.h: what the admin wrote for driver "http" */

/* The shop's account with a provider. Borrowed strings; NULL where the config says nothing. What each field is called at
 * the provider stands in followup-provider(7). */
typedef struct {
	const char *id;
	const char *url;              /* base address, without a trailing slash */
	const char *username;         /* key id */
	const char *password;         /* key secret */
	const char *account;          /* twilio: Account SID; tencent: SmsSdkAppId */
	const char *service;          /* twilio: MessagingServiceSid */
	const char *sender;           /* what the customer sees; the gateway has chosen among several */
	const char *caller;           /* the number calls come from */
	const char *sign_name;        /* aliyun, tencent: the approved signature, without its brackets */
	const char *api_region;       /* tencent: "ap-guangzhou" */
	const char *signing;          /* which of the driver's signatures; NULL: its best */
	const char *signature_secret; /* of webhooks, and of requests where signing says so */
	const char *smsc;
	const char *report_url; /* where delivery reports are to come, secret included; NULL: none wanted */
	const HttpProfile *http;
} ProviderAccount;

/* When a request is built, and a number used once. */
typedef struct {
	int64_t now_at;
	const char *nonce; /* 32 hex digits, never the same again */
} ProviderMoment;

/* One placeholder of the text and what was put in. */
typedef struct {
	const char *name; /* text_field_name(): "order" */
	const char *value;
} ProviderParam;

/* `text` is always what the customer is to read. A provider that sends texts registered there takes template_code and params in
 * place of it; a driver of such a one refuses (-EINVAL) a text without a code, any other ignores both, as kannel does. */
typedef struct {
	ProviderMoment moment;
	const char *to;   /* E.164 with + */
	const char *text; /* valid UTF-8 */
	const char *language; /* BCP 47 tag of the text, "zh-CN" */
	const char *ref;  /* our own reference of this attempt, [a-z0-9]+ */
	gboolean ucs2;
	gboolean voice;   /* to be spoken in a call; -EINVAL where the driver has no voice */
	int64_t validity_s; /* the provider must drop it after this; 0: its default */
	const char *template_code; /* NULL: none */
	const ProviderParam *params;
	guint n_params;
} ProviderSubmit;

typedef struct {
	SubmitOutcome outcome;
	char *provider_id;  /* the provider's own id, NULL when it gave none */
	GPtrArray *part_ids; /* of char*: ids of the further parts of a long text that get reports of their own; NULL: none */
	char *code;         /* the provider's own code or words, cleaned for a log line; NULL when none */
	int64_t retry_after_s; /* SUBMIT_THROTTLED: its wish; else 0 */
	gboolean number_only;  /* SUBMIT_THROTTLED: this number alone has had enough, others go on */
	int64_t open_at;       /* SUBMIT_QUIET_BY_PROVIDER: when its hours begin; 0: it did not say */
} ProviderResult;

/* What a provider knows of a submit whose answer never came, or whose report does not. */
typedef struct {
	ProviderMoment moment;
	const char *to;
	const char *text;
	const char *ref;
	const char *provider_id; /* NULL: it told none */
	gboolean voice;
	int64_t started_at; /* when the request left */
	const char *page;   /* LOOKUP_MORE: what the last finding said; NULL: the first page */
} ProviderLookup;

typedef enum {
	LOOKUP_FOUND,  /* the provider has it: status tells how far it is */
	LOOKUP_ABSENT, /* the provider does not know it */
	LOOKUP_MORE,   /* not on this page: ask again with `page` */
	LOOKUP_UNSURE, /* no answer that says one or the other */
} LookupFinding;

typedef struct {
	LookupFinding finding;
	ReceiptStatus status; /* LOOKUP_FOUND */
	SubmitOutcome cause;  /* of RECEIPT_FAILED, as in ProviderInbound */
	char *provider_id;    /* NULL: none */
	char *code;           /* for a log line; NULL: none */
	char *page;           /* LOOKUP_MORE */
} ProviderFinding;

/* One thing a webhook or a poll told. */
typedef enum {
	OPTOUT_NONE,
	OPTOUT_STOP,  /* the provider itself took the reply for an opt-out */
	OPTOUT_START,
	OPTOUT_HELP,
} ProviderOptout;

typedef struct {
	enum { INBOUND_RECEIPT, INBOUND_REPLY } kind;
	/* receipt */
	ReceiptStatus status;
	SubmitOutcome cause; /* what a failure means beyond this message: SUBMIT_BAD_NUMBER, SUBMIT_OPTED_OUT, SUBMIT_NO_CREDIT ...;
	                      * SUBMIT_ACCEPTED: nothing */
	char *ref;  /* our reference, NULL when it carries none */
	char *code; /* the network's words */
	/* reply */
	char *from; /* as the provider writes it */
	char *to;
	char *text; /* valid UTF-8, at most 10 kB; bytes that are not are replaced */
	ProviderOptout optout; /* the provider's own word on it; it has then answered the customer itself */
	char *part_of;  /* a part of a long message: what its parts have in common; NULL: whole */
	int part;       /* 1 .. parts */
	int parts;
	/* both */
	char *provider_id; /* NULL when none */
	int64_t at;        /* provider's time of it; 0 when not told */
} ProviderInbound;

void provider_result_clear(ProviderResult *result);
void provider_finding_clear(ProviderFinding *finding);
GArray *provider_inbound_array_new(void); /* of ProviderInbound, frees its members */

/* A webhook at the door. */
typedef struct {
	const char *hook; /* last part of the path: "dlr", "mo" */
	const char *url;  /* as the provider wrote it when it called: callback_url, path and query; NULL: no callback_url */
	const HttpInbound *inbound;
	int64_t now_at;
} ProviderWebhook;

/* What the provider must hear to count a webhook as taken. Borrowed. */
typedef struct {
	int status;
	const char *type;
	const char *body;
} ProviderAck;

/* A question to a provider that keeps things until they are fetched. */
typedef struct {
	ProviderMoment moment;
	const char *kind;   /* one of Provider.polls */
	const char *cursor; /* what the last poll of this kind gave; NULL: none yet */
} ProviderPoll;

/* What a check of credentials came to (followupctl provider test). */
typedef struct {
	SubmitOutcome outcome; /* SUBMIT_ACCEPTED: they are good */
	char *words;           /* balance, or the provider's objection; cleaned; NULL: none */
} ProviderCheck;

typedef struct {
	const char *name;
	gboolean voice; /* has calls */
	/* Each part of a long text gets a report of its own, with an id of its own: such a text is delivered when as many
	 * parts are. FALSE, also where nobody knows: one report is about the whole, or else it could stay undelivered for
	 * ever. */
	gboolean part_reports;
	/* The unit it takes validity in: a text that has less left of its window is not handed in, because it could arrive outside
	 * of it (F11). NULL: minutes. */
	int64_t (*validity_step_s)(const ProviderAccount *account);
	/* Hosts it asks by https beside that of ProviderAccount.url, NULL-terminated; NULL: none. Nothing is sent elsewhere. */
	const char *const *hosts;

	int (*build_submit)(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request);
	void (*parse_answer)(const ProviderAccount *account, const HttpAnswer *answer, ProviderResult *result);

	/* -EINVAL: this one cannot be looked up. The first look-up comes lookup_waits_s[0] after the submit, the second
	 * lookup_waits_s[1] after the first (provider sheets: records appear late). */
	int (*build_lookup)(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request);
	void (*parse_lookup)(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
	                     ProviderFinding *finding);
	int64_t lookup_waits_s[2];
	/* LOOKUP_ABSENT twice proves that the message did not leave: on_unknown = "resend_after" is open to the admin. */
	gboolean absence_proves;

	/* Kinds of polls, NULL-terminated; NULL: none. parse_poll: 0, the array filled, *cursor (may stay NULL) for the next one,
	 * *more when it should follow at once; -EBADMSG with *why (static). The answer is stored before either is used. */
	const char *const *polls;
	int (*build_poll)(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request);
	int (*parse_poll)(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer, GArray *found,
	                  char **cursor, gboolean *more, const char **why);

	/* 0: the provider signed it, or signs nothing; -EACCES: it is not the provider's, *why says what is wrong (static). */
	int (*verify)(const ProviderAccount *account, const ProviderWebhook *webhook, const char **why);
	/* Which webhooks it has are told by the last part of the path ("dlr", "mo"). 0 and the array filled, with *why when one
	 * of several cannot be understood: the others count, and the row is kept aside as well; -ENOENT: no such webhook;
	 * -EBADMSG: it cannot be understood, *why says what (static). */
	int (*parse_inbound)(const ProviderAccount *account, const char *hook, const HttpInbound *inbound, GArray *found,
	                     const char **why);
	ProviderAck (*ack)(const ProviderAccount *account, const char *hook);

	/* A request that proves credentials, and where it can the template (NULL: none to prove), and sends nothing. -EINVAL: this
	 * account has none. */
	int (*build_check)(const ProviderAccount *account, const ProviderMoment *moment, const char *template_code,
	                   HttpRequest *request);
	void (*parse_check)(const ProviderAccount *account, const HttpAnswer *answer, ProviderCheck *check);
} Provider;

/* By driver name, or NULL. */
const Provider *provider_find(const char *name);

/* Names of all drivers, NULL-terminated, static. */
const char *const *provider_names(void);
