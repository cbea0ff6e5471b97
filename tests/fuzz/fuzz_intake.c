/* A row of the door for other programs: lines "COLUMN=VALUE", anything in each. */
#include <errno.h>
#include <string.h>

#include "core/plan.h"
#include "fuzz/targets.h"
#include "store/store.h"
#include "text/case_values.h"
#include "util/mask.h"

typedef struct {
	Conf *conf;
	Store *store;
	Zones *zones;
} Door;

gpointer fuzz_intake_setup(gconstpointer arg)
{
	Door *door = g_new0(Door, 1);

	(void)arg;
	door->conf = fuzz_conf(FUZZ_KANNEL);
	door->zones = zones_new();
	fuzz_must(store_open("store.db", STORE_READ_WRITE, &door->store, NULL) == 0, "a store can be made");
	return door;
}

static void must_be_case(const Door *door, int64_t id)
{
	StoreCase c = {0};
	StoreFacts facts = {0};
	Plan plan;

	fuzz_must(store_case_get(door->store, id, &c) == 0, "a case that was taken can be read: %s",
	          store_error(door->store));
	{
		const char *const texts[] = {c.shop,     c.source, c.external_id, c.name, c.order_no,
		                             c.category, c.text,   c.language,    c.zone};
		g_auto(ConfCaseRules) rules = {0};
		g_auto(CaseValues) values = {0};

		for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
			fuzz_must_be_text("a case's words", texts[i]);
		fuzz_must(c.phone && c.phone[0] == '+' && strspn(c.phone + 1, "0123456789") == strlen(c.phone + 1),
		          "a case has a number in E.164");
		fuzz_must(c.level >= 0 && c.level <= 9 && c.rating >= 0, "level %d, rating %d", c.level, c.rating);
		fuzz_must(!c.zone || zones_known(c.zone), "a case's zone is one");
		fuzz_must(conf_case_rules(door->conf, door->zones, c.shop, c.zone, c.region, c.quiet, &rules),
		          "its shop has rules");
		fuzz_must(store_case_facts(door->store, id, FUZZ_NOW, &facts) == 0, "it has facts");
		plan = plan_next(&rules.policy, &facts.facts, FUZZ_NOW);
		fuzz_must(plan.verdict != PLAN_STEP || plan.due_at >= FUZZ_NOW, "nothing is planned for the past");
		store_facts_clear(&facts);
		case_values_fill(&values, id, c.name, c.order_no, "Shop", NULL);
		fuzz_must_be_line("a name in a text", values.name);
	}
	store_case_clear(&c);
}

static void read_row(char **lines, IntakeRow *row)
{
	for (char **line = lines; *line; line++) {
		char *equals = strchr(*line, '=');
		int column;

		if (!equals)
			continue;
		*equals = '\0';
		if (intake_column_parse(*line, &column) == 0)
			row->value[column] = equals + 1;
	}
}

void fuzz_intake_row(gpointer state, const char *bytes, gsize length)
{
	const Door *door = state;
	g_auto(GStrv) lines = g_strsplit(bytes, "\n", 64);
	IntakeRow row = {{NULL}};
	IntakeResult result = INTAKE_REJECTED, again = INTAKE_REJECTED;
	g_autofree char *fault = NULL, *fault_again = NULL;
	int64_t id = 0, same = 0;

	(void)length;
	read_row(lines, &row);
	fuzz_must(store_begin(door->store) == 0, "a transaction begins: %s", store_error(door->store));
	fuzz_must(store_intake_put(door->store, &row, conf_shop_facts, door->conf, FUZZ_NOW, &result, &id, &fault) == 0,
	          "any row is taken or rejected: %s", store_error(door->store));
	if (result == INTAKE_REJECTED) {
		fuzz_must(fault && *fault, "a rejected row is told why");
		fuzz_must_be_line("a row's fault", fault);
	} else {
		fuzz_must(result == INTAKE_NEW && id > 0, "a row of an empty store is new");
		must_be_case(door, id);
		fuzz_must(store_intake_put(door->store, &row, conf_shop_facts, door->conf, FUZZ_NOW, &again, &same,
		                           &fault_again) == 0 &&
		                  again == INTAKE_UPDATED && same == id,
		          "a repeat is the same case: %s", fault_again);
	}
	store_rollback(door->store);
}
