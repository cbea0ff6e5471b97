/* Reports and replies of providers that keep them until somebody asks: for shops without a public address (issue 4,
 * part 3).
 *
 * One question at a time to a provider and kind. Its answer is stored - as it came, what it told, and where the next
 * one goes on - in one transaction before the next question leaves: some queues give each thing once. What tells
 * nothing new leaves no row behind. */
#pragma once

#include "gateway/ask.h"

/* Builds the questions that are due. Inside a transaction. */
int poller_claim(Gateway *g, int64_t now_us);

/* Stores one answer. Inside a transaction. */
int poller_store(Gateway *g, const Ask *ask, int64_t now_us);

/* When the next question is due; INT64_MAX when none will be by itself. */
int64_t poller_next_wake_us(Gateway *g, int64_t now_us);
