#include "core/sla.h"
#include "core/wall.h"

gboolean sla_deadline(const Hours *work, GTimeZone *work_zone, int64_t complaint_at, int64_t in_s, int next_s,
                      int64_t *deadline_at)
{
	if (!hours_has_windows(work))
		return FALSE;
	if (!hours_in_window(work, work_zone, complaint_at))
		return hours_next_wall(work_zone, next_s, work, complaint_at, deadline_at);
	*deadline_at = wall_add(complaint_at, in_s);
	return TRUE;
}
