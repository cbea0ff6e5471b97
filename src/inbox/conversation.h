/* A case as lists and its own page begin with it. */
#pragma once

#include "inbox/request.h"
#include "store/inbox.h"
#include "store/roster.h"

/* What is known of one case; conversation_clear() by the caller. */
typedef struct {
	StoreCase c;
	StoreRoster roster;
	StoreInboxRow row;
	gboolean mine; /* the reader holds it: its number is theirs to see whole (F61) */
} Conversation;
void conversation_clear(Conversation *conversation);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Conversation, conversation_clear)

/* Reads it; `row` NULL: that too, else it is taken over. -ENOENT: no such case. */
int conversation_read(Request *request, int64_t case_id, StoreInboxRow *row, Conversation *out);

/* Its fields as followup-inbox(8) has them; `last`: with the newest word. */
void conversation_put(Request *request, const Conversation *conversation, gboolean last, json_t *out);
