/* Which function answers a request: one table of methods and paths. Pure. */
#pragma once

#include <glib.h>

typedef struct Request Request;

/* Gives 0 with request->answer filled, or a negative errno with words (request.h). */
typedef int (*RouteRun)(Request *request);

enum {
	ROUTE_OPEN = 1 << 0,  /* without a session */
	ROUTE_LARGE = 1 << 1, /* takes a file in place of JSON */
};

typedef struct {
	const char *method;  /* "GET", "POST" */
	const char *pattern; /* "cases/@/claim": "@" is one part of the path, which the function gets; behind "/api/" */
	RouteRun run;
	unsigned flags;
} Route;

typedef enum { ROUTER_FOUND, ROUTER_METHOD, ROUTER_NONE } RouterResult;

/* The row of `table` (it ends with one without a method) for a path behind "/api/". *param (may stay NULL) is what
 * stands for the "@"; caller frees. ROUTER_METHOD: there is such a path, not by this method. A path with empty parts,
 * escapes or anything but letters, digits, "-", "_", "." is nobody's. */
RouterResult router_find(const Route *table, const char *method, const char *path, const Route **route, char **param);
