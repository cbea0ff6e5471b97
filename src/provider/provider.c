#include "provider/drivers.h"

#include <string.h>

static const Provider *const DRIVERS[] = {
	&provider_http,
	&provider_kannel,
	&provider_twilio,
	&provider_vonage,
	&provider_aliyun,
	&provider_tencent,
	&provider_smsc_ru,
};

/* Kept beside DRIVERS because the names must be one NULL-terminated list; a test holds the two together. */
static const char *const NAMES[] = {
	"http",
	"kannel",
	"twilio",
	"vonage",
	"aliyun",
	"tencent",
	"smsc_ru",
	NULL,
};

const Provider *provider_find(const char *name)
{
	for (gsize i = 0; name && i < G_N_ELEMENTS(DRIVERS); i++)
		if (g_str_equal(DRIVERS[i]->name, name))
			return DRIVERS[i];
	return NULL;
}

const char *const *provider_names(void)
{
	return NAMES;
}

void provider_result_clear(ProviderResult *result)
{
	g_clear_pointer(&result->provider_id, g_free);
	g_clear_pointer(&result->code, g_free);
	g_clear_pointer(&result->part_ids, g_ptr_array_unref);
}

void provider_finding_clear(ProviderFinding *finding)
{
	g_clear_pointer(&finding->provider_id, g_free);
	g_clear_pointer(&finding->code, g_free);
	g_clear_pointer(&finding->page, g_free);
}

static void inbound_clear(gpointer data)
{
	ProviderInbound *inbound = data;

	g_free(inbound->ref);
	g_free(inbound->code);
	g_free(inbound->from);
	g_free(inbound->to);
	g_free(inbound->text);
	g_free(inbound->part_of);
	g_free(inbound->provider_id);
}

GArray *provider_inbound_array_new(void)
{
	GArray *found = g_array_new(FALSE, TRUE, sizeof(ProviderInbound));

	g_array_set_clear_func(found, inbound_clear);
	return found;
}
