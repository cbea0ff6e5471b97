#include "ctl/ctl.h"

#include "desk/act.h"
#include "desk/case_ref.h"
#include "desk/promises.h"
#include "desk/spoken_time.h"
#include "store/watch.h"
#include "util/clock.h"
#include "util/plain.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

CtlExit ctl_fail(const Ctl *ctl, CtlExit code, const char *fault)
{
	g_autofree char *plain = plain_text(fault, TRUE);

	fprintf(stderr, "%sfollowupctl:%s %s\n", ctl->colour_errors ? "\033[31m" : "",
	        ctl->colour_errors ? "\033[0m" : "", plain);
	return code;
}

void ctl_warn(const char *format, ...)
{
	g_autofree char *said = NULL, *plain = NULL;
	va_list args;

	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	plain = plain_text(said, TRUE);
	fprintf(stderr, "%s\n", plain);
}

CtlExit ctl_exit_of(int error)
{
	return error == -EINVAL ? CTL_USAGE : ctl_exit_refused(error);
}

CtlExit ctl_exit_refused(int error)
{
	switch (-error) {
	case EINVAL:
	case EEXIST:
	case ENOENT:
	case EPERM:
	case EACCES:
	case EALREADY:
		return CTL_FAILED;
	default:
		return CTL_STORE;
	}
}

CtlExit ctl_exit_of_import(int error)
{
	return error == -EBUSY || error == -ENOSPC || error == -EROFS ? CTL_STORE : CTL_FAILED;
}

CtlExit ctl_case(const Ctl *ctl, const char *word, int64_t *case_id)
{
	g_autofree char *fault = NULL;
	int r = case_ref_resolve(&ctl->desk, word, case_id, &fault);

	if (r == 0)
		return CTL_OK;
	return ctl_fail(ctl, r == -ENOENT ? CTL_NO_CASE : r == -EINVAL ? CTL_USAGE : CTL_STORE, fault);
}

CtlExit ctl_spoken_time(const Ctl *ctl, int64_t case_id, const char *option, const char *text)
{
	g_autofree char *wrong = NULL, *fault = NULL;
	StoreCase c = {0};
	int64_t at;
	int r = store_case_get(ctl->desk.store, case_id, &c);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	r = spoken_time_parse(text, promise_clock(&ctl->desk, &c), ctl->desk.now_at, &at, &wrong);
	store_case_clear(&c);
	if (r == 0)
		return CTL_OK;
	fault = g_strdup_printf("%s%s%s", option ? option : "", option ? ": " : "", wrong);
	return ctl_fail(ctl, CTL_USAGE, fault);
}

gboolean ctl_sees_number(const Ctl *ctl, int64_t case_id)
{
	StoreClaim claim = {0};
	gboolean mine = store_claim_get(ctl->desk.store, case_id, ctl->desk.now_at, &claim) == 0 &&
	                g_str_equal(claim.agent, ctl->desk.actor);

	store_claim_clear(&claim);
	return mine;
}

CtlExit ctl_full_numbers(const Ctl *ctl, int64_t case_id)
{
	g_auto(Actor) actor = {0};
	g_autofree char *fault = NULL;
	int r;

	if (ctl_sees_number(ctl, case_id))
		return CTL_OK;
	r = rights_check(&ctl->desk, RIGHT_NUMBERS, &actor, &fault);
	if (r == -EPERM) {
		g_free(fault);
		fault = g_strdup("whole numbers are for who holds the case, and for admins; \"claim\" it first");
	}
	return r < 0 ? ctl_fail(ctl, ctl_exit_of(r), fault) : CTL_OK;
}

static gboolean wants_colour(const Args *args, FILE *stream)
{
	const char *no_color = g_getenv("NO_COLOR");
	const char *term = g_getenv("TERM");

	return !args_has(args, "no-color") && !(no_color && *no_color) && isatty(fileno(stream)) && term &&
	       !g_str_equal(term, "dumb");
}

/* Who acts, as the store keeps it: "agent:li". Names with blanks or controls would spoil the logs they end up in. */
static char *actor_name(const Args *args, char **fault)
{
	const char *name = args_value(args, "as");
	const struct passwd *user = NULL;

	if (!name)
		name = g_getenv("USER");
	if (!name || !*name) {
		user = getpwuid(getuid());
		name = user ? user->pw_name : "unknown";
	}
	if (!*name || strlen(name) > 64 || !g_utf8_validate(name, -1, NULL)) {
		*fault = g_strdup("--as: a name of 1 to 64 bytes, please");
		return NULL;
	}
	for (const char *p = name; *p; p = g_utf8_next_char(p))
		if (!g_unichar_isgraph(g_utf8_get_char(p))) {
			*fault = g_strdup_printf("--as: \"%s\" holds blanks or control characters", name);
			return NULL;
		}
	return g_strconcat("agent:", name, NULL);
}

