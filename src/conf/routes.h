/* A shop's routes as they are read. Internal to src/conf. */
#pragma once

#include "conf/conf.h"

#define ROUTES_MAX 100

/* "+86 aliyun, tencent", "landline none", "+44 mobile vonage". 0; or -EINVAL with *fault `what is wrong; what to write`
 * (caller frees). */
int route_parse(const char *text, ConfRoute **out, char **fault);
void route_free(void *route);

/* The one for the same numbers and lines, or NULL. */
const ConfRoute *route_same(const GPtrArray *routes, const ConfRoute *route);
