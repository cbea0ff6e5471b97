/* Named points at which a test can end or delay the process, to prove what a crash there leaves behind.
 *
 * FOLLOWUP_FAULT="name" kills the process (SIGKILL to itself) when it reaches that point, "name:3" at the third
 * passing. Unset - always in production - a point costs one branch. The list of points is in DESIGN.md. */
#pragma once

void fault_point(const char *name);
