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

/* check_channels.c */
void check_channel(const Check *check, const Section *section);

/* check_parts.c */
void check_provider(const Check *check, const Section *section);
gboolean check_is_loopback(const char *host);
void check_texts(const Check *check, const Section *section);
