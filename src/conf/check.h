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

/* check_parts.c */
void check_provider(const Check *check, const Section *section);
void check_texts(const Check *check, const Section *section);
