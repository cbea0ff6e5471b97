/* A year of a busy shop in one process. */
#pragma once

#include <glib.h>

/* So many cases a day for 365 days; prints what it came to. Exit status. */
int year_run(guint cases_a_day);
