/* What one customer asked for: hours of their own in which nobody calls or texts. */
#include "conf/conf.h"
#include "conf/spans.h"

#include <errno.h>

int conf_quiet_hours(const char *spans, Hours **hours, char **fault)
{
	g_auto(GStrv) parts = g_strsplit(spans, ";", -1);
	g_autoptr(Hours) found = hours_new();

	for (int day = HOURS_MON; day <= HOURS_HOLIDAY; day++)
		(void)hours_add_window(found, day, 0, HOURS_DAY_S);
	if (!parts[0]) {
		if (fault)
			*fault = g_strdup("no span of hours; write \"daily 21:30-08:00\"");
		return -EINVAL;
	}
	for (guint i = 0; parts[i]; i++) {
		g_autofree char *wrong = NULL;

		if (span_add_quiet(found, g_strstrip(parts[i]), &wrong) < 0) {
			if (fault)
				*fault = g_strdup_printf("\"%s\": %s", parts[i], wrong);
			return -EINVAL;
		}
	}
	*hours = g_steal_pointer(&found);
	return 0;
}
