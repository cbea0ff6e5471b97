/* The checks across settings. Internal to src/conf. */
#pragma once

#include "conf/private.h"

typedef struct {
	ConfWhole *whole;
	Faults *faults;
	int64_t now_at;
} Check;

/* What holds for a setting in a group, as a fault would name it. */
typedef struct {
	char *key;     /* where it is written: "first_contact.within" also for a shop that takes the general one */
	char *literal; /* as in the file; NULL: neither value nor default */
	Place place;   /* of the value; of the group when it is a default */
	gboolean written;
	gboolean set;
	gboolean bad;
} Seen;

Seen check_see(const Check *check, const Section *section, const char *key);
void check_seen_clear(Seen *seen);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Seen, check_seen_clear)

/* The setting of a class's hours: "permitted_hours.sms". */
const char *check_permitted_key(MessageClass message_class);

/* check_regions.c: what is known of the shop's own region, beside what the shop says. */
void check_region(const Check *check, const Section *section);

/* check_listen.c: whether two services want one address. */
void check_listen(const Check *check);

/* check_inbox.c: who is let in by what. */
void check_inbox(const Check *check);

/* check_channels.c */
void check_channel(const Check *check, const Section *section);

/* check_route.c */
gboolean check_is_loopback(const char *host);
void check_route(const Check *check, const Section *section);

/* check_drivers.c: settings that lean on what the provider's driver can. */
void check_driver(const Check *check, const Section *section);

/* routes.c: the providers of its routes and calls, and whether its money can be counted. */
void check_routes(const Check *check, const Section *section);

/* check_provider.c */

/* Drivers: what they cannot work without ("a|b": one of the two), the names of their signatures, and what a code looks like
 * where texts go by codes registered there. Sources: Kannel user guide, sendsms parameters; the OpenAPI of Twilio and of
 * Vonage's SMS API; the vendors' pages on SendSms. */
typedef struct {
	const char *key;
	const char *example; /* NULL: that of the setting */
} CheckNeed;

typedef struct {
	const char *driver;
	CheckNeed needs[6];
	const char *signings[6];     /* none: `signing` is not looked at */
	gboolean signs_by_a_secret;  /* of its own: signature_secret */
	const char *code;            /* pattern of a whole code; NULL: texts go as they are written */
	const char *example;         /* of a code */
} CheckDriver;

/* NULL: none of that name. */
const CheckDriver *check_driver_named(const char *name);

void check_provider(const Check *check, const Section *section);

/* check_texts.c */
void check_texts(const Check *check, const Section *section);
