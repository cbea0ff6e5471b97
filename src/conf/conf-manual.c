/* Prints the SETTINGS section of followup.conf(5) when the page is built. */
#include <stdio.h>

#include "conf/conf.h"

int main(void)
{
	g_autofree char *manual = conf_manual();

	return fputs(manual, stdout) == EOF || fflush(stdout) == EOF ? 1 : 0;
}
