/* The configuration as practice sees it (F58): the shop's own rules over another store, and no way out. */
#include "conf/conf.h"

#include <errno.h>
#include <string.h>

#include "conf/private.h"

#define ASKED_AFTER_S 60 /* a day later nobody practises any more */

static void drop_text(char **text)
{
	g_clear_pointer(text, g_free);
}

/* Its prices and senders stay, for they are part of what is practised; whatever could reach it goes. The secrets were
 * never read. */
static void close_provider(ConfProvider *provider)
{
	char **const gone[] = {&provider->driver,           &provider->url,
	                       &provider->username,         &provider->password,
	                       &provider->account,          &provider->service,
	                       &provider->signature_secret, &provider->smsc,
	                       &provider->callback_url,     &provider->token,
	                       &provider->ca_file,          &provider->proxy,
	                       &provider->proxy_username,   &provider->proxy_password,
	                       &provider->connect_to};

	for (gsize i = 0; i < G_N_ELEMENTS(gone); i++)
		drop_text(gone[i]);
	http_profile_free(g_steal_pointer(&provider->http));
	provider->driver = g_strdup(CONF_TRAINING_DRIVER);
	provider->url = g_strdup("");
	provider->poll_s = provider->report_after_s = 0;
}

static void set_text(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

int conf_load_training(const char *path, Conf **conf, GPtrArray **faults)
{
	Conf *made = NULL;
	ConfWhole *whole;
	int r = conf_load_without_secrets(path, &made, faults);

	if (r < 0)
		return r;
	whole = (ConfWhole *)made;
	made->training = TRUE;
	set_text(&made->store_path, made->training_store);
	set_text(&made->inbox_listen, made->training_listen);
	set_text(&made->listen, "");
	set_text(&made->metrics_listen, "");
	drop_text(&made->metrics_textfile);
	g_ptr_array_set_size(whole->channels, 0); /* what stands in the file first, then what it was read into */
	g_ptr_array_set_size(made->channels, 0);
	for (guint i = 0; i < made->providers->len; i++)
		close_provider(made->providers->pdata[i]);
	for (guint i = 0; i < made->shops->len; i++) {
		ConfShop *shop = made->shops->pdata[i];

		drop_text(&shop->call_provider); /* calls are the newcomer's */
		shop->call_route[0] = NULL;
		shop->rules.sat_after_s = ASKED_AFTER_S;
		shop->rules.sat_quiet_s = 0;
	}
	*conf = made;
	return 0;
}
