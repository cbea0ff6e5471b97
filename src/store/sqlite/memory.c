#include "store/sqlite/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sizes go up in steps; what is bigger than the biggest (a page and what SQLite keeps with it is 4.4 KB) is libc's. */
#define STEP 32
#define POOLED_MAX 8192
#define POOLS (POOLED_MAX / STEP)
/* So many pieces of one size wait for their next use. */
#define KEPT_MAX 256

/* Stands before each piece. SQLite asks for 8 bytes of alignment. */
typedef struct {
	uint64_t size; /* that can be used; a multiple of STEP */
} Head;

typedef struct Kept Kept;
struct Kept {
	Kept *next;
};

typedef struct {
	Kept *first;
	unsigned count;
} Pool;

/* SQLite's interface has no place for a pointer of ours. */
static _Thread_local Pool pools[POOLS + 1]; /* by size / STEP */

static int round_up(int size)
{
	return (size + STEP - 1) & ~(STEP - 1);
}

static Head *head_of(void *piece)
{
	return (Head *)piece - 1;
}

static int size_of(void *piece)
{
	return piece ? (int)head_of(piece)->size : 0;
}

/* SQLite asks for 1 byte to 2 GiB less a page, which round_up() has been through. */
static void *take(int size)
{
	size_t usable = (size_t)round_up(size);
	Pool *pool = &pools[usable <= POOLED_MAX ? usable / STEP : 0];
	Kept *kept = pool->first;
	Head *head;

	if (kept) {
		pool->first = kept->next;
		pool->count--;
		return kept;
	}
	head = malloc(sizeof *head + usable);
	if (!head)
		return NULL;
	head->size = usable;
	return head + 1;
}

static void give_back(void *piece)
{
	Head *head = head_of(piece);
	Pool *pool = &pools[head->size <= POOLED_MAX ? head->size / STEP : 0];
	Kept *kept = piece;

	if (head->size > POOLED_MAX || pool->count >= KEPT_MAX) {
		free(head);
		return;
	}
	kept->next = pool->first;
	pool->first = kept;
	pool->count++;
}

static void *resize(void *piece, int size)
{
	size_t had = head_of(piece)->size;
	Head *head;
	void *fresh;

	if (had > POOLED_MAX && size > POOLED_MAX) {
		head = realloc(head_of(piece), sizeof *head + (size_t)round_up(size));
		if (!head)
			return NULL;
		head->size = (size_t)round_up(size);
		return head + 1;
	}
	fresh = take(size);
	if (!fresh)
		return NULL;
	memcpy(fresh, piece, had < (size_t)size ? had : (size_t)size);
	give_back(piece);
	return fresh;
}

static int begin(void *unused)
{
	(void)unused;
	return SQLITE_OK;
}

/* Of this thread: another's end with it. */
static void end(void *unused)
{
	(void)unused;
	for (int i = 0; i <= POOLS; i++)
		while (pools[i].first) {
			Kept *kept = pools[i].first;

			pools[i].first = kept->next;
			free(head_of(kept));
		}
	memset(pools, 0, sizeof pools);
}

const sqlite3_mem_methods MEMORY_METHODS = {
	.xMalloc = take, .xFree = give_back, .xRealloc = resize, .xSize = size_of,
	.xRoundup = round_up, .xInit = begin, .xShutdown = end,
};
