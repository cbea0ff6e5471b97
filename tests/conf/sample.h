/* Configs for tests: a directory of their own with secrets in it, and the parts a config needs besides what a row is
 * about. */
#pragma once

#include "conf/conf.h"
#include "lib/suite.h"

/* Goes into a fresh directory with the secrets secret, token, short, slash, empty, two, world, hook and clear, the CA files ca.pem and bad.pem and
 * the empty calendar days.ics, and out of it again.
 */
void sample_setup(void);
void sample_teardown(void);

/* The text with @TEXTS@ (the packs in tests/data/conf) and @DIR@ (the fresh directory) filled in. Caller frees. */
char *sample_fill(const char *text);

/* Writes a filled text as followup.conf and loads it. *faults is all lines, warnings with "warning: " before them; the
 * caller frees both. */
int sample_load(const char *text, Conf **conf, char **faults);

#define REGIONS "region_data = \"@TEXTS@/../regions\"; reply_packs = \"@TEXTS@/../replies\"; "
#define PACKS REGIONS "text_packs = \"@TEXTS@\";\n"
#define PROVIDER_WITH(more) "providers: { p: {\ndriver = \"kannel\"; " more " }; };\n"
#define LOGIN "username = \"u\"; password = \"file:@DIR@/secret\"; "
#define PROVIDER PROVIDER_WITH("url = \"http://127.0.0.1:13013/\"; " LOGIN)
#define BASICS "name = \"A\"; zone = \"Asia/Shanghai\"; language = \"en\"; "
#define TEXTING "provider = \"p\"; sms: { allowed = true; ground = \"g\"; }; "
#define SHOP_OF(settings) "shops: { a: {\n" settings " }; };\n"

/* Good by itself; a row's settings come before it, so that its lines count from 1. */
#define REST PACKS PROVIDER SHOP_OF(BASICS TEXTING)
/* The same with more in the shop: on line 5. */
#define SHOP_WITH(more) PACKS PROVIDER SHOP_OF(BASICS TEXTING more)
