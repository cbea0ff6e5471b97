/* followup-inbox: options and exit codes only (DESIGN section 3). */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "inbox/inbox.h"
#include "util/plain.h"
#include "util/process.h"

static void usage(FILE *out)
{
	fputs("Usage: followup-inbox [-c FILE] [--data DIRECTORY] [--check]\n"
	      "Serves the web page on which agents read replies and answer them.\n"
	      "\n"
	      "  -c, --config FILE     read FILE instead of " SYSCONFDIR "/followup/followup.conf\n"
	      "      --data DIRECTORY  the page's files, instead of " PKGDATADIR "/inbox\n"
	      "  -p, --port-file FILE  write the port to FILE once it listens\n"
	      "      --check           only check the configuration\n"
	      "      --training        serve training.store, for practice\n"
	      "  -h, --help            this text\n"
	      "      --version         the version\n"
	      "\n"
	      "Exit status: 0 stopped as asked, 1 failed, 64 wrong use, 66 the store was taken away,\n"
	      "78 faulty configuration.\n"
	      "See followup-inbox(8), followup.conf(5), followupctl(1).\n",
	      out);
}

enum { OPT_CHECK = 256, OPT_DATA, OPT_VERSION, OPT_TRAINING };

static const struct option OPTIONS[] = {{"config", required_argument, NULL, 'c'},
                                        {"data", required_argument, NULL, OPT_DATA},
                                        {"port-file", required_argument, NULL, 'p'},
                                        {"check", no_argument, NULL, OPT_CHECK},
                                        {"training", no_argument, NULL, OPT_TRAINING},
                                        {"help", no_argument, NULL, 'h'},
                                        {"version", no_argument, NULL, OPT_VERSION},
                                        {NULL, 0, NULL, 0}};

static int serve(const char *path, gboolean check, gboolean training, const InboxOptions *options)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *warning = NULL;
	Conf *conf = NULL;
	int r;

	r = process_keep_private();
	if (r < 0)
		fprintf(stderr, "followup-inbox: a core file may be left: %s\n", g_strerror(-r));
	if (sodium_init() < 0) {
		fputs("followup-inbox: libsodium does not start\n", stderr);
		return EXIT_FAILURE;
	}
	/* Never those of providers: it sends nothing. */
	r = (training ? conf_load_training : conf_load_without_secrets)(path, &conf, &faults);
	for (guint i = 0; faults && i < faults->len; i++) {
		g_autofree char *plain = plain_text(((const ConfFault *)faults->pdata[i])->text, TRUE);

		fprintf(stderr, "%s\n", plain);
	}
	if (r < 0 && r != -EINVAL)
		fprintf(stderr, "followup-inbox: %s: %s\n", path, g_strerror(-r));
	if (r < 0)
		return EX_CONFIG;
	warning = conf_inbox_warning(conf, path);
	if (warning)
		fprintf(stderr, "%s\n", warning);
	if (check) {
		conf_unref(conf);
		return EXIT_SUCCESS;
	}
	r = inbox_run(conf, options);
	return r == -ESTALE ? EX_NOINPUT : r == -EMEDIUMTYPE ? EX_CONFIG : r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *path = SYSCONFDIR "/followup/followup.conf";
	InboxOptions options = {0};
	gboolean check = FALSE, training = FALSE;
	int option;

	while ((option = getopt_long(argc, argv, "c:p:h", OPTIONS, NULL)) != -1)
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'p':
			options.port_file = optarg;
			break;
		case OPT_DATA:
			options.data_dir = optarg;
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
			puts("followup-inbox " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return EX_USAGE;
		}
	if (optind < argc) {
		fprintf(stderr, "followup-inbox: \"%s\" is not an option\n", argv[optind]);
		usage(stderr);
		return EX_USAGE;
	}
	return serve(path, check, training, &options);
}
