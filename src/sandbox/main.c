/* followup-sandbox: options and exit codes; the work is in sandbox.c. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/sandbox.h"
#include "sandbox/sendsms.h"
#include "util/clock.h"

static const char HELP[] =
        "Usage: followup-sandbox [OPTION]...\n"
        "A text message provider on this machine, for demo, training and tests: speaks Kannel's\n"
        "sendsms, reports deliveries, writes replies, and misbehaves when told to. It sends no\n"
        "real messages, listens on loopback only, and calls nobody else.\n"
        "\n"
        "  -l, --listen=ADDRESS:PORT   where to serve (default 127.0.0.1:13013; port 0: any free one)\n"
        "  -p, --port-file=FILE        write the port to FILE once it listens\n"
        "  -o, --log=FILE              append a JSON line per submit, before it is answered\n"
        "  -m, --mo-url=URL            where replies are delivered (GET with from, to, text, ...)\n"
        "  -s, --script=FILE           JSON rules: which submits get which answer, reports, reply\n"
        "  -f, --fault=ANSWER[:EVERY]  answer so, to every EVERYth submit (default: all)\n"
        "  -r, --reports=TYPE:MS,...   delivery reports after acceptance (default 8:50,1:500), or none\n"
        "  -L, --latency-ms=MS         let every answer wait (default 0)\n"
        "  -t, --tries=N               how often to try a report or reply, 1 s apart (default 10)\n"
        "  -k, --keep=N                submits to remember (default 100000)\n"
        "  -q, --quiet                 do not say where it listens\n"
        "  -h, --help                  show this and exit\n"
        "  -V, --version               show the version and exit\n"
        "\n"
        "Control, on the same port:\n"
        "  GET  /sandbox/health        is it up\n"
        "  GET  /sandbox/count         what came in and went out, as JSON\n"
        "  GET  /sandbox/messages      submits, as JSON (?after=N&limit=N)\n"
        "  POST /sandbox/reply?from=NUMBER&text=TEXT[&to=NUMBER]   a customer writes now\n"
        "  POST /sandbox/fault?mode=ANSWER[:EVERY]                 as --fault; mode=none ends it\n"
        "\n"
        "Example: followup-sandbox --mo-url http://127.0.0.1:8080/hook/PROVIDER/TOKEN/mo\n"
        "See followup-sandbox(1) for answers and scripts.\n";

static const struct option OPTIONS[] = {
	{"listen", required_argument, NULL, 'l'},     {"port-file", required_argument, NULL, 'p'},
	{"log", required_argument, NULL, 'o'},        {"mo-url", required_argument, NULL, 'm'},
	{"script", required_argument, NULL, 's'},     {"fault", required_argument, NULL, 'f'},
	{"reports", required_argument, NULL, 'r'},    {"latency-ms", required_argument, NULL, 'L'},
	{"tries", required_argument, NULL, 't'},      {"keep", required_argument, NULL, 'k'},
	{"quiet", no_argument, NULL, 'q'},            {"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},          {NULL, 0, NULL, 0},
};

typedef struct {
	SandboxOptions sandbox;
	const char *port_file;
	gboolean quiet;
} Arguments;

G_GNUC_PRINTF(1, 2) static int wrong(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("followup-sandbox: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\nTry 'followup-sandbox --help'.\n", stderr);
	va_end(args);
	return -EINVAL;
}

static int number(const char *name, const char *text, guint64 min, guint64 max, guint64 *out)
{
	if (g_ascii_string_to_unsigned(text, 10, min, max, out, NULL))
		return 0;
	return wrong("--%s \"%s\" is not a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, name, text, min,
	             max);
}

static int set_fault(Script *script, const char *spec)
{
	g_autofree char *names = answer_kind_names();

	if (script_set_fault(script, spec) == 0)
		return 0;
	return wrong("--fault \"%s\" is none of: %s - with :EVERY behind it, if you like", spec, names);
}

/* Everybody else's machine is none of ours: neither is served nor called. */
static int check_listen(const char *value)
{
	g_autofree char *url = g_strdup_printf("http://%s/", value);
	const char *colon = strrchr(value, ':');
	guint64 port;

	if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
		return wrong("--listen \"%s\" is no address with a port from 0 to 65535; write 127.0.0.1:13013 or "
		             "[::1]:13013",
		             value);
	if (!sendsms_url_is_local(url))
		return wrong("--listen \"%s\" is not of this machine alone; write 127.0.0.1:%s or [::1]:%s", value,
		             colon + 1, colon + 1);
	return 0;
}

