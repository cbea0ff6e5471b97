/* How one key of a provider's group "http" becomes its value, by kind. Internal to src/conf. */
#pragma once

#include "conf/http_keys.h"
#include "conf/tree.h"

typedef struct {
	const Tree *tree;
	HttpProfile *profile; /* owns what is read */
	Faults *faults;
} HttpReader;

/* One key of the file. */
typedef struct {
	const HttpReader *reader;
	const HttpKey *key;
	const config_setting_t *node;
	const char *name; /* whole: "providers.p.http.send.path" */
	void *field;      /* where its value goes */
} HttpEntry;

/* Every kind but groups and rows. 0; -EINVAL, the fault is in the list. */
int http_values_read(const HttpEntry *e);

/* A fault at the entry's line; returns -EINVAL. */
int http_values_refuse(const HttpEntry *e, const char *format, ...) G_GNUC_PRINTF(2, 3);
int http_values_wrong_kind(const HttpEntry *e, const char *what);

/* Gives the value to the profile and puts it into its field. */
void http_values_keep(const HttpEntry *e, gpointer part, GDestroyNotify release);

/* How many items a list has; a single value counts for one. -EINVAL: none, or too many. */
int http_values_count(const HttpEntry *e, int *length);
const config_setting_t *http_values_item(const HttpEntry *e, int i);
