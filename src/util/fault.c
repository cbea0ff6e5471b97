#include "util/fault.h"

#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

void fault_point(const char *name)
{
	static int passes; /* only ever touched while a fault is armed */
	const char *armed = getenv("FOLLOWUP_FAULT");
	const char *colon;
	gsize len;

	if (G_LIKELY(!armed))
		return;
	colon = strchr(armed, ':');
	len = colon ? (gsize)(colon - armed) : strlen(armed);
	if (strlen(name) != len || strncmp(armed, name, len) != 0)
		return;
	if (++passes >= (colon ? atoi(colon + 1) : 1))
		raise(SIGKILL);
}
