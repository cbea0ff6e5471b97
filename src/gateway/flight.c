#include "gateway/flight.h"

#include <errno.h>

#include "gateway/alarms.h"
#include "gateway/compose.h"
#include "gateway/metrics.h"
#include "gateway/purse.h"
#include "gateway/trainer.h"
#include "util/fault.h"

void flight_free(gpointer data)
{
	Flight *f = data;

	g_free(f->shop);
	g_free(f->provider);
	http_request_clear(&f->request);
	provider_result_clear(&f->result);
	g_free(f);
}

LogFields flight_fields(const Flight *f, const char *event)
{
	return (LogFields){.case_id = f->case_id, .person_id = f->person_id, .message_id = f->message_id, .shop = f->shop,
	                   .step = step_name(f->step), .provider = f->provider, .event = event};
}

/* Its number is free again: the turn that stores the result may claim the next text for it. */
static void land(Flight *f)
{
	Gateway *g = f->g;
	Lane *lane = lane_find(g, f->provider);

	f->tries = alarms_provider_tries(g, f->provider, f->result.outcome);
	metrics_submit(g, f->provider, f->step, f->result.outcome);
	if (lane)
		lane_ended(lane, &f->result, f->taken_us, clock_now_us(&g->clock));
	if (f->result.outcome != SUBMIT_ACCEPTED && f->result.outcome != SUBMIT_UNKNOWN)
		purse_give_back(g, f->shop, f->cost, f->taken_us);
	g_hash_table_steal(g->in_flight, &f->person_id);
	g_ptr_array_add(g->landed, f);
	gateway_wake(g, WAKE_RESULTS | WAKE_DUE);
}

/* From the loop, at some time after flight_launch(): the submit ended. */
static void on_answer(const HttpAnswer *answer, void *user)
{
	Flight *f = user;

	fault_point("sender.answered");
	switch (answer->progress) {
	case HTTP_NOT_SENT:
		f->result = (ProviderResult){.outcome = SUBMIT_RETRY_LATER, .code = g_strdup(answer->error)};
		break;
	case HTTP_UNKNOWN:
		f->result = (ProviderResult){.outcome = SUBMIT_UNKNOWN, .code = g_strdup(answer->error)};
		break;
	case HTTP_ANSWERED: {
		const ConfProvider *conf = conf_provider(f->g->conf, f->provider);
		ProviderAccount account = {.id = f->provider};

		if (conf)
			compose_account(conf, &account);
		f->driver->parse_answer(&account, answer, &f->result);
		break;
	}
	}
	fault_point("sender.parsed");
	land(f);
}

void flight_launch(Gateway *g, Flight *f)
{
	LogFields fields = flight_fields(f, LOG_EVENT_SUBMIT);
	int r;

	/* Of practice nothing leaves, whatever was built: this is the one way out, and there is no client behind it. */
	if (g->conf->training) {
		http_request_clear(&f->request);
		provider_result_clear(&f->result);
		trainer_take(f->message_id, &f->result);
	} else if (f->request.url) {
		log_debug(&fields, "submitting");
		r = http_client_send(g->client, &f->request, &f->limits, on_answer, f);
		http_request_clear(&f->request);
		if (r >= 0)
			return;
		/* -EPERM: the driver built an address that is not the provider's. The next message would fare no better. */
		f->result = (ProviderResult){.outcome = r == -EPERM ? SUBMIT_ACCOUNT_BROKEN : SUBMIT_RETRY_LATER,
		                             .code = g_strdup(r == -EPERM ? "address of another host than the url's"
		                                                          : g_strerror(-r))};
	}
	land(f); /* nothing was let out: it is practice, the driver could not code it, or the client could not take it */
}
