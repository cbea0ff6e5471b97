/* How the text of a setting becomes its value, by type. Internal to src/conf. */
#pragma once

#include "conf/settings.h"

/* What a value looks like in the file. */
typedef enum { SHAPE_STRING, SHAPE_NUMBER, SHAPE_BOOL, SHAPE_LIST, SHAPE_GROUP } ValueShape;

ValueShape values_shape(SettingType type);

/* "a duration", "a span of hours": what stands there, or what one item of the list is. */
const char *values_what(SettingType type);

/* Reads one item into its field below `base`. 0; or -EINVAL with *fault `what is wrong; what to write instead`.
 * *warning may be set with 0. Caller frees both. Secrets are read from where they are kept only with read_secrets. */
int values_apply(const Setting *setting, const char *text, void *base, gboolean read_secrets, char **fault,
                 char **warning);

/* The same for every way to write the same: "60min" and "1h" are both "3600". Caller frees. */
char *values_canonical(const Setting *setting, const char *text);

/* The default as items, NULL-terminated; NULL when there is none. Caller frees. */
char **values_default(const Setting *setting);

/* As it stands in the file: "1h" in quotes, 50, true, [ "a", "b" ]. Caller frees. */
char *values_literal(const Setting *setting, const char *const *items);

/* What to write where nothing or nonsense stands: the default, else the example, as in the file. Caller frees. */
char *values_example(const Setting *setting);

/* The same for one item of a list. Caller frees. */
char *values_example_item(const Setting *setting);

/* A string in libconfig's quotes and escapes. Caller frees. */
char *values_quote(const char *text);
