/* Checks of the ways to tell the team. */
#include <string.h>
#include <unistd.h>

#include "conf/check.h"
#include "conf/names.h"
#include "core/notice.h"
#include "util/nearest.h"

#define IS_COMMAND(channel) (g_strcmp0((channel)->kind, "command") == 0)

static const char *const SIGNING_KINDS[] = {"webhook", "dingtalk", "feishu", NULL};
static const char *const PLACEHOLDERS[] = {"{kind}", "{severity}", "{channel}", "{count}", NULL};

/* The address is a secret: a fault says where it is kept and what is wrong, never what it is. */
static void check_address(const Check *check, const Section *section, const ConfChannel *channel)
{
	g_auto(Seen) url = check_see(check, section, "url");
	g_autoptr(GUri) uri = channel->url ? g_uri_parse(channel->url, G_URI_FLAGS_NONE, NULL) : NULL;
	g_autofree char *fault = NULL;

	if (url.bad)
		return;
	if (IS_COMMAND(channel)) {
		if (url.set)
			faults_add(check->faults, &url.place, url.key, url.literal,
			           "a command has no address; take the line out");
		return;
	}
	if (!url.set)
		faults_add(check->faults, &url.place, url.key, NULL,
		           "missing, %s needs it; write url = \"file:/path\" and the address into that file",
		           channel->kind);
	else if (channel->url && names_check_url(channel->url, &fault) < 0)
		faults_add(check->faults, &url.place, url.key, url.literal,
		           "what is kept there is not the address of a web page; put one as "
		           "https://chat.example.com/path there");
	else if (uri && !g_str_equal(g_uri_get_scheme(uri), "https") && !check_is_loopback(g_uri_get_host(uri)))
		faults_add(check->faults, &url.place, url.key, url.literal,
		           "what is told would cross the network in the clear; put an address of https there");
}

static void check_secret(const Check *check, const Section *section, const ConfChannel *channel)
{
	g_auto(Seen) secret = check_see(check, section, "secret");

	if (secret.set && !secret.bad && !g_strv_contains(SIGNING_KINDS, channel->kind))
		faults_add(check->faults, &secret.place, secret.key, secret.literal,
		           "%s signs nothing; take the line out", channel->kind);
}

/* What stands in braces and is nothing of ours would reach the program as it is written. */
static void check_argument(const Check *check, const Seen *command, const char *argument)
{
	for (const char *open = strchr(argument, '{'); open; open = strchr(open + 1, '{')) {
		gboolean known = FALSE;

		for (gsize i = 0; PLACEHOLDERS[i]; i++)
			known |= g_str_has_prefix(open, PLACEHOLDERS[i]);
		if (!known)
			faults_add(check->faults, &command->place, command->key, command->literal,
			           "nothing stands for \"%s\"; write {kind}, {severity}, {channel} or {count}", open);
	}
}

static void check_command(const Check *check, const Section *section, const ConfChannel *channel)
{
	g_auto(Seen) command = check_see(check, section, "command");
	const char *program = channel->command->len ? channel->command->pdata[0] : NULL;

	if (command.bad)
		return;
	if (!IS_COMMAND(channel)) {
		if (command.set)
			faults_add(check->faults, &command.place, command.key, command.literal,
			           "%s runs no program; take the line out, or write kind = \"command\"", channel->kind);
		return;
	}
	if (!program) {
		faults_add(check->faults, &command.place, command.key, NULL,
		           "missing, command needs it; write command = [ \"/usr/local/bin/tell\" ]");
		return;
	}
	if (!g_path_is_absolute(program))
		faults_add(check->faults, &command.place, command.key, command.literal,
		           "not an absolute path; write the program's from \"/\" on");
	else if (access(program, X_OK) < 0)
		faults_warn(
		        check->faults, &command.place, command.key, command.literal,
		        "no program that can be run from here; put it there, and allow it with ExecPaths= in the unit");
	for (guint i = 1; i < channel->command->len; i++)
		check_argument(check, &command, channel->command->pdata[i]);
}

static void check_words(const Check *check, const Section *section, const char *key, const GPtrArray *words,
                        const char *const *known, const char *what)
{
	g_auto(Seen) seen = check_see(check, section, key);

	for (guint i = 0; i < words->len && !seen.bad; i++) {
		const char *word = words->pdata[i], *nearest;

		if (g_strv_contains(known, word))
			continue;
		nearest = nearest_word(word, known);
		if (nearest)
			faults_add(check->faults, &seen.place, seen.key, seen.literal,
			           "no such %s as \"%s\"; write \"%s\"", what, word, nearest);
		else
			faults_add(check->faults, &seen.place, seen.key, seen.literal,
			           "no such %s as \"%s\"; take it out, or write one as \"%s\"", what, word,
			           known[0] ? known[0] : "NAME");
	}
}

void check_channel(const Check *check, const Section *section)
{
	const ConfChannel *channel = section->base;
	g_autoptr(GPtrArray) shops = g_ptr_array_new();

	check_words(check, section, "events", channel->events, notice_words(), "event");
	for (guint i = 0; i < check->whole->conf.shops->len; i++)
		g_ptr_array_add(shops, ((const ConfShop *)check->whole->conf.shops->pdata[i])->id);
	g_ptr_array_add(shops, NULL);
	check_words(check, section, "shops", channel->shops, (const char *const *)shops->pdata, "shop");
	if (!channel->kind)
		return;
	check_address(check, section, channel);
	check_secret(check, section, channel);
	check_command(check, section, channel);
}
