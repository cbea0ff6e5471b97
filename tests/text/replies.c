#include "text/replies.h"
#include "lib/suite.h"

static void reply_free(void *data)
{
	Reply *reply = data;

	g_free(reply->text);
	g_free(reply->language);
	g_free(reply->label);
	g_free(reply->note);
	g_free(reply);
}

GPtrArray *replies_load(void)
{
	GPtrArray *replies = g_ptr_array_new_with_free_func(reply_free);
	g_autofree char *path = test_file("data/replies.tsv");
	g_autofree char *all = NULL;
	g_auto(GStrv) lines = NULL;

	ck_assert_msg(g_file_get_contents(path, &all, NULL, NULL), "cannot read %s", path);
	lines = g_strsplit(all, "\n", -1);
	for (char **line = lines + 1; *line && **line; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
		Reply *reply = g_new(Reply, 1);

		ck_assert_msg(g_strv_length(cells) >= 3, "too few columns: %s", *line);
		*reply = (Reply){g_strdup(cells[0]), g_strdup(cells[1]), g_strdup(cells[2]), g_strdup(cells[3])};
		g_ptr_array_add(replies, reply);
	}
	ck_assert_uint_ge(replies->len, 250);
	return replies;
}
