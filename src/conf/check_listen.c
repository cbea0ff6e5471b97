/* Services that would listen on one address: whoever starts second does not start. */
#include <string.h>

#include "conf/check.h"

/* "127.0.0.1" and 8090 of "127.0.0.1:8090"; NULL and 0: nowhere, or on whatever port is free then. Caller frees. */
static char *host_of(const char *listen, guint64 *port)
{
	const char *colon = strrchr(listen, ':');

	*port = colon ? g_ascii_strtoull(colon + 1, NULL, 10) : 0;
	return *port ? g_strndup(listen, (gsize)(colon - listen)) : NULL;
}

/* All addresses of a kind hold each one of it; [::] takes those of the older kind along where the system lets it. */
static gboolean meet(const char *a, const char *b)
{
	return g_str_equal(a, b) || g_str_equal(a, "[::]") || g_str_equal(b, "[::]") ||
	       (g_str_equal(a, "0.0.0.0") && *b != '[') || (g_str_equal(b, "0.0.0.0") && *a != '[');
}

static void compare(const Check *check, const char *one, const char *other)
{
	const Section *general = check->whole->general;
	g_auto(Seen) a = check_see(check, general, one);
	g_auto(Seen) b = check_see(check, general, other);
	g_auto(GStrv) of_a = section_items(general, general, (guint)settings_find(SCOPE_GENERAL, one));
	g_auto(GStrv) of_b = section_items(general, general, (guint)settings_find(SCOPE_GENERAL, other));
	guint64 port_a, port_b;
	g_autofree char *host_a = of_a && of_a[0] ? host_of(of_a[0], &port_a) : NULL;
	g_autofree char *host_b = of_b && of_b[0] ? host_of(of_b[0], &port_b) : NULL;
	void (*say)(Faults *, const Place *, const char *, const char *, const char *, ...) G_GNUC_PRINTF(5, 6);
	const Seen *named = b.written ? &b : &a, *beside = b.written ? &a : &b;

	if (a.bad || b.bad || !host_a || !host_b || port_a != port_b || !meet(host_a, host_b))
		return;
	say = a.written && b.written ? faults_add : faults_warn; /* a default's service is perhaps not run */
	say(check->faults, &named->place, named->key, named->literal,
	    "%s has this address as well (%s%s), so that the second of the two cannot start; write another port, or \"\" "
	    "where it is not run or systemd passes its socket",
	    beside->key, beside->literal, beside->written ? "" : ", the default");
}

void check_listen(const Check *check)
{
	static const char *const SERVICES[] = {"listen", "metrics.listen", "inbox.listen", "training.listen"};

	for (gsize i = 0; i < G_N_ELEMENTS(SERVICES); i++)
		for (gsize j = i + 1; j < G_N_ELEMENTS(SERVICES); j++)
			compare(check, SERVICES[i], SERVICES[j]);
}
