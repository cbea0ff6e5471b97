/* What may stand in a group of a data file, checked before anything is taken out of it. Internal to src/conf. */
#pragma once

#include "conf/tree.h"

typedef enum { FIELD_IS_STRING, FIELD_IS_STRINGS, FIELD_IS_BOOL, FIELD_IS_GROUP, FIELD_IS_GROUPS } FieldShape;

typedef struct {
	const char *key;
	FieldShape shape;
	gboolean required;
} FieldRule;

/* TRUE when all that stands in the group is in the rules and of their shape, and nothing required is missing; else the
 * faults are in the list. `prefix` stands before keys in them: "call.". */
gboolean region_fields_check(const Tree *tree, const config_setting_t *group, const char *prefix,
                             const FieldRule *rules, guint n_rules, Faults *faults);

/* A good list of strings as NULL-terminated, borrowed from the tree: caller frees the array alone. Empty when
 * absent. */
const char **region_fields_strings(const config_setting_t *group, const char *key);
