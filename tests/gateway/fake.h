/* A driver for tests: Kannel's submits, and beside them all that Kannel lacks - look-ups, polls, signatures, parts. Its
 * wire is words.
 *
 *   submit   Kannel's; a last line "ids: a b c" of the answer names the message and its further parts
 *   look-up  GET .../lookup?ref=REF&page=PAGE; answers "found STATUS ID [CAUSE]", "absent", "more PAGE", anything else:
 * unsure poll     GET .../poll/KIND?cursor=CURSOR; answers lines as webhooks have them, also "cursor X" and "more"
 *   webhook  hook "lines": "receipt ID STATUS [CAUSE]", "reply ID FROM TEXT", "stop ID FROM TEXT", "start ..." and
 * "help ...", "part ID FROM SET N PARTS TEXT"; an ID "-" is none; with X-Signature, it must be the whole URL hooks
 * "dlr" and "mo" are Kannel's */
#pragma once

#include "provider/provider.h"

#define FAKE_WAIT_1 60
#define FAKE_WAIT_2 300

const Provider *fake_driver(void);           /* absence proves */
const Provider *fake_driver_proofless(void); /* the same, but it does not */
