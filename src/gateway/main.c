/* followupd: options and exit codes only (DESIGN section 3). */
#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <link.h>
#include <getopt.h>
#include <malloc.h>
#include <microhttpd.h>
#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "conf/conf.h"
#include "gateway/daemon.h"
#include "util/plain.h"
#include "util/process.h"

static void usage(FILE *out)
{
	fputs("Usage: followupd [-c FILE] [--check] [--training]\n"
	      "Sends a shop's after-sales messages and takes in the answers.\n"
	      "\n"
	      "  -c, --config FILE  read FILE instead of " SYSCONFDIR "/followup/followup.conf\n"
	      "      --check        only check the configuration\n"
	      "      --training     work on training.store: nothing is sent, its customers are played\n"
	      "  -h, --help         this text\n"
	      "      --version      versions of followupd and the libraries it runs with\n"
	      "\n"
	      "Exit status: 0 stopped as asked, 1 failed, 64 wrong use, 65 the store is damaged,\n"
	      "66 the store was taken away or put back, 78 faulty configuration.\n"
	      "See followupd(8), followup.conf(5), followupctl(1).\n",
	      out);
}

/* Libraries that cannot be asked for their version have it in the name of the file they were loaded from. */
static int print_file(struct dl_phdr_info *info, size_t size, void *user)
{
	static const char *const FILES[] = {"/libsystemd.so", "/libphonenumber.so", "/libconfig.so"};
	g_autofree char *real = NULL, *name = NULL;

	(void)size, (void)user;
	for (gsize i = 0; i < G_N_ELEMENTS(FILES); i++)
		if (strstr(info->dlpi_name, FILES[i])) {
			real = realpath(info->dlpi_name, NULL);
			name = g_path_get_basename(real ? real : info->dlpi_name);
			printf("%s\n", name);
		}
	return 0;
}

static void version(void)
{
	printf("followupd %s\n", PACKAGE_VERSION);
	printf("GLib %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
	printf("SQLite %s\n", sqlite3_libversion());
	printf("%s\n", curl_version());
	printf("libmicrohttpd %s\n", MHD_get_version());
	printf("jansson %s\n", jansson_version_str());
	printf("libsodium %s\n", sodium_version_string());
	dl_iterate_phdr(print_file, NULL);
}

int main(int argc, char **argv)
{
	enum { OPT_CHECK = 256, OPT_VERSION, OPT_TRAINING };
	static const struct option OPTIONS[] = {{"config", required_argument, NULL, 'c'},
	                                        {"check", no_argument, NULL, OPT_CHECK},
	                                        {"training", no_argument, NULL, OPT_TRAINING},
	                                        {"help", no_argument, NULL, 'h'},
	                                        {"version", no_argument, NULL, OPT_VERSION},
	                                        {NULL, 0, NULL, 0}};
	const char *path = SYSCONFDIR "/followup/followup.conf";
	g_autoptr(GPtrArray) faults = NULL;
	gboolean check = FALSE, training = FALSE;
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
		case OPT_TRAINING:
			training = TRUE;
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
	r = process_keep_private();
	if (r < 0)
		fprintf(stderr, "followupd: a core file may be left: %s\n", g_strerror(-r));
	if (sodium_init() < 0) {
		fputs("followupd: libsodium does not start\n", stderr);
		return EXIT_FAILURE;
	}
	r = (training ? conf_load_training : conf_load)(path, &conf, &faults);
	for (guint i = 0; faults && i < faults->len; i++) {
		g_autofree char *plain = plain_text(((const ConfFault *)faults->pdata[i])->text, TRUE);

		fprintf(stderr, "%s\n", plain);
	}
	if (r < 0)
		return EX_CONFIG;
	if (check) {
		conf_unref(conf);
		return EXIT_SUCCESS;
	}
	r = daemon_run(conf);
	/* The unit does not start us again then: an empty, old or damaged store has forgotten what was sent. */
	return r == -ESTALE ? EX_NOINPUT : r == -EUCLEAN ? EX_DATAERR : r == -EMEDIUMTYPE ? EX_CONFIG : r < 0 ? EXIT_FAILURE
	                                                                                             : EXIT_SUCCESS;
}
