/* followupd: options and exit codes only (DESIGN section 3). */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <libconfig.h>
#include <microhttpd.h>
#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "conf/conf.h"
#include "gateway/daemon.h"

static void usage(FILE *out)
{
	fputs("Usage: followupd [-c FILE] [--check]\n"
	      "Sends a shop's after-sales messages and takes in the answers.\n"
	      "\n"
	      "  -c, --config FILE  read FILE instead of " SYSCONFDIR "/followup/followup.conf\n"
	      "      --check        only check the configuration\n"
	      "  -h, --help         this text\n"
	      "      --version      versions of followupd and the libraries it runs with\n"
	      "\n"
	      "Exit status: 0 stopped as asked, 1 failed, 64 wrong use, 66 the store was taken away,\n"
	      "78 faulty configuration.\n"
	      "See followupd(8), followup.conf(5), followupctl(1).\n",
	      out);
}

static void version(void)
{
	printf("followupd %s\n", PACKAGE_VERSION);
	printf("GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
	printf("SQLite %s\n", sqlite3_libversion());
	printf("%s\n", curl_version());
	printf("libmicrohttpd %s\n", MHD_get_version());
	printf("jansson %s\n", jansson_version_str());
	printf("libconfig %d.%d.%d\n", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
	printf("libsodium %s\n", sodium_version_string());
}

int main(int argc, char **argv)
{
	enum { OPT_CHECK = 256, OPT_VERSION };
	static const struct option OPTIONS[] = {{"config", required_argument, NULL, 'c'},
	                                        {"check", no_argument, NULL, OPT_CHECK},
	                                        {"help", no_argument, NULL, 'h'},
	                                        {"version", no_argument, NULL, OPT_VERSION},
	                                        {NULL, 0, NULL, 0}};
	const char *path = SYSCONFDIR "/followup/followup.conf";
	g_autoptr(GPtrArray) faults = NULL;
	gboolean check = FALSE;
	Conf *conf = NULL;
	int option, r;

	/* A turn takes and gives back some hundred KiB: without this each of them goes to the kernel and comes back as zeroed pages. */
	mallopt(M_TRIM_THRESHOLD, 4 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	while ((option = getopt_long(argc, argv, "c:h", OPTIONS, NULL)) != -1)
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case OPT_CHECK:
			check = TRUE;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case OPT_VERSION:
			version();
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return EX_USAGE;
		}
	if (optind < argc) {
		fprintf(stderr, "followupd: \"%s\" is not an option\n", argv[optind]);
		usage(stderr);
		return EX_USAGE;
	}
	if (sodium_init() < 0) {
		fputs("followupd: libsodium does not start\n", stderr);
		return EXIT_FAILURE;
	}
	r = conf_load(path, &conf, &faults);
	for (guint i = 0; faults && i < faults->len; i++)
		fprintf(stderr, "%s\n", ((const ConfFault *)faults->pdata[i])->text);
	if (r < 0)
		return EX_CONFIG;
	if (check) {
		conf_unref(conf);
		return EXIT_SUCCESS;
	}
	r = daemon_run(conf);
	/* The unit does not start us again then: a new, empty store would forget what was sent. */
	return r == -ESTALE ? EX_NOINPUT : r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
