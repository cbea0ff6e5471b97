/* The list of what is wrong with a config, in the order of its lines. Internal to src/conf. */
#pragma once

#include <glib.h>

#include "conf/conf.h"

/* Where something stands. line 0: the file as a whole. */
typedef struct {
	const char *file; /* NULL: nowhere, a default */
	guint line;
} Place;

typedef struct Faults Faults;

Faults *faults_new(void);
void faults_free(Faults *faults);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Faults, faults_free)

/* Adds "FILE:LINE: KEY = VALUE: " and the words, which say what is wrong and, after a semicolon, what to write instead.
 * A value of NULL is left out. The same line twice is kept once. */
void faults_add(Faults *faults, const Place *place, const char *key, const char *value, const char *format, ...)
        G_GNUC_PRINTF(5, 6);

/* The same for what does not keep the config from being used. */
void faults_warn(Faults *faults, const Place *place, const char *key, const char *value, const char *format, ...)
        G_GNUC_PRINTF(5, 6);

/* How many there are that are not warnings. */
guint faults_count(const Faults *faults);

/* All of them as ConfFault, sorted by file as they came up and line. The caller unrefs; the list is empty afterwards.
 */
GPtrArray *faults_take(Faults *faults);
