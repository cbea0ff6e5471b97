/* Addresses and networks: what may stand in allow_from, and whom it lets in. */
#include "util/subnet.h"

#include <errno.h>

#include "lib/suite.h"

static const struct {
	const char *network, *address;
	gboolean inside;
} HOLDS[] = {
        {"203.0.113.0/24", "203.0.113.0", TRUE},
        {"203.0.113.0/24", "203.0.113.255", TRUE},
        {"203.0.113.0/24", "203.0.114.0", FALSE},
        {"203.0.113.128/25", "203.0.113.127", FALSE},
        {"203.0.113.128/25", "203.0.113.128", TRUE},
        {"203.0.113.7", "203.0.113.7", TRUE},
        {"203.0.113.7", "203.0.113.6", FALSE},
        {"0.0.0.0/0", "198.51.100.1", TRUE},
        {"0.0.0.0/0", "2001:db8::1", FALSE},            /* all of IPv4, and no more */
        {"203.0.113.0/24", "::ffff:203.0.113.9", TRUE}, /* as a socket of both kinds tells it */
        {"2001:db8::/32", "2001:db8:ffff::1", TRUE},
        {"2001:db8::/32", "2001:db9::1", FALSE},
        {"2001:db8::1", "2001:db8:0:0::1", TRUE}, /* however it is written */
        {"::/0", "2001:db8::1", TRUE},
        {"203.0.113.0/24", "", FALSE},
        {"203.0.113.0/24", "example.com", FALSE},
        {"203.0.113.0/24", "203.0.113.1:80", FALSE},
        {"203.0.113.0/24", "203.0.113.1 ", FALSE},
};

START_TEST(holds)
{
	g_autofree char *fault = NULL;
	Subnet subnet;

	ck_assert_int_eq(subnet_parse(HOLDS[_i].network, &subnet, &fault), 0);
	row_int(HOLDS[_i].address, subnet_holds(&subnet, HOLDS[_i].address), HOLDS[_i].inside);
}
END_TEST

#define NONE "not an address or network; write it as \"203.0.113.0/24\" or \"2001:db8::/32\""
static const struct {
	const char *text, *fault;
} FAULTS[] = {
        {"", NONE},
        {"example.com", NONE},
        {"203.0.113", NONE},
        {"/24", NONE},
        {"203.0.113.0/33", "not a network; write a number of 0 to 32 behind the \"/\""},
        {"203.0.113.0/", "not a network; write a number of 0 to 32 behind the \"/\""},
        {"203.0.113.0/24/1", "not a network; write a number of 0 to 32 behind the \"/\""},
        {"2001:db8::/129", "not a network; write a number of 0 to 128 behind the \"/\""},
        {"203.0.113.7/24",
         "an address inside a network; write \"203.0.113.0/24\", or \"203.0.113.7\" for this one alone"},
        {"2001:db8::1/64",
         "an address inside a network; write \"2001:db8::/64\", or \"2001:db8::1\" for this one alone"},
};

START_TEST(faults)
{
	g_autofree char *fault = NULL;
	Subnet subnet;

	row_int(FAULTS[_i].text, subnet_parse(FAULTS[_i].text, &subnet, &fault), -EINVAL);
	row_str(FAULTS[_i].text, fault, FAULTS[_i].fault);
}
END_TEST

START_TEST(lists)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Subnet));
	g_autofree char *fault = NULL;
	Subnet one, two;

	ck_assert(!subnet_list_holds(NULL, "203.0.113.1"));
	ck_assert(!subnet_list_holds(list, "203.0.113.1"));
	ck_assert_int_eq(subnet_parse("203.0.113.0/24", &one, &fault), 0);
	ck_assert_int_eq(subnet_parse("2001:db8::/32", &two, &fault), 0);
	g_array_append_val(list, one);
	g_array_append_val(list, two);
	ck_assert(subnet_list_holds(list, "203.0.113.1"));
	ck_assert(subnet_list_holds(list, "2001:db8::5"));
	ck_assert(!subnet_list_holds(list, "2001:db9::5"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("subnet");
	TCase *tc = tcase_create("subnet");

	tcase_add_loop_test(tc, holds, 0, G_N_ELEMENTS(HOLDS));
	tcase_add_loop_test(tc, faults, 0, G_N_ELEMENTS(FAULTS));
	tcase_add_test(tc, lists);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "subnet");
}
