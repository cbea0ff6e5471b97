/* Providers: how they do, and whether they are ready. */
#include "ctl/ctl.h"

#include "desk/case_ref.h"
#include "desk/provider_health.h"
#include "desk/provider_test.h"
#include "gateway/compose.h"
#include "util/nearest.h"

#include <string.h>
#include <sys/stat.h>

/* ---- list ---- */

static WriterStyle style_of(const StoreProviderHealth *health)
{
	return !health                                 ? WRITER_DIM
	       : g_str_equal(health->state, "ok")      ? WRITER_GOOD
	       : g_str_equal(health->state, "stopped") ? WRITER_BAD
	                                               : WRITER_STRONG;
}

static void write_time(Writer *out, const char *key, const char *label, int64_t at)
{
	/* The admin's own clock: a provider has no zone. */
	g_autoptr(GTimeZone) here = g_time_zone_new_local();
	g_autofree char *shown = at == STORE_NO_TIME ? NULL : zones_format_short(here, at);

	writer_time(out, key, label, at, STORE_NO_TIME, shown);
}

static void write_provider(const Ctl *ctl, const ConfProvider *conf, const char *name, const StoreProviderHealth *health)
{
	static const StoreProviderHealth NOTHING = {.since_at = STORE_NO_TIME, .until_at = STORE_NO_TIME,
	                                            .last_accepted_at = STORE_NO_TIME, .last_refused_at = STORE_NO_TIME,
	                                            .last_unknown_at = STORE_NO_TIME, .last_receipt_at = STORE_NO_TIME};
	const StoreProviderHealth *h = health ? health : &NOTHING;
	Writer *out = ctl->out;

	writer_row(out);
	writer_text(out, "provider", "provider", WRITER_PLAIN, name);
	writer_text(out, "driver", "driver", WRITER_PLAIN, conf ? conf->driver : "(not configured)");
	writer_text(out, "state", "state", style_of(health), health ? health->state : "unknown");
	writer_text(out, "cause", "cause", WRITER_PLAIN, h->cause);
	write_time(out, "since_at", "since", h->since_at);
	write_time(out, "until_at", "until", h->until_at);
	writer_number(out, "accepted_today", "accepted", WRITER_PLAIN, h->accepted_today);
	writer_number(out, "refused_today", "refused", h->refused_today ? WRITER_BAD : WRITER_PLAIN, h->refused_today);
	writer_number(out, "unknown_today", "unknown", h->unknown_today ? WRITER_BAD : WRITER_PLAIN, h->unknown_today);
	write_time(out, "last_accepted_at", "last accepted", h->last_accepted_at);
	write_time(out, "last_refused_at", NULL, h->last_refused_at);
	write_time(out, "last_unknown_at", NULL, h->last_unknown_at);
	write_time(out, "last_receipt_at", "last report", h->last_receipt_at);
}

static const StoreProviderHealth *health_of(const GArray *rows, const char *provider)
{
	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreProviderHealth *row = &g_array_index(rows, StoreProviderHealth, i);

		if (g_str_equal(row->provider, provider))
			return row;
	}
	return NULL;
}

