/* Settings that lean on what the provider's driver can. */
#include <string.h>

#include "conf/check.h"

/* Kept beside the drivers, because conf may not include the provider room; tests/gateway/test-reconcile holds the two
 * together, and says which row is missing or wrong. */
static const struct {
	const char *name;
	ConfDriver driver;
} DRIVERS[] = {
        {"aliyun", {.looks_up = TRUE, .absence_proves = TRUE, .polls = FALSE}},
        {"http", {.looks_up = TRUE, .absence_proves = FALSE, .polls = FALSE}},
        {"kannel", {.looks_up = FALSE, .absence_proves = FALSE, .polls = FALSE}},
        {"smsc_ru", {.looks_up = TRUE, .absence_proves = TRUE, .polls = FALSE}},
        {"tencent", {.looks_up = TRUE, .absence_proves = FALSE, .polls = TRUE}},
        {"twilio", {.looks_up = TRUE, .absence_proves = TRUE, .polls = TRUE}},
        {"vonage", {.looks_up = FALSE, .absence_proves = FALSE, .polls = FALSE}},
};

const ConfDriver *conf_driver(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(DRIVERS); i++)
		if (g_strcmp0(DRIVERS[i].name, name) == 0)
			return &DRIVERS[i].driver;
	return NULL;
}

static void check_poll(const Check *check, const Section *section, const ConfDriver *driver)
{
	const ConfProvider *provider = section->base;
	g_auto(Seen) poll = check_see(check, section, "poll");

	if (!poll.bad && provider->poll_s > 0 && !driver->polls)
		faults_add(check->faults, &poll.place, poll.key, poll.literal,
		           "%s keeps nothing to be asked for, it calls us; take it out, and write callback_url",
		           provider->driver);
}

static void check_unknown(const Check *check, const Section *section, const ConfDriver *driver)
{
	const ConfProvider *provider = section->base;
	g_auto(Seen) unknown = check_see(check, section, "on_unknown");
	g_auto(Seen) callback = check_see(check, section, "callback_url");

	if (unknown.bad || !provider->on_unknown)
		return;
	if (g_str_equal(provider->on_unknown, "resend_after") && !driver->absence_proves)
		faults_add(check->faults, &unknown.place, unknown.key, unknown.literal,
		           "%s cannot prove that a message did not leave, and customers would get it twice; write "
		           "\"hold\" or "
		           "\"wait_report\"",
		           provider->driver);
	if (g_str_equal(provider->on_unknown, "wait_report") && !callback.set && !callback.bad && provider->poll_s == 0)
		faults_add(check->faults, &unknown.place, unknown.key, unknown.literal,
		           "no report can arrive; write callback_url beside it, or \"hold\"");
}

void check_driver(const Check *check, const Section *section)
{
	const ConfDriver *driver = conf_driver(((const ConfProvider *)section->base)->driver);

	if (!driver)
		return; /* said when it was read */
	check_poll(check, section, driver);
	check_unknown(check, section, driver);
}
