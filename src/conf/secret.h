/* Secrets are kept apart from the config (F61). Internal to src/conf. */
#pragma once

#include <glib.h>

/* TRUE for "file:..." and "credential:...": what may be shown. */
gboolean secret_is_reference(const char *text);

/* Understands "file:/path" and "credential:NAME" (systemd's $CREDENTIALS_DIRECTORY) and, with `reading`, gives what is
 * kept there without the line end. 0, *secret NULL without `reading`; or -EINVAL with *fault. *warning: others may read
 * the file. The caller frees all three. */
int secret_read(const char *reference, gboolean reading, char **secret, char **fault, char **warning);
