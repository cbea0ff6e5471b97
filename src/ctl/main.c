/* followupctl: options and exit codes; everything else is in the commands. */
#include "config.h"

#include "ctl/ctl.h"
#include "util/nearest.h"

static CtlExit usage(const char *fault)
{
	ctl_warn("followupctl: %s\nTry \"followupctl help\".", fault);
	return CTL_USAGE;
}

static CtlExit unknown_command(const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *fault = NULL;
	const char *near;

	for (const Command *c = commands_table(); c->name; c++)
		g_ptr_array_add(names, (char *)c->name);
	g_ptr_array_add(names, NULL);
	near = nearest_word(name, (const char *const *)names->pdata);
	fault = g_strdup_printf("there is no command \"%s\"%s%s%s", name, near ? "; did you mean \"" : "",
	                        near ? near : "", near ? "\"?" : "");
	return usage(fault);
}

static CtlExit help(const char *name)
{
	const Command *command = name ? commands_find(name) : NULL;

	if (name && !command && !g_str_equal(name, "help"))
		return unknown_command(name);
	if (command)
		commands_help_one(command, stdout);
	else /* also "help help" */
		commands_help(stdout);
	return CTL_OK;
}

/* The command's own options may stand before or behind its words, the global ones also before the command. */
static CtlExit run_command(const Command *command, int argc, char **argv)
{
	Args args;
	g_autofree char *fault = NULL;
	CtlExit code;

	if (args_parse(argc, argv, command->options, commands_global_options(), FALSE, &args, &fault) < 0)
		return usage(fault);
	g_ptr_array_remove_index(args.words, 0);
	if (args_has(&args, "version")) {
		printf("followupctl %s\n", PACKAGE_VERSION);
		code = CTL_OK;
	} else if (args_has(&args, "help")) {
		commands_help_one(command, stdout);
		code = CTL_OK;
	} else if (args_words(&args) < command->least || args_words(&args) > command->most) {
		fault = g_strdup_printf("usage: followupctl %s %s", command->name, command->words);
		code = usage(fault);
	} else {
		code = ctl_run(command, &args);
	}
	args_clear(&args);
	return code;
}

static CtlExit dispatch(const Args *args, int argc, char **argv)
{
	const char *name = args_word(args, 0);
	const Command *command;

	if (args_has(args, "version")) {
		printf("followupctl %s\n", PACKAGE_VERSION);
		return CTL_OK;
	}
	if (!name && !args_has(args, "help"))
		return usage("a command, please");
	if (!name || g_str_equal(name, "help"))
		return help(args_word(args, 1));
	command = commands_find(name);
	return command ? run_command(command, argc, argv) : unknown_command(name);
}

int main(int argc, char **argv)
{
	Args args;
	g_autofree char *fault = NULL;
	CtlExit code;

	if (args_parse(argc, argv, NULL, commands_global_options(), TRUE, &args, &fault) < 0)
		return usage(fault);
	code = dispatch(&args, argc, argv);
	args_clear(&args);
	return (int)code;
}
