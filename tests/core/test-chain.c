/* The chain of events (core/chain.h): what an outsider would compute, and that nothing can be changed unseen. */
#include "core/chain.h"
#include "lib/suite.h"

static const ChainEvent EVENT = {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd",
                                 .step = "first_contact", .message_id = 3, .digest = "d"};

/* By sha256sum over the bytes named in each row. */
START_TEST(is_what_its_page_says)
{
	/* printf '3:abc\n-\n-\n-\n' | sha256sum */
	ChainContent note = {.note = "abc"};
	g_autofree char *digest = chain_digest(&note), *link = NULL;

	ck_assert_str_eq(digest, "d65756058e4003a22ae2513ea53f2f1be36a450695db9e4364faca24b9d2db34");
	/* printf '17:followupd event 1\n-\n4:sent\n9:followupd\n13:first_contact\n1:d\n1:7\n1:1\n10:1763447417\n1:3\n1:0\n1:0\n' */
	link = chain_link(NULL, &EVENT);
	ck_assert_str_eq(link, "44aed9eddffeb7d5d5dc078ed8c3eb4190b563257975c62c483674414ef49e4f");
}
END_TEST

static const struct {
	const char *name;
	ChainContent a, b;
} CONTENTS[] = {
	{"a note is no text", {.note = "x"}, {.text = "x"}},
	{"a text is no reply", {.text = "x"}, {.reply = "x"}},
	{"nothing is not empty", {.note = NULL}, {.note = ""}},
	{"the border between them counts", {.note = "ab", .text = "c"}, {.note = "a", .text = "bc"}},
	{"a length cannot be played", {.note = "1:x"}, {.note = "x"}},
};

START_TEST(contents_differ)
{
	g_autofree char *a = chain_digest(&CONTENTS[_i].a), *b = chain_digest(&CONTENTS[_i].b);

	ck_assert_msg(!g_str_equal(a, b), "row %s", CONTENTS[_i].name);
}
END_TEST

START_TEST(raw_bytes_count)
{
	g_autoptr(GBytes) one = g_bytes_new("a\0b", 3), other = g_bytes_new("a\0c", 3), empty = g_bytes_new(NULL, 0);
	ChainContent contents[] = {{.raw = one}, {.raw = other}, {.raw = empty}, {.raw = NULL}};

	for (gsize i = 0; i < G_N_ELEMENTS(contents); i++)
		for (gsize j = 0; j < i; j++) {
			g_autofree char *a = chain_digest(&contents[i]), *b = chain_digest(&contents[j]);

			ck_assert_msg(!g_str_equal(a, b), "rows %zu and %zu", i, j);
		}
}
END_TEST

static const struct {
	const char *name;
	const char *previous;
	ChainEvent event;
} CHANGED[] = {
	{"what went before", "other", {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"case", NULL, {.case_id = 8, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"round", NULL, {.case_id = 7, .round = 2, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"time", NULL, {.case_id = 7, .round = 1, .at = 1763447418, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"kind", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "held", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"actor", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "agent:li", .step = "first_contact", .message_id = 3, .digest = "d"}},
	{"step", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .message_id = 3, .digest = "d"}},
	{"message", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 4, .digest = "d"}},
	{"reply in place of message", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .reply_id = 3, .digest = "d"}},
	{"webhook", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .inbound_id = 1, .digest = "d"}},
	{"content", NULL, {.case_id = 7, .round = 1, .at = 1763447417, .kind = "sent", .actor = "followupd", .step = "first_contact", .message_id = 3, .digest = "e"}},
};

START_TEST(every_member_counts)
{
	g_autofree char *was = chain_link(NULL, &EVENT), *is = chain_link(CHANGED[_i].previous, &CHANGED[_i].event);

	ck_assert_msg(!g_str_equal(was, is), "row %s", CHANGED[_i].name);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("chain");
	TCase *tc = tcase_create("chain");

	tcase_add_test(tc, is_what_its_page_says);
	tcase_add_loop_test(tc, contents_differ, 0, G_N_ELEMENTS(CONTENTS));
	tcase_add_test(tc, raw_bytes_count);
	tcase_add_loop_test(tc, every_member_counts, 0, G_N_ELEMENTS(CHANGED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "chain");
}
