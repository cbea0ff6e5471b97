/* What a case puts into a text: one place for all who render one, so that what is foreseen is what is sent. */
#pragma once

#include <stdint.h>

#include "text/code.h"
#include "text/template.h"

typedef struct {
	TextValues values; /* borrows from the rest and from whoever filled it */
	char *name, *order; /* as they may stand in a text */
	char *news;         /* the same; NULL: none */
	char code[CASE_CODE_SIZE];
} CaseValues;

/* `name` and `order_no` as the customer and the shop's tools wrote them (NULL: missing), `shop` and `signature` the
 * admin's (NULL: missing), which must outlive it. Must not be copied. case_values_clear() by the caller. */
void case_values_fill(CaseValues *values, int64_t case_id, const char *name, const char *order_no, const char *shop,
                      const char *signature);
/* Adds facts an agent noted, one a line, joined as `language` joins them; each is cleaned like a name. */
void case_values_news(CaseValues *values, const char *facts, const char *language);
void case_values_clear(CaseValues *values);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseValues, case_values_clear)
