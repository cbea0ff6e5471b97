/* What every act of the desk needs: the store, the rules, who acts and when. Used by followupctl and by web pages
 * alike.
 *
 * Functions of this room return 0 or a negative errno and give a sentence for people in *fault (caller frees; NULL on
 * success). What changes the store is one transaction each; the caller rings the daemon afterwards (store_ring()). */
#pragma once

#include "conf/conf.h"
#include "store/store.h"
#include "util/zones.h"

typedef struct {
	Store *store;
	const Conf *conf; /* NULL: none could be read; what needs rules says so */
	Zones *zones;
	const char *actor; /* "agent:li" */
	int64_t now_at;
} Desk;

/* The zone of a shop's clock, UTC (NULL) when the configuration does not know the shop. Owned by desk->zones. */
GTimeZone *desk_shop_zone(const Desk *desk, const char *shop);

/* "what: the store's words", for calls into the store that fail. Caller frees. */
char *desk_store_fault(const Desk *desk, const char *what);

/* An instant on the customer's and on the shop's clock: "Wed 18 Nov 08:00 (customer, Asia/Shanghai) / 00:00 (shop,
 * Europe/London)"; the day stands once when both are on it, and one clock when both have the same zone. customer NULL:
 * the customer's zone is not known. Caller frees. */
char *desk_time_both(GTimeZone *customer, GTimeZone *shop, int64_t at);

/* A step as people call it: "first contact". */
const char *desk_step_words(Step step);
