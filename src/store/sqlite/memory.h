/* The memory SQLite works in.
 *
 * Each run of a statement takes a piece of memory for each table and index it looks into and gives all of them back at
 * its end: some seven hundred pieces a message. SQLite's own answer to that, lookaside, is left out of Debian's
 * library; libc takes the long way as soon as more than seven pieces of a size come back at once. So what SQLite gives back is
 * kept here, by size, and given out again.
 *
 * A piece that is kept belongs to the thread that gave it back. What is kept is bounded: some hundred pieces a size. */
#pragma once

#include <sqlite3.h>

/* For SQLITE_CONFIG_MALLOC. */
extern const sqlite3_mem_methods MEMORY_METHODS;
