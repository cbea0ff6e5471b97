/* By when a complaint must have its first contact. Source: contact-time T9. */
#pragma once

#include "core/hours.h"

/* Inside `work` windows: complaint + in_s. Outside: the first wall time next_s strictly after the complaint on a date
 * with a work window. FALSE when there is no such date (no work windows at all): no deadline can be named. */
gboolean sla_deadline(const Hours *work, GTimeZone *work_zone, int64_t complaint_at, int64_t in_s, int next_s,
                      int64_t *deadline_at);
