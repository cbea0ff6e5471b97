#include "gateway/receipts.h"

#include <errno.h>

#include "gateway/lane.h"
#include "gateway/metrics.h"
#include "gateway/sender.h"
#include "util/log.h"

static gboolean of_part(const Gateway *g, const char *provider)
{
	const ConfProvider *conf = conf_provider(g->conf, provider);

	return conf && g->find_driver(conf->driver)->part_reports;
}

int receipts_take(Gateway *g, const StoreInbound *row, const ProviderInbound *report, gboolean once, int64_t now_at)
{
	StoreReceipt receipt = {.inbound_id = row->id,
	                        .provider = row->provider,
	                        .ref = report->ref,
	                        .provider_id = report->provider_id,
	                        .status = report->status,
	                        .code = report->code,
	                        .at = report->at ? report->at : STORE_NO_TIME,
	                        .cause = report->status == RECEIPT_FAILED ? report->cause : SUBMIT_ACCEPTED,
	                        .once = once,
	                        /* What was asked for is about the whole text; only what comes by itself may be of a part. */
	                        .of_part = !once && of_part(g, row->provider)};
	LogFields fields = {.provider = row->provider, .event = LOG_EVENT_RECEIPT};
	Lane *lane;
	int r = store_receipt_put(g->store, &receipt, now_at, &fields.message_id, &fields.case_id);

	if (r == -EEXIST)
		return 0;
	if (r < 0)
		return r;
	metrics_receipt(g, row->provider);
	if (!fields.message_id) {
		log_notice(&fields, "receipt that matches no message of ours: %s", receipt_status_name(report->status));
		return 1; /* nobody acts on a stranger's word */
	}
	lane = lane_find(g, row->provider);
	if (lane)
		lane_receipt(lane, now_at * USEC_PER_SEC);
	log_info(&fields, "receipt: %s", receipt_status_name(report->status));
	if (receipt.cause == SUBMIT_NO_CREDIT || receipt.cause == SUBMIT_ACCOUNT_BROKEN)
		sender_stop_provider(g, row->provider, receipt.cause, report->code, now_at * USEC_PER_SEC);
	return 1;
}
