/* A shop with people: offers, calls, accounts of every role. */
#pragma once

#include "desk/fixture.h"

/* fixture_open() with shops "demo" (China, texts and calls), "kazakh" (a region with an operator's hours) and "mute", limits of
 * offers, and a price; no accounts. fixture_close() as ever. */
void team_open(Fixture *f);

/* Accounts of the roles' names ("newcomer" level 1, "agent" 3, "senior" 4, "admin" 5) and "li", an agent of level 3. */
void team_accounts(Fixture *f);

/* A case of that shop, with words as import has them ("level=3", NULL: none). */
int64_t team_case(Fixture *f, const char *shop, const char *external_id, const char *phone, const char *word);

/* Who acts from now on: "li" -> "agent:li"; static names only. */
void team_as(Fixture *f, const char *actor);

/* A reply of the customer on a case. */
void team_reply(Fixture *f, int64_t case_id, const char *text);
