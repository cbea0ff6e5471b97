/* What waits and when it can leave, for the board of every agent. It costs with the queue and not with who asks, so an
 * answer is kept for a while. */
#pragma once

#include "desk/board.h"

typedef struct Outlook Outlook;

/* An answer is given again for `times` as long as it took: with 100 the board of a shop takes a hundredth of the time
 * at most, however many look at it, and a small queue is always as it is now. */
Outlook *outlook_new(int times);
void outlook_free(Outlook *outlook);

/* `shop` NULL: all. *ahead is borrowed until the next call; forecast.from_at says of when it is. */
int outlook_get(Outlook *outlook, const Desk *desk, const char *shop, const BoardAhead **ahead, char **fault);

/* The configuration is another one: nothing that was kept counts. */
void outlook_forget(Outlook *outlook);
