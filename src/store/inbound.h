/* What comes in from providers: webhooks and answers as they came, reports on our messages, replies, and the labels a
 * person corrected. As the rest of the contract (store/store.h); whose case a reply is about is in store/triage.h. */
#pragma once

#include "store/store.h"

/* ---- what comes in (store/sqlite/inbound.c) ---- */

typedef struct {
	int64_t id;
	char *provider;
	char *hook;
	char *method;
	char *query;
	char *content_type;
	char *headers; /* lines "Name: value\n" of what drivers need (X-*), "" when none */
	GBytes *body;
	char *peer;
	int64_t received_us;
} StoreInbound;
void store_inbound_clear(StoreInbound *inbound);

/* Keeps a webhook as it came; *id says which row. To be committed before it is answered. */
int store_inbound_put(Store *store, const StoreInbound *inbound, int64_t *id);
/* Up to `limit` rows nobody worked on yet, oldest first. */
int store_inbound_list(Store *store, guint limit, GArray **rows); /* of StoreInbound */
/* -ENOENT: no such row (retention may have taken it). */
int store_inbound_get(Store *store, int64_t id, StoreInbound *out);
/* Worked off; `error` (may be NULL) says why it could not be understood. */
int store_inbound_done(Store *store, int64_t id, const char *error, int64_t now_at);
/* Takes a row of the transaction at hand back: it told nothing new. */
int store_inbound_drop(Store *store, int64_t id);

typedef struct {
	int64_t inbound_id;
	const char *provider;
	const char *ref;         /* NULL: none */
	const char *provider_id; /* NULL: none */
	ReceiptStatus status;
	const char *code;
	int64_t at; /* STORE_NO_TIME: not told */
	SubmitOutcome cause; /* of RECEIPT_FAILED; SUBMIT_ACCEPTED: nothing beyond this message */
	gboolean once;       /* from a source that tells the same again and again: -EEXIST for a repeat, nothing written */
	/* Its provider reports each part of a long text by itself, with an id of its own (Provider.part_reports). Until the
	 * answer to the submit names the parts, and for ever when it is lost, there are as many as the text has segments. */
	gboolean of_part;
} StoreReceipt;
/* Keeps a receipt, matches it by reference, else by provider id, of the message or of a part of it; moves the message up its
 * ranks (several parts: the worst, and delivered when all are), settles an unknown one, writes EVENT_DELIVERED or
 * EVENT_UNDELIVERED. What the cause says of the person is applied: SUBMIT_BAD_NUMBER, SUBMIT_OPTED_OUT. *message_id is 0 when
 * it matched nothing: it stays listed, and is matched when its message becomes known within 72 h. */
int store_receipt_put(Store *store, const StoreReceipt *receipt, int64_t now_at, int64_t *message_id, int64_t *case_id);

typedef struct {
	int64_t id;
	int64_t inbound_id;
	char *provider;
	char *provider_id;
	char *from_number; /* E.164 when it could be read as one, else as it came */
	char *to_number;
	char *text;
	char *label; /* reply_label_name() */
	int64_t at;
	int64_t received_at;
	int64_t person_id; /* 0: nobody we know */
	int64_t case_id;   /* 0: no case */
	char *matched_by;  /* "code", "sender", "number", "person", "agent" or "none" */
	gboolean likely_repeat;
	int64_t read_at; /* STORE_NO_TIME: unread */
	char *read_by;
	int parts_missing; /* of a long one: how many parts never came */
} StoreReply;
void store_reply_clear(StoreReply *reply);

/* Keeps a reply. -EEXIST: the provider told this id before (nothing is written). Without an id, the same words from the
 * same number within ten minutes are kept as likely_repeat. No life event is written: the caller's word. */
int store_reply_put(Store *store, const StoreReply *reply, int64_t *id);

typedef struct {
	gboolean unread_only;
	gboolean unmatched_only;
	gboolean triage_only; /* a person has to say which case they are about */
	const char *shop;   /* NULL: any */
	const char *label;  /* NULL: any */
	const char *search; /* NULL: any; part of the text, any case of letters */
	int64_t case_id;    /* 0: any; else also those that may be about it */
	int64_t after_id;   /* ids above this */
	guint limit;        /* 0: 50 */
} StoreReplyFilter;
/* Unread first, among them the urgent ones (who asks for help, threatens, or would trade the review), then newest first;
 * after_id given: oldest first (for --follow). */
int store_reply_list(Store *store, const StoreReplyFilter *filter, GArray **replies);

typedef struct {
	int64_t hour, morning, day, older; /* received less than 1 h, 4 h, a day ago; longer ago */
	int64_t oldest_at;                 /* STORE_NO_TIME: none */
} StoreUnread;
/* The replies nobody has read, of that shop's cases (NULL: all, those of no case too). */
int store_reply_unread(Store *store, const char *shop, int64_t now_at, StoreUnread *unread);
/* -ENOENT: no such reply. */
int store_reply_get(Store *store, int64_t reply_id, StoreReply *out);
int store_reply_read(Store *store, int64_t reply_id, const char *actor, int64_t at);

/* ---- labels that a person corrected (store/sqlite/corrections.c) ---- */

/* Sets the label and keeps what it was. -ENOENT: no such reply; -EEXIST: it has that label. */
int store_reply_label(Store *store, int64_t reply_id, const char *label, const char *actor, const char *note, int64_t at);
/* Its sender is that person. */
int store_reply_sender(Store *store, int64_t reply_id, int64_t person_id);
/* Whether the stop in force on its sender is of this reply (or of its correction to "optout") and no other reply since asked for one:
 * only then may it end with the label. */
int store_reply_blocked(Store *store, int64_t reply_id, gboolean *alone);
/* Whether no later reply belongs to its case. */
int store_reply_is_last(Store *store, int64_t reply_id, gboolean *last);

typedef struct {
	int64_t reply_id;
	char *text;
	char *language; /* of its case; NULL: it has none */
	char *label;    /* that of the last correction */
	char *was;      /* before the first one: what the rules said */
	char *actor;
	char *note; /* NULL: none */
} StoreCorrection;
/* Of every corrected reply the last correction, oldest first. */
int store_correction_list(Store *store, GArray **corrections); /* of StoreCorrection */

typedef struct {
	int64_t id;
	char *provider;
	char *status;
	char *ref;
	char *provider_id;
	int64_t received_at;
} StoreUnmatched;
int store_receipt_unmatched(Store *store, guint limit, GArray **receipts); /* of StoreUnmatched, newest first */
