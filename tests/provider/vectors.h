/* The vectors made by the vendors' own code, tests/data/vectors: what drivers must sign and write, byte by byte. */
#pragma once

#include <jansson.h>

#include "lib/suite.h"
#include "util/http_message.h"

/* A file of tests/data/vectors; fails the test when it cannot be read. json_decref() by the caller. */
json_t *vectors_load(const char *file);
/* The case of that name; fails the test when there is none. */
json_t *vectors_case(json_t *file, const char *name);
/* A text member ("request/body" goes down), never NULL; fails the test when it is not there. */
const char *vectors_text(const json_t *row, const char *path);

/* The parameters of a query or form body compared as sets of decoded pairs. */
void vectors_same_form(const char *row, const char *got, const char *want);
/* The body of a request as text. Caller frees. */
char *vectors_body(const HttpRequest *request);
