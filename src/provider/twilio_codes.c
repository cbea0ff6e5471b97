/* Twilio's codes and statuses. Sources beside the rows: "O": the vendor's OpenAPI; "D": its error pages; "general":
 * common knowledge, not looked up. A code means the same in the answer to a submit and in a report. */
#include "provider/twilio.h"

static const struct {
	const char *code;
	SubmitOutcome outcome;
} CODES[] = {
        {"20003", SUBMIT_ACCOUNT_BROKEN}, /* D: not authenticated */
        {"20404", SUBMIT_ACCOUNT_BROKEN}, /* general: nothing at this path: a wrong Account SID */
        {"20429", SUBMIT_THROTTLED},      /* D: too many requests; not processed */
        {"21211", SUBMIT_BAD_NUMBER},     /* D: To is no valid number */
        {"21214", SUBMIT_BAD_NUMBER},     /* D: voice, To cannot be reached */
        {"21217", SUBMIT_BAD_NUMBER},     /* D: voice, no valid number */
        {"21604", SUBMIT_BAD_NUMBER},     /* D: To is missing */
        {"21614", SUBMIT_BAD_NUMBER},     /* D: not a mobile */
        {"21635", SUBMIT_BAD_NUMBER},     /* D: a landline */
        /* D: no permission for the region, and a pair of numbers without a route. Both are this customer's number seen
         * from this account: the others' messages go on. */
        {"21408", SUBMIT_BAD_NUMBER},
        {"21612", SUBMIT_BAD_NUMBER},
        {"21602", SUBMIT_REJECTED_CONTENT}, /* general: no body */
        {"21603", SUBMIT_ACCOUNT_BROKEN},   /* D: From is missing */
        {"21606", SUBMIT_ACCOUNT_BROKEN},   /* D: From cannot send here */
        {"21608", SUBMIT_ACCOUNT_BROKEN},   /* D: a trial account, and a number not verified with it */
        {"21610", SUBMIT_OPTED_OUT},        /* D: STOP to this sender */
        {"21611", SUBMIT_THROTTLED},        /* D: this sender's queue holds ten hours already */
        {"21617", SUBMIT_REJECTED_CONTENT}, /* D: over 1600 characters */
        {"21659", SUBMIT_ACCOUNT_BROKEN},   /* general: From is not a number of the account */
        {"21660", SUBMIT_ACCOUNT_BROKEN},   /* general: From is of another account */
        {"30001", SUBMIT_THROTTLED},        /* D: queue overflow */
        {"30002", SUBMIT_ACCOUNT_BROKEN},   /* D: account suspended */
        {"30003", SUBMIT_RETRY_LATER},      /* D: handset unreachable */
        {"30004", SUBMIT_REJECTED_CONTENT}, /* D: blocked; can be the receiver's list too */
        {"30005", SUBMIT_BAD_NUMBER},       /* D: unknown handset */
        {"30006", SUBMIT_BAD_NUMBER},       /* D: landline or unreachable carrier */
        {"30007", SUBMIT_REJECTED_CONTENT}, /* D: filtered */
        {"30008", SUBMIT_UNKNOWN_CODE},     /* D: the carrier said no more than that it failed */
};

SubmitOutcome twilio_outcome(const char *code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(CODES); i++)
		if (g_strcmp0(CODES[i].code, code) == 0)
			return CODES[i].outcome;
	return SUBMIT_UNKNOWN_CODE;
}

/* `cause` counts where no error code tells more. */
static const struct {
	const char *status;
	ReceiptStatus receipt;
	SubmitOutcome cause;
} STATUSES[] = {
        {"accepted", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},  /* O: a service has yet to pick a sender */
        {"scheduled", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED}, /* O */
        {"queued", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},    /* O, both messages and calls */
        {"sending", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},   /* O */
        {"sent", RECEIPT_BUFFERED, SUBMIT_ACCEPTED},      /* O: the carrier has it; may be the last ever heard */
        {"partially_delivered", RECEIPT_BUFFERED, SUBMIT_ACCEPTED}, /* O: not all of it */
        {"delivered", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},          /* O */
        {"read", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},               /* O */
        {"undelivered", RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE},       /* O */
        {"failed", RECEIPT_FAILED, SUBMIT_UNKNOWN_CODE},            /* O, both messages and calls */
        {"canceled", RECEIPT_FAILED, SUBMIT_ACCEPTED},              /* O: by somebody of the shop */
        {"initiated", RECEIPT_ACCEPTED, SUBMIT_ACCEPTED},           /* O: a call's event */
        {"ringing", RECEIPT_BUFFERED, SUBMIT_ACCEPTED},             /* O */
        {"in-progress", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},        /* O: answered, by whom or what nobody knows */
        {"completed", RECEIPT_DELIVERED, SUBMIT_ACCEPTED},          /* O: answered and over */
        {"busy", RECEIPT_FAILED, SUBMIT_RETRY_LATER},               /* O */
        {"no-answer", RECEIPT_FAILED, SUBMIT_RETRY_LATER},          /* O */
};

gboolean twilio_status(const char *status, const char *code, ReceiptStatus *receipt, SubmitOutcome *cause)
{
	for (gsize i = 0; i < G_N_ELEMENTS(STATUSES); i++) {
		if (g_strcmp0(STATUSES[i].status, status) != 0)
			continue;
		*receipt = STATUSES[i].receipt;
		*cause = STATUSES[i].receipt == RECEIPT_FAILED && code ? twilio_outcome(code) : STATUSES[i].cause;
		return TRUE;
	}
	return FALSE;
}
