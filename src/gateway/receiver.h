/* Webhook -> raw row, committed -> 200 -> receipt or reply on its case.
 *
 * Path of a webhook: /hook/PROVIDER/TOKEN/HOOK. door.h says who may come in; others are 403 and counted (F65). Nobody thinks about a request before its row is durable. */
#pragma once

#include "gateway/gateway.h"

void receiver_init(Gateway *g);
void receiver_free(Gateway *g);

/* HttpHandler of the daemon's listener; user is the Gateway. */
void receiver_on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user);

/* Keeps the requests that came in since the last turn. Inside a transaction. */
int receiver_keep(Gateway *g, int64_t now_us);

/* Works off kept requests: receipts and replies, each on its case. Inside a transaction. */
int receiver_run(Gateway *g, int64_t now_us);

/* After the commit: the answers. `kept` FALSE (the commit failed): 503, the provider will come again. */
void receiver_answer(Gateway *g, gboolean kept);