static void print_faults(const GPtrArray *faults, gboolean warnings)
{
	for (guint i = 0; faults && i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		if (warnings || !fault->warning)
			ctl_warn("%s", fault->text);
	}
}

/* The configuration, as much as the command needs it. */
static CtlExit load_conf(Ctl *ctl, const Command *command, const Args *args)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *fault = NULL;
	gboolean must = command->needs & NEEDS_CONF || !args_has(args, "store");
	int r;

	if (!(command->needs & (NEEDS_CONF | WANTS_CONF | MAY_CONF)))
		return CTL_OK;
	r = conf_load_without_secrets(ctl->config_path, &ctl->conf, &faults);
	ctl->desk.conf = ctl->conf;
	if (r == 0 || command->needs & MAY_CONF)
		return CTL_OK;
	if (!must) {
		fault = g_strdup_printf("warning: going on without the configuration %s (%s)", ctl->config_path,
		                        r == -EINVAL ? "it has faults" : g_strerror(-r));
		return ctl_fail(ctl, CTL_OK, fault);
	}
	if (r == -EINVAL) {
		print_faults(faults, FALSE);
		return ctl_fail(ctl, CTL_CONFIG, "the configuration has faults; \"followupctl check\" tells them all");
	}
	fault = g_strdup_printf("%s: %s; name the configuration with --config", ctl->config_path, g_strerror(-r));
	return ctl_fail(ctl, CTL_CONFIG, fault);
}

CtlExit ctl_open_store(Ctl *ctl, StoreMode mode)
{
	g_autofree char *why = NULL;
	g_autofree char *fault = NULL;
	int r = store_open(ctl->store_path, mode, &ctl->desk.store, &why);

	if (r == 0)
		return ctl->shop ? shops_check(ctl, ctl->shop, ctl->stored_shop) : CTL_OK;
	if (r == -ENOENT && mode == STORE_READ_ONLY)
		fault = g_strdup_printf("there is no case store at %s yet: followupd, \"add\" or \"import\" makes it",
		                        ctl->store_path);
	else
		fault = why ? g_strdup(why) : g_strdup_printf("%s: %s", ctl->store_path, g_strerror(-r));
	return ctl_fail(ctl, CTL_STORE, fault);
}

static CtlExit open_store(Ctl *ctl, const Command *command, const Args *args)
{
	ctl->store_path = args_has(args, "store") ? args_value(args, "store")
	                  : ctl->conf             ? ctl->conf->store_path
	                                          : NULL;
	if (!(command->needs & (READS_STORE | WRITES_STORE)))
		return CTL_OK;
	return ctl_open_store(ctl, command->needs & WRITES_STORE ? STORE_READ_WRITE : STORE_READ_ONLY);
}

CtlExit ctl_run(const Command *command, const Args *args)
{
	Ctl ctl = {.config_path = args_value(args, "config"), .colour_errors = wants_colour(args, stderr)};
	g_autoptr(Zones) zones = zones_new();
	g_autofree char *fault = NULL;
	const Clock clock = CLOCK_REAL;
	CtlExit code;

	if (!ctl.config_path)
		ctl.config_path = SYSCONFDIR "/followup/followup.conf";
	ctl.actor = actor_name(args, &fault);
	if (!ctl.actor)
		return ctl_fail(&ctl, CTL_USAGE, fault);
	ctl.desk = (Desk){.zones = zones, .actor = ctl.actor, .now_at = clock_now_at(&clock)};
	ctl.out = writer_new(stdout, args_has(args, "json"), wants_colour(args, stdout));
	ctl.shop = args_value(args, "shop");
	ctl.stored_shop = (command->needs & STORED_SHOP) != 0;
	code = load_conf(&ctl, command, args);
	if (code == CTL_OK && ctl.shop)
		code = shops_check(&ctl, ctl.shop, ctl.stored_shop);
	if (code == CTL_OK)
		code = open_store(&ctl, command, args);
	if (code == CTL_OK)
		code = command->run(&ctl, args);
	store_close(ctl.desk.store);
	if (ctl.changed)
		store_ring(ctl.store_path);
	if (!writer_finish(ctl.out) && code == CTL_OK)
		code = ctl_fail(&ctl, CTL_FAILED, "cannot write the output");
	conf_unref(ctl.conf);
	g_free(ctl.actor);
	return code;
}