/* What the daemon last said of them. One that is new, or never was asked for anything, has no health yet. */
static CtlExit list(Ctl *ctl)
{
	g_autoptr(GArray) rows = NULL;
	CtlExit code = ctl_open_store(ctl, STORE_READ_ONLY);

	if (code != CTL_OK)
		return code;
	if (provider_health_list(ctl->desk.store, ctl->desk.now_at, &rows) < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(ctl->out, "providers", NULL, "The configuration has no provider.");
	for (guint i = 0; i < ctl->conf->providers->len; i++) {
		const ConfProvider *conf = ctl->conf->providers->pdata[i];

		write_provider(ctl, conf, conf->id, health_of(rows, conf->id));
	}
	for (guint i = 0; i < rows->len; i++) {
		const StoreProviderHealth *row = &g_array_index(rows, StoreProviderHealth, i);

		if (!conf_provider(ctl->conf, row->provider))
			write_provider(ctl, NULL, row->provider, row);
	}
	writer_list_end(ctl->out);
	return CTL_OK;
}

/* ---- test ---- */

static WriterStyle style_of_probe(ProbeState state)
{
	return state == PROBE_OK ? WRITER_GOOD : state == PROBE_FAILED ? WRITER_BAD : WRITER_STRONG;
}

static void write_probes(Writer *out, const char *provider, const GArray *probes)
{
	writer_text(out, "provider", NULL, WRITER_PLAIN, provider);
	writer_bool(out, "failed", NULL, provider_test_failed(probes));
	writer_list(out, "checks", NULL, NULL);
	for (guint i = 0; i < probes->len; i++) {
		const Probe *probe = &g_array_index(probes, Probe, i);

		writer_row(out);
		writer_text(out, "check", "check", WRITER_PLAIN, probe->check);
		writer_text(out, "state", "state", style_of_probe(probe->state), probe_state_name(probe->state));
		writer_text(out, "says", "found", WRITER_PLAIN, probe->says);
		writer_body(out, "cure", probe->cure);
	}
	writer_list_end(out);
}

/* Why a secret of this provider is missing here: `providers.NAME.password = "credential:x": no credentials were passed to this
 * program`. NULL: all are there. Caller frees. */
static char *secret_fault(const GPtrArray *faults, const char *provider)
{
	g_autofree char *prefix = g_strdup_printf(": providers.%s.", provider);

	for (guint i = 0; faults && i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		if (strstr(fault->text, prefix) && (strstr(fault->text, "no credentials were passed") ||
		                                    strstr(fault->text, "cannot be read")))
			/* The cure behind the semicolon is the service's, not ours. */
			return g_strndup(strstr(fault->text, prefix) + 2, strcspn(strstr(fault->text, prefix) + 2, ";"));
	}
	return NULL;
}

static char *secret_cure(const char *fault, const char *provider)
{
	const char *name = strstr(fault, "\"credential:");
	g_autofree char *credential = name ? g_strndup(name + 12, strcspn(name + 12, "\"")) : NULL;

	if (!credential)
		return g_strdup("run this as the user who may read it, as a rule root");
	return g_strdup_printf("only the service is passed it; pass it to this program too: systemd-run --pipe --wait "
	                       "-p LoadCredential=%s:/path/of/it followupctl provider test %s", credential, provider);
}

static gboolean texts_by(const ConfShop *shop, const char *provider)
{
	g_autoptr(GPtrArray) ids = conf_shop_providers(shop);

	return g_ptr_array_find_with_equal_func(ids, provider, g_str_equal, NULL);
}

/* The shop whose name a test text bears: the one named, else the only one that texts by this provider. The number is
 * dialled from there, and looked at before the provider is asked anything. */
static CtlExit find_shop(const Ctl *ctl, const Args *args, const char *provider, const char **shop)
{
	const char *named = args_value(args, "shop");
	g_autofree char *fault = NULL, *wrong = NULL;
	PhoneNumber number;
	guint n = 0;

	*shop = named;
	for (guint i = 0; !named && i < ctl->conf->shops->len; i++) {
		const ConfShop *candidate = ctl->conf->shops->pdata[i];

		if (texts_by(candidate, provider) && n++ == 0)
			*shop = candidate->id;
	}
	if (*shop && n <= 1) {
		if (case_ref_phone(&ctl->desk, *shop, args_value(args, "to"), &number, &wrong) == 0)
			return CTL_OK;
		fault = g_strdup_printf("--to: %s", wrong);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	fault = g_strdup_printf("%s shop texts by %s; say as which one with --shop SHOP", n ? "more than one" : "no", provider);
	return ctl_fail(ctl, CTL_USAGE, fault);
}

typedef struct {
	const char *provider;
	GPtrArray *codes;
} Codes;

/* Codes of texts registered at the provider that shops send by it, each once. */
static void collect_code(const char *language, Step step, const char *category, guint variant, const Template *template,
                         const char *origin, void *user)
{
	Codes *found = user;
	g_autofree char *code = template_code_for(template_code(template), found->provider);

	(void)language, (void)step, (void)category, (void)variant, (void)origin;
	if (code && !g_ptr_array_find_with_equal_func(found->codes, code, g_str_equal, NULL))
		g_ptr_array_add(found->codes, g_steal_pointer(&code));
}

static GPtrArray *codes_of(const Conf *conf, const char *provider)
{
	Codes found = {provider, g_ptr_array_new_with_free_func(g_free)};

	for (guint i = 0; i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];

		if (texts_by(shop, provider))
			catalog_each(shop->rules.texts, collect_code, &found);
	}
	return found.codes;
}

static CtlExit send_text(Ctl *ctl, const ProviderTest *test, const char *shop, const char *number, GArray *probes)
{
	g_autofree char *fault = NULL;
	int r;

	if (provider_test_failed(probes)) {
		write_probes(ctl->out, test->conf->id, probes);
		return ctl_fail(ctl, CTL_FAILED, "no test text was sent: a check failed");
	}
	r = provider_test_send(&ctl->desk, test, shop, number, probes, &fault);
	write_probes(ctl->out, test->conf->id, probes);
	return r < 0 ? ctl_fail(ctl, ctl_exit_of(r), fault) : provider_test_failed(probes) ? CTL_FAILED : CTL_OK;
}

static CtlExit no_provider(const Ctl *ctl, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *fault = NULL;
	const char *near;

	for (guint i = 0; i < ctl->conf->providers->len; i++)
		g_ptr_array_add(names, ((ConfProvider *)ctl->conf->providers->pdata[i])->id);
	g_ptr_array_add(names, NULL);
	near = nearest_word(name, (const char *const *)names->pdata);
	fault = g_strdup_printf("the configuration has no provider \"%s\"%s%s%s", name, near ? "; did you mean \"" : "",
	                        near ? near : "", near ? "\"?" : "");
	return ctl_fail(ctl, CTL_USAGE, fault);
}

/* When the last report came, as the store has it; without a store nobody knows. */
static int64_t last_receipt(Ctl *ctl, const char *provider)
{
	g_autoptr(GArray) rows = NULL;
	const StoreProviderHealth *health;

	if (!ctl->desk.store || provider_health_list(ctl->desk.store, ctl->desk.now_at, &rows) < 0)
		return STORE_NO_TIME;
	health = health_of(rows, provider);
	return health ? health->last_receipt_at : STORE_NO_TIME;
}

static CtlExit test(Ctl *ctl, const Args *args, const char *name)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Conf) conf = NULL;
	g_autoptr(GPtrArray) codes = NULL;
	g_autoptr(GArray) probes = NULL;
	g_autofree char *missing = NULL;
	g_autofree char *cure = NULL;
	const char *number = args_value(args, "to"), *shop = NULL;
	ProviderAccount account;
	HttpLimits limits;
	ProviderTest it;
	struct stat st;
	CtlExit code = CTL_OK;

	/* Once more, with the secrets this program can read. */
	if (conf_load_reachable_secrets(ctl->config_path, &conf, &faults) < 0)
		return ctl_fail(ctl, CTL_CONFIG, "the configuration has faults; \"followupctl check\" tells them all");
	it = (ProviderTest){.conf = conf_provider(conf, name)};
	if (!it.conf)
		return no_provider(ctl, name);
	if (number)
		code = find_shop(ctl, args, name, &shop);
	/* A test of the account needs no store; a text does, for who must not get one. */
	if (code == CTL_OK && (number || stat(ctl->store_path, &st) == 0))
		code = ctl_open_store(ctl, STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	it.driver = provider_find(it.conf->driver);
	compose_account(it.conf, &account);
	compose_limits(it.conf, it.driver, &limits);
	it.account = &account;
	it.limits = &limits;
	it.secret_fault = missing = secret_fault(faults, name);
	it.secret_cure = cure = it.secret_fault ? secret_cure(it.secret_fault, name) : NULL;
	it.codes = codes = codes_of(conf, name);
	it.last_receipt_at = last_receipt(ctl, name);
	probes = provider_test_run(&ctl->desk, &it);
	if (number)
		return send_text(ctl, &it, shop, number, probes);
	write_probes(ctl->out, name, probes);
	return provider_test_failed(probes) ? CTL_FAILED : CTL_OK;
}

CtlExit ctl_provider(Ctl *ctl, const Args *args)
{
	const char *what = args_word(args, 0), *name = args_word(args, 1);

	if (g_str_equal(what, "list") && !name && !args_has(args, "to"))
		return list(ctl);
	if (g_str_equal(what, "test") && name)
		return test(ctl, args, name);
	return ctl_fail(ctl, CTL_USAGE, "usage: followupctl provider list, or followupctl provider test NAME [--to NUMBER]");
}
