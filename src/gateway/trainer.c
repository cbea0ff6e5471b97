#include "gateway/trainer.h"

#include "gateway/receipts.h"
#include "gateway/replies.h"
#include "store/training.h"

#include <string.h>

#define ROWS_PER_TURN 50

/* There is nothing to build: flight_launch() never comes to the client. */
static int build_submit(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	(void)account, (void)submit, (void)request;
	return 0;
}

const Provider *trainer_driver(const char *name)
{
	static const Provider DRIVER = {.name = CONF_TRAINING_DRIVER, .build_submit = build_submit};

	(void)name;
	return &DRIVER;
}

void trainer_take(int64_t message_id, ProviderResult *result)
{
	*result = (ProviderResult){.outcome = SUBMIT_ACCEPTED,
	                           .provider_id = g_strdup_printf("training%" G_GINT64_FORMAT, message_id)};
}

/* As a webhook would have brought it, and understood already. */
static int keep(Gateway *g, const char *provider, const char *hook, const char *text, int64_t now_us, StoreInbound *row)
{
	*row = (StoreInbound){.provider = g_strdup(provider),
	                      .hook = g_strdup(hook),
	                      .method = g_strdup("training"),
	                      .body = g_bytes_new(text, strlen(text)),
	                      .received_us = now_us};
	return store_inbound_put(g->store, row, &row->id);
}

static int report(Gateway *g, int64_t message_id, int64_t now_us)
{
	StoreMessage message = {0};
	StoreInbound row = {0};
	ProviderInbound receipt = {.kind = INBOUND_RECEIPT, .status = RECEIPT_DELIVERED};
	int r = store_message_get(g->store, message_id, &message);

	if (r == 0)
		r = keep(g, message.provider, "dlr", "", now_us, &row);
	receipt.provider_id = message.provider_id;
	if (r == 0)
		r = receipts_take(g, &row, &receipt, FALSE, now_us / USEC_PER_SEC);
	if (r >= 0)
		r = store_inbound_done(g->store, row.id, NULL, now_us / USEC_PER_SEC);
	store_inbound_clear(&row);
	store_message_clear(&message);
	return r;
}

/* From the sender that the text came from: it answers that. */
static int answer(Gateway *g, const StoreTrainingDue *line, int64_t now_us)
{
	g_autofree char *id = g_strdup_printf("line%" G_GINT64_FORMAT, line->id);
	StoreMessage message = {0};
	StoreInbound row = {0};
	ProviderInbound reply = {.kind = INBOUND_REPLY, .from = line->phone, .text = line->text, .provider_id = id};
	int r = store_message_get(g->store, line->message_id, &message);

	if (r == 0)
		r = keep(g, message.provider, "mo", line->text, now_us, &row);
	reply.to = message.sender;
	if (r == 0)
		r = replies_take(g, &row, &reply, now_us / USEC_PER_SEC);
	if (r >= 0)
		r = store_training_played(g->store, line->id, line->message_id, now_us / USEC_PER_SEC);
	if (r >= 0)
		r = store_inbound_done(g->store, row.id, NULL, now_us / USEC_PER_SEC);
	store_inbound_clear(&row);
	store_message_clear(&message);
	return r;
}

int trainer_run(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) taken = NULL;
	g_autoptr(GArray) lines = NULL;
	int r = store_training_unreported(g->store, ROWS_PER_TURN, &taken);

	for (guint i = 0; r >= 0 && i < taken->len; i++)
		r = report(g, g_array_index(taken, int64_t, i), now_us);
	if (r >= 0)
		r = store_training_due(g->store, ROWS_PER_TURN, &lines);
	for (guint i = 0; r >= 0 && i < lines->len; i++) {
		const StoreTrainingDue *line = &g_array_index(lines, StoreTrainingDue, i);

		if (line->due_at > now_us / USEC_PER_SEC)
			break;
		r = answer(g, line, now_us);
	}
	return MIN(r, 0);
}

int64_t trainer_next_wake_us(Gateway *g)
{
	g_autoptr(GArray) lines = NULL;

	if (!g->conf->training || store_training_due(g->store, 1, &lines) < 0 || lines->len == 0)
		return INT64_MAX;
	return g_array_index(lines, StoreTrainingDue, 0).due_at * USEC_PER_SEC;
}
