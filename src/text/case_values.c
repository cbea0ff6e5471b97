#include "text/case_values.h"

#define NAME_CHARS 40 /* longer "names" are not names; they would eat the text's segments */
#define ORDER_CHARS 40

void case_values_fill(CaseValues *values, int64_t case_id, const char *name, const char *order_no, const char *shop,
                      const char *signature)
{
	values->name = text_clean_value(name, NAME_CHARS);
	values->order = text_clean_value(order_no, ORDER_CHARS);
	case_code(case_id, values->code);
	values->values = (TextValues){.value = {[FIELD_NAME] = values->name, [FIELD_ORDER] = values->order,
	                                        [FIELD_SHOP] = shop, [FIELD_SIGNATURE] = signature,
	                                        [FIELD_CODE] = values->code}};
}

void case_values_clear(CaseValues *values)
{
	g_clear_pointer(&values->name, g_free);
	g_clear_pointer(&values->order, g_free);
}
