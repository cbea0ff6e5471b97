/* Vonage's codes and statuses. Sources beside the rows: "O": the vendor's OpenAPI of the SMS API 1.0.10; "D": its
 * documents on receipts and errors. */
#include "provider/vonage.h"

/* First match wins; `says` is a pattern of the error-text. */
static const struct {
	const char *status, *says;
	SubmitOutcome outcome;
} STATUSES[] = {
        {"0", "*", SUBMIT_ACCEPTED},       /* O */
        {"1", "*", SUBMIT_THROTTLED},      /* O */
        {"2", "*", SUBMIT_ACCOUNT_BROKEN}, /* O: a parameter is missing */
        {"3", "*: to", SUBMIT_BAD_NUMBER}, /* O: a value is invalid; the text names which */
        {"3", "*[to]*", SUBMIT_BAD_NUMBER},
        {"3", "*`to`*", SUBMIT_BAD_NUMBER},
        {"3", "*", SUBMIT_ACCOUNT_BROKEN},
        {"4", "*", SUBMIT_ACCOUNT_BROKEN},    /* O: credentials */
        {"5", "*", SUBMIT_UNKNOWN},           /* O: an error while the message was worked on */
        {"6", "*", SUBMIT_BAD_NUMBER},        /* O: cannot be processed, "an un-recognized number prefix" */
        {"7", "*", SUBMIT_OPTED_OUT},         /* O: the number may not receive */
        {"8", "*", SUBMIT_ACCOUNT_BROKEN},    /* O: suspended */
        {"9", "*", SUBMIT_NO_CREDIT},         /* O */
        {"10", "*", SUBMIT_RETRY_LATER},      /* O: too many connections */
        {"11", "*", SUBMIT_ACCOUNT_BROKEN},   /* O: not enabled for HTTP */
        {"12", "*", SUBMIT_REJECTED_CONTENT}, /* O: too long */
        {"14", "*", SUBMIT_ACCOUNT_BROKEN},   /* O: signature */
        {"15", "*", SUBMIT_ACCOUNT_BROKEN},   /* O: sender */
        {"22", "*", SUBMIT_REJECTED_CONTENT}, /* D: the country's restriction; O: a network code, which we never send */
        /* O: the callback's URL, D: the country's restriction. */
        {"23", "*allback*", SUBMIT_ACCOUNT_BROKEN},
        {"23", "*", SUBMIT_REJECTED_CONTENT},
        {"29", "*", SUBMIT_ACCOUNT_BROKEN}, /* O: a demo account, and a number not on its list */
        {"32", "*", SUBMIT_ACCOUNT_BROKEN}, /* O: signature and secret together */
        {"33", "*", SUBMIT_BAD_NUMBER},     /* O: deactivated */
};

SubmitOutcome vonage_outcome(const char *status, const char *says)
{
	for (gsize i = 0; i < G_N_ELEMENTS(STATUSES); i++)
		if (g_strcmp0(STATUSES[i].status, status) == 0 &&
		    g_pattern_match_simple(STATUSES[i].says, says ? says : ""))
			return STATUSES[i].outcome;
	return SUBMIT_UNKNOWN_CODE;
}

static const struct {
	const char *status;
	ReceiptStatus receipt;
	gboolean silent;
} RECEIPTS[] = {
        {"delivered", RECEIPT_DELIVERED, FALSE},  /* O, and D for the Messages API */
        {"expired", RECEIPT_FAILED, FALSE},       /* O */
        {"failed", RECEIPT_FAILED, FALSE},        /* O */
        {"rejected", RECEIPT_FAILED, FALSE},      /* O, D */
        {"accepted", RECEIPT_ACCEPTED, FALSE},    /* O */
        {"buffered", RECEIPT_BUFFERED, FALSE},    /* O */
        {"unknown", RECEIPT_ACCEPTED, TRUE},      /* O: a later one may tell */
        {"submitted", RECEIPT_ACCEPTED, FALSE},   /* D: Messages API */
        {"read", RECEIPT_DELIVERED, FALSE},       /* D: Messages API */
        {"undeliverable", RECEIPT_FAILED, FALSE}, /* D: Messages API */
};

/* err-code of a receipt (D: delivery receipts). */
static const struct {
	const char *code;
	SubmitOutcome cause;
} ERRORS[] = {
        {"0", SUBMIT_ACCEPTED},          {"1", SUBMIT_UNKNOWN_CODE}, /* unknown */
        {"2", SUBMIT_RETRY_LATER},                                   /* absent for now */
        {"3", SUBMIT_BAD_NUMBER},                                    /* absent for good */
        {"4", SUBMIT_OPTED_OUT},                                     /* barred by the customer */
        {"5", SUBMIT_RETRY_LATER},                                   /* being ported */
        {"6", SUBMIT_REJECTED_CONTENT},                              /* anti-spam */
        {"7", SUBMIT_RETRY_LATER},                                   /* handset busy */
        {"8", SUBMIT_RETRY_LATER},                                   /* network */
        {"9", SUBMIT_BAD_NUMBER},                                    /* illegal number */
        {"10", SUBMIT_REJECTED_CONTENT},                             /* illegal message */
        {"11", SUBMIT_BAD_NUMBER},       /* no route: this number's, the others' messages go on */
        {"12", SUBMIT_RETRY_LATER},      /* unreachable */
        {"13", SUBMIT_REJECTED_CONTENT}, /* age */
        {"14", SUBMIT_REJECTED_CONTENT}, /* blocked by the carrier */
        {"15", SUBMIT_NO_CREDIT},        /* funds */
        {"16", SUBMIT_NO_CREDIT},        /* quota */
        {"50", SUBMIT_REJECTED_CONTENT}, /* 50 to 54: filters and regulation */
        {"51", SUBMIT_REJECTED_CONTENT}, {"52", SUBMIT_REJECTED_CONTENT}, {"53", SUBMIT_REJECTED_CONTENT},
        {"54", SUBMIT_REJECTED_CONTENT}, {"99", SUBMIT_UNKNOWN_CODE}, /* general */
};

static SubmitOutcome cause_of(const char *error, const char *msisdn)
{
	/* D: to numbers of the North American plan, an opt-out is told as 9 too. Whichever it is, nobody may be texted
	 * there. */
	if (g_strcmp0(error, "9") == 0 && msisdn && g_str_has_prefix(msisdn, "1"))
		return SUBMIT_OPTED_OUT;
	for (gsize i = 0; i < G_N_ELEMENTS(ERRORS); i++)
		if (g_strcmp0(ERRORS[i].code, error) == 0)
			return ERRORS[i].cause;
	return SUBMIT_UNKNOWN_CODE;
}

gboolean vonage_status(const char *status, const char *error, const char *msisdn, ReceiptStatus *receipt,
                       SubmitOutcome *cause, gboolean *silent)
{
	for (gsize i = 0; i < G_N_ELEMENTS(RECEIPTS); i++) {
		if (g_strcmp0(RECEIPTS[i].status, status) != 0)
			continue;
		*receipt = RECEIPTS[i].receipt;
		*silent = RECEIPTS[i].silent;
		*cause = *receipt == RECEIPT_FAILED && error ? cause_of(error, msisdn) : SUBMIT_ACCEPTED;
		return TRUE;
	}
	return FALSE;
}
