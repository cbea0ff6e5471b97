#include "desk/case_ref.h"

#include "store/intake_check.h"
#include "text/code.h"

#include <errno.h>
#include <string.h>

void case_ref_clear(CaseRef *ref)
{
	g_clear_pointer(&ref->shop, g_free);
	g_clear_pointer(&ref->name, g_free);
}

int case_ref_parse(const char *text, CaseRef *out)
{
	const char *slash = strchr(text, '/');
	int64_t id = 0;

	if (slash) {
		if (slash == text || slash[1] == '\0')
			return -EINVAL;
		*out = (CaseRef){.shop = g_strndup(text, (gsize)(slash - text)), .name = g_strdup(slash + 1)};
		return 0;
	}
	if (*text && strspn(text, "0123456789") == strlen(text)) {
		if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &id, NULL))
			return -EINVAL;
	} else if (case_code_parse(*text == '#' ? text + 1 : text, &id) < 0) {
		return -EINVAL;
	}
	*out = (CaseRef){.id = id};
	return 0;
}

/* An external id may hold slashes itself, so the plain reading comes first. */
static int find_by_name(const Desk *desk, const CaseRef *ref, int64_t *case_id)
{
	const char *slash = strchr(ref->name, '/');
	g_autofree char *source = NULL;
	int r = store_case_find(desk->store, ref->shop, "", ref->name, case_id);

	if (r != -ENOENT || !slash)
		return r;
	source = g_strndup(ref->name, (gsize)(slash - ref->name));
	return store_case_find(desk->store, ref->shop, source, slash + 1, case_id);
}

static int exists(const Desk *desk, int64_t case_id)
{
	StoreCase c = {0};
	int r = store_case_get(desk->store, case_id, &c);

	if (r == 0)
		store_case_clear(&c);
	return r;
}

int case_ref_resolve(const Desk *desk, const char *text, int64_t *case_id, char **fault)
{
	CaseRef ref = {0};
	int64_t id = 0;
	int r = case_ref_parse(text, &ref);

	if (r < 0) {
		*fault = g_strdup_printf(
		        "\"%s\" does not name a case: write its number (12), its code (#C2D9) or SHOP/EXTERNAL-ID",
		        text);
		return r;
	}
	id = ref.id;
	r = id > 0 ? exists(desk, id) : find_by_name(desk, &ref, &id);
	if (r == 0)
		*case_id = id;
	else if (r == -ENOENT)
		*fault = g_strdup_printf("there is no case \"%s\"", text);
	else
		*fault = desk_store_fault(desk, "cannot read the case");
	case_ref_clear(&ref);
	return r;
}

static const char *shared_region(const Conf *conf)
{
	const char *region = NULL;

	for (guint i = 0; conf && i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];

		if (region && g_strcmp0(region, shop->region) != 0)
			return NULL;
		region = shop->region;
	}
	return region;
}

int case_ref_phone(const Desk *desk, const char *shop, const char *raw, PhoneNumber *out, char **fault)
{
	const ConfShop *found = shop && desk->conf ? conf_shop(desk->conf, shop) : NULL;
	const char *why = NULL;
	int r = phone_parse(raw, found ? found->region : shared_region(desk->conf), out, &why);

	if (r < 0) {
		g_autofree char *shown = intake_shown(INTAKE_PHONE, raw);
		gboolean told = g_str_equal(why, PHONE_NO_NUMBER);

		*fault = g_strdup_printf("\"%s\" is not a phone number%s%s; write it with its country code, such as "
		                         "+8613800001234%s",
		                         shown, told ? "" : ": ", told ? "" : why,
		                         shop ? "" : ", or say with --shop which shop it is dialled from");
	}
	return r;
}
