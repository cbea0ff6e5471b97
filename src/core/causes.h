/* What many cases have in common: a product, a carrier or a category that suddenly has far more of them than usual.
 * Whoever looks gives the cases one by one. Source: features F6. */
#pragma once

#include <glib.h>

/* One case, borrowed for the call. */
typedef struct {
	int64_t id;
	const char *shop;
	const char *product; /* the next three: NULL: not told */
	const char *carrier;
	const char *category;
	int64_t created_at;
	gboolean free; /* taken in since the look's beginning, neither resolved nor closed, in no incident, open or ended */
} CauseCase;

typedef struct {
	char *shop;
	const char *by;   /* "product", "carrier", "category"; static */
	char *value;      /* as the oldest of them that is free writes it */
	GArray *cases;    /* of int64_t, oldest first: those that are free */
	guint before;     /* of the same in the seven such times before, together */
	int64_t first_at; /* when the oldest was taken in */
} Cause;

/* Before a look's beginning so many of its times tell what is usual. */
#define CAUSES_USUAL_TIMES 7

typedef struct Causes Causes;
Causes *causes_new(int64_t since_at);
void causes_free(Causes *causes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Causes, causes_free)
void causes_add(Causes *causes, const CauseCase *c); /* newest first */

/* Those of `from` cases and more that are `leap` times the usual. Most cases first; of two that are about much the same
 * cases the one with more, then the narrower cause. What was told before (`told`, of causes_key(); NULL: nothing) comes
 * first and stands while half of `from` is left of it, so that nothing is told, over and told again around that number.
 * Of Cause; frees its members. */
GArray *causes_pick(const Causes *causes, guint from, guint leap, GHashTable *told);

/* What tells one cause from all others, whatever letters it is written in. The caller frees. */
char *causes_key(const Cause *cause);

/* What the case says of that ("product"; NULL or "": nothing); -EINVAL: no such word. */
int causes_value(const CauseCase *c, const char *by, const char **value);
/* Letters of any case and blanks around are no difference; NULL: it says nothing. The caller frees. */
char *causes_folded(const char *value);
