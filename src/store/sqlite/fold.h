/* Texts in which letters of any case, and forms of a letter that mean the same, are alike: SQLite knows that of ASCII
 * only. What comes out is valid UTF-8 in NFKC, case folded, and compared byte by byte. */
#pragma once

#include <glib.h>

/* The same words of two texts fold to the same bytes. `text` may be no UTF-8. What is given back is in `room` and lasts
 * until that is written over. */
const char *fold_text(const char *text, GString *room);
