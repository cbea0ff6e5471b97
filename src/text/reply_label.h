/* The labels of replies, and how people and files write them. Source: contact-rules 4. */
#pragma once

#include <glib.h>

typedef enum {
	LABEL_OTHER,
	LABEL_OPTOUT,
	LABEL_OPTIN,
	LABEL_SATISFIED,
	LABEL_UNSATISFIED,
	LABEL_NEUTRAL,
	LABEL_RATING,
	LABEL_PICK,
	LABEL_YES,
	LABEL_NO,
	LABEL_ACK,
	LABEL_CALLBACK,
	LABEL_NO_CALL,
	LABEL_WRONG_NUMBER,
	LABEL_ESCALATE,
	LABEL_REVIEW_DEAL,
	LABEL_HELP,
	LABEL_AUTO,
	LABELS
} ReplyLabel;

const char *reply_label_name(ReplyLabel label); /* "optout", "satisfied", ... */

/* 0 or -EINVAL. */
int reply_label_parse(const char *name, ReplyLabel *label);
