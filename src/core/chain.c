#include "core/chain.h"

#include <string.h>

#define DIGITS 20 /* of the largest 64-bit number */

/* What most events and short texts come to: the array need not grow. */
#define USUAL_BYTES 512

/* Writes the number so that it ends before `end`; gives its first digit. A message has twenty of them: printf would be the
 * dearest part of the chain. */
static char *decimal(char *end, guint64 number)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
	return end;
}

/* "12:twelve bytes\n"; "-\n" for nothing. */
static void add(GByteArray *all, const void *data, gsize length)
{
	char head[DIGITS + 1], *end = head + DIGITS, *from = decimal(end, length);

	if (data) {
		*end = ':';
		g_byte_array_append(all, (const guint8 *)from, (guint)(end + 1 - from));
		g_byte_array_append(all, data, (guint)length);
		g_byte_array_append(all, (const guint8 *)"\n", 1);
	} else {
		g_byte_array_append(all, (const guint8 *)"-\n", 2);
	}
}

static char *sum(const GByteArray *all)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, all->data, all->len);
}

GBytes *chain_raw(const char *method, const char *query, const void *body, gsize length)
{
	GByteArray *all = g_byte_array_new();

	add(all, method, strlen(method));
	add(all, query, strlen(query));
	if (length)
		g_byte_array_append(all, body, (guint)length);
	return g_byte_array_free_to_bytes(all);
}

char *chain_digest(const ChainContent *content)
{
	g_autoptr(GByteArray) all = g_byte_array_sized_new(USUAL_BYTES);
	const char *const words[] = {content->note, content->text, content->reply};
	gsize length = 0;
	const void *raw = content->raw ? g_bytes_get_data(content->raw, &length) : NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		add(all, words[i], words[i] ? strlen(words[i]) : 0);
	add(all, content->raw && !raw ? "" : raw, length);
	return sum(all);
}

char *chain_link(const char *previous, const ChainEvent *event)
{
	g_autoptr(GByteArray) all = g_byte_array_sized_new(USUAL_BYTES);
	const int64_t numbers[] = {event->case_id,    event->round,    event->at,
	                           event->message_id, event->reply_id, event->inbound_id};
	const char *const words[] = {"followupd event 1", previous, event->kind, event->actor, event->step, event->digest};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		add(all, words[i], words[i] ? strlen(words[i]) : 0);
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		char number[DIGITS + 1], *end = number + sizeof number;
		char *from = decimal(end, numbers[i] < 0 ? -(guint64)numbers[i] : (guint64)numbers[i]);

		if (numbers[i] < 0)
			*--from = '-';
		add(all, from, (gsize)(end - from));
	}
	return sum(all);
}