static int check_mo_url(const char *value)
{
	if (sendsms_url_is_local(value))
		return 0;
	return wrong(
	        "--mo-url \"%s\" is no address of this machine; write http://127.0.0.1:8080/hook/PROVIDER/TOKEN/mo",
	        value);
}

static int check_log(const char *value)
{
	g_autofree char *dir = g_path_get_dirname(value);

	if (g_file_test(value, G_FILE_TEST_IS_DIR))
		return wrong("--log \"%s\" is a directory; name a file in it", value);
	if (access(value, F_OK) == 0 ? access(value, W_OK) == 0 : access(dir, W_OK) == 0)
		return 0;
	return wrong("--log \"%s\" cannot be written (%s); name a file in a directory of yours", value,
	             g_strerror(errno));
}

static int load(Script *script, const char *path)
{
	g_autofree char *fault = NULL;

	return script_load(script, path, &fault) == 0 ? 0 : wrong("--script: %s", fault);
}

static int take_option(int option, const char *value, Arguments *arguments, Script *script)
{
	guint64 n = 0;
	int r = 0;

	switch (option) {
	case 'l':
		arguments->sandbox.listen = value;
		return check_listen(value);
	case 'p':
		arguments->port_file = value;
		break;
	case 'o':
		arguments->sandbox.log_path = value;
		return check_log(value);
	case 'm':
		arguments->sandbox.mo_url = value;
		return check_mo_url(value);
	case 's':
		return load(script, value);
	case 'f':
		return set_fault(script, value);
	case 'r':
		return script_set_reports(script, value) == 0
		               ? 0
		               : wrong("--reports \"%s\" is not like 8:50,1:500 (types 1, 2, 4, 8, 16)", value);
	case 'L':
		r = number("latency-ms", value, 0, 3600000, &n);
		arguments->sandbox.latency_ms = (gint64)n;
		break;
	case 't':
		r = number("tries", value, 1, 1000000, &n);
		arguments->sandbox.tries = (guint)n;
		break;
	case 'k':
		r = number("keep", value, 1, 10000000, &n);
		arguments->sandbox.keep = (guint)n;
		break;
	case 'q':
		arguments->quiet = TRUE;
		break;
	default:
		/* getopt has said what it does not know. */
		fputs("Try 'followup-sandbox --help'.\n", stderr);
		return -EINVAL;
	}
	return r;
}

static int serve(sd_event *event, const Arguments *arguments, Script *script)
{
	g_autofree char *port = NULL;
	Sandbox *sandbox = NULL;
	sigset_t ends;
	int r;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	r = sandbox_new(&sandbox, event, &arguments->sandbox, script);
	if (r < 0)
		return wrong("--listen \"%s\" cannot be served (%s); stop who does, or write another port",
		             arguments->sandbox.listen, g_strerror(-r));
	/* Without a handler of ours sd-event ends the loop at these signals. */
	if ((r = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL)) >= 0)
		r = sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
	port = g_strdup_printf("%d\n", sandbox_port(sandbox));
	/* Renamed into place: who waits for the file finds it whole. */
	if (r >= 0 && arguments->port_file && !g_file_set_contents(arguments->port_file, port, -1, NULL))
		r = wrong("--port-file \"%s\" cannot be written; name a file in a directory of yours",
		          arguments->port_file);
	if (r >= 0 && !arguments->quiet) {
		printf("listening on port %s", port);
		fflush(stdout);
	}
	if (r >= 0)
		r = sd_event_loop(event);
	sandbox_free(sandbox);
	return r;
}

int main(int argc, char **argv)
{
	Arguments arguments = {
	        .sandbox = {.listen = "127.0.0.1:13013", .keep = 100000, .tries = 10, .retry_ms = 1000},
	};
	Script *script = script_new();
	sd_event *event = NULL;
	int option, r = 0;

	while (r == 0 && (option = getopt_long(argc, argv, "l:p:o:m:s:f:r:L:t:k:qhV", OPTIONS, NULL)) != -1) {
		if (option == 'h' || option == 'V') {
			fputs(option == 'h' ? HELP : "followup-sandbox " PACKAGE_VERSION "\n", stdout);
			script_free(script);
			return EXIT_SUCCESS;
		}
		r = take_option(option, optarg, &arguments, script);
	}
	if (r == 0 && optind < argc)
		r = wrong("\"%s\" is no option", argv[optind]);
	if (r < 0) {
		script_free(script);
		return 2;
	}
	r = sd_event_new(&event);
	if (r >= 0)
		r = serve(event, &arguments, script);
	sd_event_unref(event);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
