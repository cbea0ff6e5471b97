/* JSON as the interface writes it. */
#pragma once

#include <jansson.h>

#include "store/store.h"

/* Sets a text (NULL: null); bytes that are no UTF-8 become replacement characters. */
void out_text(json_t *object, const char *key, const char *text);
/* The same, cut to so many characters, with an ellipsis where something is missing. */
void out_short(json_t *object, const char *key, const char *text, glong characters);
/* The same, cut around where `words` stand in it, letters of any case alike; from its start where they do not. */
void out_around(json_t *object, const char *key, const char *text, const char *words, glong characters);
void out_number(json_t *object, const char *key, int64_t number);
/* null when it equals `none`. */
void out_number_or(json_t *object, const char *key, int64_t number, int64_t none);
void out_time(json_t *object, const char *key, int64_t at); /* null for STORE_NO_TIME */
void out_bool(json_t *object, const char *key, gboolean value);
void out_code(json_t *object, const char *key, int64_t case_id); /* "K7P6" */
/* The account's name of an actor, "li" of "agent:li"; others as they are; NULL: null. */
void out_who(json_t *object, const char *key, const char *actor);
/* Whole or masked. */
void out_phone(json_t *object, const char *key, const char *phone, gboolean whole);
/* Appends a fresh object to an array and gives it, borrowed. */
json_t *out_row(json_t *array);
/* A fresh array under a key, borrowed. */
json_t *out_list(json_t *object, const char *key);
