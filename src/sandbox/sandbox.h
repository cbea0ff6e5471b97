/* A provider for demo, training and tests: speaks Kannel's sendsms on this machine only, reports deliveries, writes
 * replies, remembers every submit, and misbehaves when told to. followup-sandbox(1) says what it serves. */
#pragma once

#include <systemd/sd-event.h>

#include "sandbox/script.h"

typedef struct Sandbox Sandbox;

typedef struct {
	const char *listen;   /* "127.0.0.1:0" */
	const char *log_path; /* NULL: none */
	const char *mo_url;   /* where replies go; NULL: nowhere */
	gint64 latency_ms;    /* every answer waits so long */
	guint keep;           /* remembered submits, >= 1 */
	guint tries;          /* for a report or reply that is not taken */
	gint64 retry_ms;
} SandboxOptions;

/* Takes the script over, also on failure. Options are copied. -EPERM: `listen` or `mo_url` is not of this machine; else
 * 0 or negative errno. */
int sandbox_new(Sandbox **sandbox, sd_event *event, const SandboxOptions *options, Script *script);
void sandbox_free(Sandbox *sandbox);

int sandbox_port(const Sandbox *sandbox);
