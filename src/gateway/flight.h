/* A submit from its claim to its result: in the air while the provider has it, landed until its result is stored. */
#pragma once

#include "gateway/lane.h"
#include "util/log.h"

struct Flight {
	Gateway *g;
	int64_t case_id;
	int64_t person_id;
	int64_t message_id;
	int64_t attempt_id;
	Step step;
	int round;
	char *shop;
	char *provider;
	const Provider *driver;
	int64_t cost;     /* of the shop's money */
	int64_t taken_us; /* when it was claimed */
	HttpLimits limits;
	HttpRequest request;
	ProviderResult result;
	guint tries; /* alarms_provider_tries(), once it landed */
};

void flight_free(gpointer flight);

/* What log lines of it are about. */
LogFields flight_fields(const Flight *flight, const char *event);

/* The intent is committed: lets it out. What could not leave lands at once. */
void flight_launch(Gateway *g, Flight *flight);
