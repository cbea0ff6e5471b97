/* A provider's group "http": reading and checking it, and what is shown of it. Internal to src/conf. */
#pragma once

#include "conf/faults.h"
#include "conf/tree.h"
#include "util/http_profile.h"

/* A line of the group as `followupctl show config` writes it. */
typedef struct {
	guint depth;
	char *key;   /* "providers.p.http.send.path" */
	char *text;  /* "path = \"/send\";" */
	char *value; /* "\"/send\""; NULL: it opens or closes a group */
	Place place;
} ShownLine;

GPtrArray *show_http_new(void); /* of ShownLine */
void show_http_add(GPtrArray *shown, const Tree *tree, const config_setting_t *node, const char *key);

/* Never NULL; what is wrong goes into the list. `key` is the group's name, "providers.p.http". Fills `shown`. */
HttpProfile *read_http(const Tree *tree, const config_setting_t *node, const char *key, GPtrArray *shown,
                       Faults *faults);

/* check_http.c: what must fit together within the group. */
void check_http(const HttpProfile *profile, const Place *place, const char *key, Faults *faults);
