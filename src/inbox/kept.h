/* Answers that were dear to make, for who asks the same a little later. They say of when they are. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct Kept Kept;

/* An answer is given again for `times` as long as it took to make, so that with 100 no question takes more than a
 * hundredth of the time, and what is quickly made is always as it is now. */
Kept *kept_new(int times);
void kept_free(Kept *kept);

/* What was kept of that question; NULL: nothing that still counts. Caller unrefs. */
GBytes *kept_get(const Kept *kept, const char *question, int64_t now_at);
/* Made at now_at, in so long. Takes a reference. Of the many that may be kept the one that ends first makes room. */
void kept_put(Kept *kept, const char *question, GBytes *answer, int64_t now_at, int64_t took_us);

/* The configuration is another one: nothing that was kept counts. */
void kept_forget(Kept *kept);
