/* What is wrong with a config, each with the exact lines the admin reads. */
#include "conf/sample.h"

#include <errno.h>
#include <string.h>

#define OTHER_PORT "write another port, or \"\" where it is not run or systemd passes its socket"

/* A shop of that zone, with a region behind it and without one: on line 5. */
#define SHOP_WITH_ZONE_ALONE(zone)                                                                                     \
	PACKS PROVIDER SHOP_OF("zone = \"" zone "\"; name = \"A\"; language = \"en\"; " TEXTING)
#define SHOP_WITH_ZONE(zone, region)                                                                                   \
	PACKS PROVIDER SHOP_OF("zone = \"" zone "\"; name = \"A\"; language = \"en\"; " TEXTING "region = \"" region "\";")

/* A provider that takes texts by code, and one of each that the pack for tests has in the shop's language. */
#define CODING(more) \
	"providers: { p: {\ndriver = \"aliyun\"; url = \"https://a\"; sign_name = \"s\"; " more LOGIN "}; };\n"
#define COMPLAINT "{shop}: sorry about order {order}, {name}. Reply to us. Ref {code}. STOP ends"
#define CODED(category, wording, code) category " = { text = \"" wording "\"; code = \"" code "\"; }; "
#define CODED_TEXTS(more) \
	"texts: { en: { first_contact: { " CODED("any", COMPLAINT, "SMS_1") CODED("logistics", COMPLAINT, "SMS_2") \
	"}; satisfaction: { " CODED("any", "{shop}: is it solved? 1 yes, 2 no. Ref {code}. STOP ends", "SMS_3") \
	"}; " more "}; };\n"
#define NO_CODE(step, category) \
	"shop a sends by aliyun, which takes registered texts alone, and this one has no code; write into " \
	"followup.conf texts: { en: { " step ": { " category " = { text = \"...\"; code = \"SMS_123456\"; }; }; }; };"
#define UNCODED(line) \
	"warning: followup.conf:" line ": shops.a.provider = \"p\": aliyun takes registered texts alone, and texts " \
	"in zh-CN have no code: such customers wait for a person; write a code beside the texts of those you serve"

static const struct {
	const char *rule, *text, *faults;
} FAULTS[] = {
	{"a config needs a shop: an all but empty file", REGIONS,
	 "followup.conf: shops: none; write shops: { myshop: { name = \"...\"; zone = \"...\"; language = \"...\"; }; "
	 "};"},
	{"a config needs a shop: empty group", PACKS PROVIDER "shops: {\n};\n",
	 "followup.conf:4: shops: none; write shops: { myshop: { name = \"...\"; zone = \"...\"; language = \"...\"; "
	 "}; };"},
	{"syntax: no value", "listen = ;\n" REST,
	 "followup.conf:1: not understood; look here and in the line before for a missing \";\", quote or bracket"},
	{"syntax: open quote", "listen = \"127.0.0.1:80;\n" REST,
	 "followup.conf:2: not understood; look here and in the line before for a missing \";\", quote or bracket"},
	{"syntax: a name twice", "max_segments = 2;\nmax_segments = 3;\n" REST,
	 "followup.conf:2: the same name for the second time; take one of the two out"},
	{"syntax: mixed list", "quiet_hours = [ \"daily 21:30-08:00\", 5 ];\n" REST,
	 "followup.conf:1: values of several kinds in one [ ]; write them all in quotes"},
	{"syntax: include of nothing", "@include \"nowhere.conf\"\n" REST,
	 "followup.conf:1: the included file cannot be read; write its path from this file's directory"},
	{"not UTF-8", "listen = \"\xff\";\n" REST,
	 "followup.conf:1: a character that is not UTF-8; save the file as UTF-8"},
	{"unknown key, near one", "quite_hours = [ \"daily 21:30-08:00\" ];\n" REST,
	 "followup.conf:1: quite_hours: no such setting; write \"quiet_hours\""},
	{"unknown key, beginning of one", "quiet = [ \"daily 21:30-08:00\" ];\n" REST,
	 "followup.conf:1: quiet: no such setting; write \"quiet_hours\""},
	{"unknown key, near none", "frobnicate = 1;\n" REST,
	 "followup.conf:1: frobnicate: no such setting; take it out (followup.conf(5) lists all there are)"},
	{"unknown key in a group", "first_contact: {\nwihtin = \"1h\"; };\n" REST,
	 "followup.conf:2: first_contact.wihtin: no such setting; write \"first_contact.within\""},
	{"key of a group at the top", "within = \"1h\";\n" REST,
	 "followup.conf:1: within: not a setting here; write it as \"first_contact.within\""},
	{"key of a shop at the top", "ground = \"x\";\n" REST,
	 "followup.conf:1: ground: not a setting here; write it as \"shops.*.sms.ground\""},
	{"unknown group", "shop: { };\n" REST, "followup.conf:1: shop: no such setting; write \"shops\""},
	{"unknown key in a shop", SHOP_WITH("call: { alowed = true; };"),
	 "followup.conf:5: shops.a.call.alowed: no such setting; write \"shops.a.call.allowed\""},
	{"general key in a shop", SHOP_WITH("listen = \"127.0.0.1:8080\";"),
	 "followup.conf:5: shops.a.listen: not a setting here; write it as \"listen\""},
	{"a misspelt password is not shown",
	 PACKS PROVIDER_WITH(LOGIN "pasword = \"hunter2\"; url = \"https://a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.pasword: no such setting; write \"providers.p.password\""},
	{"type: text for number", "max_in_flight = \"50\";\n" REST,
	 "followup.conf:1: max_in_flight = \"50\": a text where a whole number belongs; write 50"},
	{"type: fraction for number", "max_in_flight = 1.5;\n" REST,
	 "followup.conf:1: max_in_flight = 1.5: a fraction where a whole number belongs; write 50"},
	{"type: number for text", "listen = 8080;\n" REST,
	 "followup.conf:1: listen = 8080: a number where an address with a port belongs; write \"127.0.0.1:8080\""},
	{"type: number for duration", "first_contact: { within = 60; };\n" REST,
	 "followup.conf:1: first_contact.within = 60: no unit; write \"60s\", \"60min\", \"60h\" or \"60d\""},
	{"type: text for list", "quiet_hours = \"daily 22:00-07:00\";\n" REST,
	 "followup.conf:1: quiet_hours = \"daily 22:00-07:00\": a text where a list belongs; write [ \"daily "
	 "22:00-07:00\" ]"},
	{"type: number in list", "quiet_hours = [ 5 ];\n" REST,
	 "followup.conf:1: quiet_hours[0] = 5: a number where a span of hours belongs; write \"daily 21:30-08:00\""},
	{"type: text for group", "first_contact = \"1h\";\n" REST,
	 "followup.conf:1: first_contact: a text where a group of settings belongs; write first_contact: { ... };"},
	{"type: list for number", "max_segments = [ 1, 2 ];\n" REST,
	 "followup.conf:1: max_segments = [ ... ]: a list where a whole number belongs; write 6"},
	{"type: group for number", "max_segments: { a = 1; };\n" REST,
	 "followup.conf:1: max_segments = { ... }: a group where a whole number belongs; write 6"},
	{"type: text for switch", SHOP_WITH("call: { allowed = \"true\"; };"),
	 "followup.conf:5: shops.a.call.allowed = \"true\": a text where true or false belongs; write true"},
	{"type: number for switch", SHOP_WITH("call: { allowed = 1; };"),
	 "followup.conf:5: shops.a.call.allowed = 1: a number where true or false belongs; write true or false"},
	{"type: number for text, quoted in the cure",
	 PACKS PROVIDER_WITH(LOGIN "sender = 10690; url = \"https://a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.sender = 10690: a number where a text belongs; write \"10690\""},
	{"type: a number as password is not shown",
	 PACKS PROVIDER_WITH("username = \"u\"; password = 12345; url = \"https://a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = (hidden): a number where a secret's place belongs; write "
	 "\"credential:office-password\""},
	{"type: list for shops", PACKS PROVIDER "shops = [ \"a\" ];\n",
	 "followup.conf:4: shops: a list where groups belong; write shops: { NAME: { ... }; };"},
	{"type: text for a shop", PACKS PROVIDER "shops: { a = \"x\"; };\n",
	 "followup.conf:4: shops.a: a text where a group belongs; write shops: { a: { ... }; };"},
	{"integer past 2^31", "max_in_flight = 5000000000;\n" REST,
	 "followup.conf:1: max_in_flight = 5000000000: out of range; write 1 to 1000 messages"},
	{"integer that libconfig folds back into range", "max_in_flight = 4294967306;\n" REST,
	 "followup.conf:1: max_in_flight = 4294967306: out of range; write 1 to 1000 messages"},
	{"integer past 2^63", "max_in_flight = 99999999999999999999L;\n" REST,
	 "followup.conf:1: max_in_flight = 99999999999999999999L: out of range; write 1 to 1000 messages"},
	{"integer too small", "max_in_flight = 0;\n" REST,
	 "followup.conf:1: max_in_flight = 0: out of range; write 1 to 1000 messages"},
	{"integer too large", "max_in_flight = 5000;\n" REST,
	 "followup.conf:1: max_in_flight = 5000: out of range; write 1 to 1000 messages"},
	{"negative integer", "budget: { per_day = -1; };\n" REST,
	 "followup.conf:1: budget.per_day = -1: out of range; write 0 to 100 contacts"},
	{"duration without unit", "first_contact: { within = \"60\"; };\n" REST,
	 "followup.conf:1: first_contact.within = \"60\": no unit; write \"60s\", \"60min\", \"60h\" or \"60d\""},
	{"duration in other words", "first_contact: { within = \"1 hour\"; };\n" REST,
	 "followup.conf:1: first_contact.within = \"1 hour\": not a duration; write \"1h\""},
	{"duration in no words", "first_contact: { within = \"soon\"; };\n" REST,
	 "followup.conf:1: first_contact.within = \"soon\": not a duration; write it as \"90s\", \"45min\", "
	 "\"1h30min\" or \"2d\""},
	{"duration out of range", "max_late = \"8d\";\n" REST,
	 "followup.conf:1: max_late = \"8d\": out of range; write \"0s\" to \"1w\""},
	{"duration of a provider out of range",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; timeout = \"1h\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.timeout = \"1h\": out of range; write \"1s\" to \"10min\""},
	{"time without minutes", "first_contact: { next_day_by = \"10\"; };\n" REST,
	 "followup.conf:1: first_contact.next_day_by = \"10\": not a time of day; write \"10:00\""},
	{"time that is none", "first_contact: { next_day_by = \"noon\"; };\n" REST,
	 "followup.conf:1: first_contact.next_day_by = \"noon\": not a time of day; write \"10:00\""},
	{"24:00 is no time of day", "first_contact: { next_day_by = \"24:00\"; };\n" REST,
	 "followup.conf:1: first_contact.next_day_by = \"24:00\": not a time of day; write \"00:00\""},
	{"level: no number", SHOP_WITH("levels = [ \"safety\" ];"),
	 "followup.conf:5: shops.a.levels[0] = \"safety\": not a level of a category; write the category, \"=\" and a number "
	 "from 1 to 5: \"safety = 4\""},
	{"level: beyond five", SHOP_WITH("levels = [ \"safety = 6\" ];"),
	 "followup.conf:5: shops.a.levels[0] = \"safety = 6\": not a level of a category; write the category, \"=\" and a number "
	 "from 1 to 5: \"safety = 4\""},
	{"level: of no category", SHOP_WITH("levels = [ \" = 4\" ];"),
	 "followup.conf:5: shops.a.levels[0] = \" = 4\": not a level of a category; write the category, \"=\" and a number "
	 "from 1 to 5: \"safety = 4\""},
	{"level: a category twice", SHOP_WITH("levels = [ \"any = 1\", \"any = 2\" ];"),
	 "followup.conf:5: shops.a.levels[1] = \"any = 2\": the same category for the second time; take one of the two out"},
	{"a route by line and order", SHOP_WITH("routes = [ \"+86 p, q\", \"+1 mobile none\", \"86 p\" ];"),
	 "followup.conf:5: shops.a.routes[2] = \"86 p\": \"86\" begins no number; write a country code and what may follow it, as "
	 "\"+86\""},
	{"route: prefix with a letter", SHOP_WITH("routes = [ \"+8x p\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"+8x p\": \"+8x\" begins no number; write a country code and what may follow it, "
	 "as \"+86\""},
	{"route: nothing in front", SHOP_WITH("routes = [ \"p\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"p\": no number and no line in front; write it as \"+86 PROVIDER, PROVIDER\" or "
	 "\"landline none\""},
	{"route: no provider", SHOP_WITH("routes = [ \"+86\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"+86\": no provider; write \"+86 PROVIDER\" or \"+86 none\""},
	{"route: one twice", SHOP_WITH("routes = [ \"+86 p, p\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"+86 p, p\": p stands there twice; write it once"},
	{"route: none and one", SHOP_WITH("routes = [ \"+86 none, p\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"+86 none, p\": \"none\" stands alone; write either it or providers"},
	{"route: a text to a landline", SHOP_WITH("routes = [ \"landline p\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"landline p\": no text arrives at a landline; write \"landline none\", and "
	 "call.provider for calls"},
	{"route: the same numbers twice", SHOP_WITH("routes = [ \"+86 p\",\n\"+86 none\" ];"),
	 "followup.conf:6: shops.a.routes[1] = \"+86 none\": the same numbers as \"+86 p\"; write one route for them"},
	{"route: a number for a text", SHOP_WITH("routes = [ 86 ];"),
	 "followup.conf:5: shops.a.routes[0] = 86: a number where a route belongs; write \"+86 office, spare\""},
	{"route: unknown provider", SHOP_WITH("routes = [ \"+86 p, nobody\" ];"),
	 "followup.conf:5: shops.a.routes[0] = \"+86 p, nobody\": no such provider; write providers: { nobody: { driver = ...; url = "
	 "...; }; };"},
	{"call.provider: unknown", SHOP_WITH("call: { provider = \"nobody\"; };"),
	 "followup.conf:5: shops.a.call.provider = \"nobody\": no such provider; write providers: { nobody: { driver = ...; url = "
	 "...; }; };"},
	{"money: no price to count by", SHOP_WITH("spend_per_day = \"50 CNY\";"),
	 "followup.conf:5: shops.a.spend_per_day = \"50 CNY\": nobody can count it: provider p has no price; write price_per_segment "
	 "= \"0.045 CNY\" there"},
	{"money: another currency",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; price_per_segment = \"0.01 USD\";")
	         SHOP_OF(BASICS TEXTING "spend_per_day = \"50 CNY\";"),
	 "followup.conf:5: shops.a.spend_per_day = \"50 CNY\": provider p asks for USD, and nobody converts; write both in one "
	 "currency"},
	{"money: no currency", SHOP_WITH("spend_per_day = \"50\";"),
	 "followup.conf:5: shops.a.spend_per_day = \"50\": not a price; write it as \"50 CNY\""},
	{"rate without a unit", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; rate = \"5\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.rate = \"5\": not a rate; write it as \"5/s\", \"100/min\" or \"1000/h\""},
	{"rate of a sender", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; rate_per_sender = \"0/s\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.rate_per_sender = \"0/s\": not a rate; write it as \"1/s\", \"100/min\" or \"1000/h\""},
	{"messages a day below none", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; per_day = -1;") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.per_day = -1: out of range; write 0 to 10000000 messages"},
	{"burst of none", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; burst = 0;") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.burst = 0: out of range; write 1 to 1000 messages"},
	{"senders: one twice",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; senders = [ \"10690\", \"10690\" ];") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.senders[1] = \"10690\": for the second time; take one of the two out"},
	{"senders: too long",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; senders = [ \"123456789012345678901\" ];") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.senders[0] = \"123456789012345678901\": not a sender; write 1 to 20 characters, as "
	 "\"10690\""},
	{"breaker: first beyond max",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; breaker: { first = \"1h\"; };") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.breaker.first = \"1h\": longer than breaker.max, which is \"10min\"; write at most "
	 "\"10min\""},
	{"span without colons", "quiet_hours = [ \"daily 2130-8\" ];\n" REST,
	 "followup.conf:1: quiet_hours[0] = \"daily 2130-8\": not a span of hours; write \"daily 21:30-08:00\""},
	{"span that is none, with its own line", "quiet_hours = [ \"daily 21:30-08:00\",\n\"nightly\" ];\n" REST,
	 "followup.conf:2: quiet_hours[1] = \"nightly\": not a span of hours; write \"daily 21:30-08:00\""},
	{"span over midnight", "permitted_hours: { sms = [ \"fri 20:00-02:00\" ]; };\n" REST,
	 "followup.conf:1: permitted_hours.sms[0] = \"fri 20:00-02:00\": a span that crosses midnight; write two: "
	 "\"fri 20:00-24:00\", \"sat 00:00-02:00\""},
	{"F9: start = end is an error, not all day", "permitted_hours: { sms = [ \"daily 10:00-10:00\" ]; };\n" REST,
	 "followup.conf:1: permitted_hours.sms[0] = \"daily 10:00-10:00\": a span that ends where it begins; write "
	 "\"daily 00:00-24:00\" for all day"},
	{"empty list of hours", "permitted_hours: { sms = [ ]; };\n" REST,
	 "followup.conf:1: permitted_hours.sms = [ ]: an empty list permits nothing; write [ \"daily 08:00-21:30\" ]"},
	{"quiet hours of holidays", "quiet_hours = [ \"holidays 10:00-12:00\" ];\n" REST,
	 "followup.conf:1: quiet_hours[0] = \"holidays 10:00-12:00\": quiet hours go by the day of the week, holidays "
	 "have none of their own; write days here, and the holidays' hours as \"holidays 10:00-20:00\" in "
	 "permitted_hours"},
	{"permitted hours all quiet", "permitted_hours: { sms = [ \"daily 22:00-23:00\" ]; };\n" REST,
	 "followup.conf:1: permitted_hours.sms = [ \"daily 22:00-23:00\" ]: no minute of any week, quiet_hours being [ "
	 "\"daily 21:30-08:00\" ]; write spans outside of those"},
	{"quiet all day", "quiet_hours = [ \"daily 00:00-24:00\" ];\n" REST,
	 "followup.conf:1: quiet_hours = [ \"daily 00:00-24:00\" ]: no minute of any week is left to "
	 "permitted_hours.sms, which is [ \"daily 08:00-21:30\" ]; write shorter ones"},
	{"holiday on no day", "holidays = [ \"2099-02-30\" ];\n" REST,
	 "followup.conf:1: holidays[0] = \"2099-02-30\": there is no 2099-02-30; write \"2099-02-28\""},
	{"holiday in another form", "holidays = [ \"2099/10/1\" ];\n" REST,
	 "followup.conf:1: holidays[0] = \"2099/10/1\": not a date; write \"2099-10-01\""},
	{"holidays backwards", "holidays = [ \"2099-10-07..2099-10-01\" ];\n" REST,
	 "followup.conf:1: holidays[0] = \"2099-10-07..2099-10-01\": a range that ends before it begins; write "
	 "\"2099-10-01..2099-10-07\""},
	{"make-up day without a day", "workdays = [ \"2099-10-10\" ];\n" REST,
	 "followup.conf:1: workdays[0] = \"2099-10-10\": not a make-up day; write whose hours it has, as \"2099-10-10 "
	 "as mon\""},
	{"F10: no holiday left", "holidays = [ \"2020-10-01..2020-10-07\" ];\n" REST,
	 "warning: followup.conf:1: holidays: no date is left in the list; write the coming ones"},
	{"F10: hours of holidays without holidays",
	 "working_hours = [ \"mon-fri 08:00-20:00\", \"holidays 10:00-12:00\" ];\n" REST,
	 "warning: followup.conf:5: holidays: the hours speak of holidays, but none are listed; write holidays = [ "
	 "\"2026-10-01..2026-10-07\" ]"},
	{"word, near one", "log_level = \"inof\";\n" REST,
	 "followup.conf:1: log_level = \"inof\": no such log_level; write \"info\""},
	{"word, near none", "log_level = \"loud\";\n" REST,
	 "followup.conf:1: log_level = \"loud\": no such log_level; write one of \"error\", \"warning\", \"notice\", "
	 "\"info\", \"debug\""},
	{"driver",
	 PACKS "providers: { p: { driver = \"kanel\"; url = \"https://a/b\"; }; };\n" SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: providers.p.driver = \"kanel\": no such driver; write \"kannel\""},
	{"relative path", "store: { path = \"followup.db\"; };\n" REST,
	 "followup.conf:1: store.path = \"followup.db\": not an absolute path; write it from \"/\" on"},
	{"no text packs", "text_packs = \"/nonexistent\";" REGIONS "\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: text_packs = \"/nonexistent\": not a directory that can be read; write that of the packs"},
	{"no packs of replies", "reply_packs = \"/nonexistent\"; region_data = \"@TEXTS@/../regions\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: reply_packs = \"/nonexistent\": not a directory of packs of replies that can be read; write that of them"},
	{"a directory without packs of replies", "reply_packs = \"@TEXTS@/..\"; region_data = \"@TEXTS@/../regions\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: reply_packs = \"@TEXTS@/..\": not a directory of packs of replies that can be read; write that of them"},
	{"a directory without regions", "region_data = \"@TEXTS@/..\"; reply_packs = \"@TEXTS@/../replies\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: region_data = \"@TEXTS@/..\": not a directory of regions' files that can be read; write that of them"},
	{"words of no label", PACKS "reply_words = { optuot = [ \"basta\" ]; };\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: reply_words.optuot: no label that words can have; write \"optout\""},
	{"a word that is no list", PACKS "reply_words = { optout = \"basta\"; };\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: reply_words.optout: a text where a list belongs; write [ \"...\", \"...\" ]"},
	{"words that are nothing", PACKS "reply_words = { optout = [ \" - \" ]; };\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: reply_words.optout[0] = \" - \": empty; write words or take it out"},
	{"a broken pattern", "reply_packs = \"@TEXTS@/../broken-replies\"; region_data = \"@TEXTS@/../regions\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING),
	 "@TEXTS@/../broken-replies/xx.conf:3: patterns.yes[0] = \"\": empty; write words or take it out\n"
	 "@TEXTS@/../broken-replies/xx.conf:4: times[0] = \"soon => whenever\": no time; write \"tomorrow => date=+1\"\n"
	 "@TEXTS@/../broken-replies/xx.conf:5: woods: no such list; README.md beside the packs names them all"},
	{"listen by name", "listen = \"localhost:8080\";\n" REST,
	 "followup.conf:1: listen = \"localhost:8080\": not an address with a port; write \"127.0.0.1:8080\""},
	{"listen on no port", "listen = \"127.0.0.1:80800\";\n" REST,
	 "followup.conf:1: listen = \"127.0.0.1:80800\": not an address with a port; write \"127.0.0.1:8080\""},
	{"one address for two services",
	 "listen = \"127.0.0.1:8080\";\ninbox: { listen = \"127.0.0.1:8080\"; };\n" REST,
	 "followup.conf:2: inbox.listen = \"127.0.0.1:8080\": listen has this address as well "
	 "(\"127.0.0.1:8080\"), so that the second of the two cannot start; " OTHER_PORT},
	{"one address for two services, of which one has all addresses",
	 "listen = \"0.0.0.0:9847\";\nmetrics: { listen = \"127.0.0.1:9847\"; };\n" REST,
	 "followup.conf:2: metrics.listen = \"127.0.0.1:9847\": listen has this address as well "
	 "(\"0.0.0.0:9847\"), so that the second of the two cannot start; " OTHER_PORT},
	{"zone, near one",
	 PACKS PROVIDER SHOP_OF("zone = \"Asia/Shangai\"; name = \"A\"; language = \"en\"; provider = \"p\"; sms: { "
	                        "allowed = true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.zone = \"Asia/Shangai\": not in the time zone database; write \"Asia/Shanghai\""},
	{"zone, its city alone",
	 PACKS PROVIDER SHOP_OF("zone = \"shanghai\"; name = \"A\"; language = \"en\"; provider = \"p\"; sms: { "
	                        "allowed = true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.zone = \"shanghai\": not in the time zone database; write \"Asia/Shanghai\""},
	{"zone, near none",
	 PACKS PROVIDER SHOP_OF("zone = \"Beijing\"; name = \"A\"; language = \"en\"; provider = \"p\"; sms: { allowed "
	                        "= true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.zone = \"Beijing\": not in the time zone database; write one of its names, as "
	 "\"Asia/Shanghai\"; \"timedatectl list-timezones\" lists them all"},
	{"zone, a name that is in no country's list of letters", SHOP_WITH_ZONE("Asia/Peking", "CN"),
	 "followup.conf:5: shops.a.zone = \"Asia/Peking\": not in the time zone database; write a zone of region CN, "
	 "\"Asia/Shanghai\" or \"Asia/Urumqi\"; \"timedatectl list-timezones\" lists them all"},
	{"zone, letters of another country do not count", SHOP_WITH_ZONE("Asia/Peking", "GB"),
	 "followup.conf:5: shops.a.zone = \"Asia/Peking\": not in the time zone database; write a zone of region GB, "
	 "\"Europe/London\"; \"timedatectl list-timezones\" lists them all"},
	{"zone, without a region no guess from afar", SHOP_WITH_ZONE_ALONE("Asia/Beijing"),
	 "followup.conf:5: shops.a.zone = \"Asia/Beijing\": not in the time zone database; write one of its names, as "
	 "\"Asia/Shanghai\"; \"timedatectl list-timezones\" lists them all"},
	{"zone, near one of the region's", SHOP_WITH_ZONE("Asia/Shangai", "CN"),
	 "followup.conf:5: shops.a.zone = \"Asia/Shangai\": not in the time zone database; write \"Asia/Shanghai\""},
	{"zone, near what it was called once", SHOP_WITH_ZONE_ALONE("Europe/Kiew"),
	 "followup.conf:5: shops.a.zone = \"Europe/Kiew\": not in the time zone database; write \"Europe/Kyiv\""},
	{"region no country has", SHOP_WITH("region = \"ZZ\";"),
	 "followup.conf:5: shops.a.region = \"ZZ\": no country has this code; write its two capital letters of "
	 "ISO 3166-1, as CN, GB or US"},
	{"region by its common name", SHOP_WITH("region = \"UK\";"),
	 "followup.conf:5: shops.a.region = \"UK\": no country has this code; write GB"},
	{"region in small letters", SHOP_WITH("region = \"cn\";"),
	 "followup.conf:5: shops.a.region = \"cn\": not a country's two capital letters; write \"CN\""},
	{"region in words", SHOP_WITH("region = \"China\";"),
	 "followup.conf:5: shops.a.region = \"China\": not a country's two capital letters; write them as \"CN\""},
	{"language with an underscore",
	 PACKS PROVIDER SHOP_OF("language = \"zh_CN\"; name = \"A\"; zone = \"Etc/UTC\"; provider = \"p\"; sms: { "
	                        "allowed = true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.language = \"zh_CN\": not a language; write \"zh-CN\""},
	{"F28: language without texts",
	 PACKS PROVIDER SHOP_OF("language = \"de\"; name = \"A\"; zone = \"Etc/UTC\"; provider = \"p\"; sms: { allowed "
	                        "= true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.language = \"de\": no text for first_contact; write texts: { de: { first_contact: { "
	 "any = \"...\"; }; }; }; or a pack de.conf in @TEXTS@\n"
	 "followup.conf:5: shops.a.language = \"de\": no text for satisfaction; write texts: { de: { satisfaction: { "
	 "any = \"...\"; }; }; }; or a pack de.conf in @TEXTS@"},
	{"what a shop must have", PACKS PROVIDER SHOP_OF("provider = \"p\"; sms: { allowed = true; ground = \"g\"; };"),
	 "followup.conf:4: shops.a.name: missing; write name = \"My Shop\"\n"
	 "followup.conf:4: shops.a.zone: missing; write zone = \"Asia/Shanghai\"\n"
	 "followup.conf:4: shops.a.language: missing; write language = \"zh-CN\""},
	{"what a provider must have", PACKS PROVIDER_WITH(LOGIN "") SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: providers.p.url: missing; write url = \"https://sms.example.com/cgi-bin/sendsms\""},
	{"empty name",
	 PACKS PROVIDER SHOP_OF("name = \"\"; zone = \"Etc/UTC\"; language = \"en\"; provider = \"p\"; sms: { allowed "
	                        "= true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.name = \"\": empty; write something, as \"My Shop\""},
	{"control character", SHOP_WITH("signature = \"a\\nb\";"),
	 "followup.conf:5: shops.a.signature = \"a\\nb\": a control character or line break in it; write it without"},
	{"F18: texting on no ground",
	 PACKS PROVIDER SHOP_OF(
	         "name = \"A\"; zone = \"Etc/UTC\"; language = \"en\"; provider = \"p\"; sms: { allowed = true; };"),
	 "followup.conf:5: shops.a.sms.allowed = true: allowed on no ground; write beside it ground = \"why customers "
	 "may be contacted so\""},
	{"F18: calling on no ground", SHOP_WITH("call: { allowed = true; };"),
	 "followup.conf:5: shops.a.call.allowed = true: allowed on no ground; write beside it ground = \"why customers "
	 "may be contacted so\""},
	{"texting by no provider",
	 PACKS PROVIDER SHOP_OF(
	         "name = \"A\"; zone = \"Etc/UTC\"; language = \"en\"; sms: { allowed = true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.sms.allowed = true: there is no provider to send by; write provider = \"p\" into "
	 "this shop"},
	{"provider that is none",
	 PACKS PROVIDER SHOP_OF("name = \"A\"; zone = \"Etc/UTC\"; language = \"en\"; provider = \"office\"; sms: { "
	                        "allowed = true; ground = \"g\"; };"),
	 "followup.conf:5: shops.a.provider = \"office\": no such provider; write providers: { office: { driver = ...; "
	 "url = ...; }; };"},
	{"provider, near one",
	 PACKS "providers: { office: { driver = \"kannel\"; url = \"https://a/b\"; " LOGIN
	       "}; };\n" SHOP_OF(BASICS "provider = \"ofice\"; sms: { allowed = true; ground = \"g\"; };"),
	 "followup.conf:4: shops.a.provider = \"ofice\": no such provider; write \"office\""},
	{"a shop that never texts", PACKS SHOP_OF(BASICS),
	 "warning: followup.conf:2: shops.a.sms.allowed = false: this shop will never text anybody; write sms: { "
	 "allowed = true; ground = \"...\"; }; when it may"},
	{"agent_grace not below within", "first_contact: { agent_grace = \"1h\"; };\n" REST,
	 "followup.conf:1: first_contact.agent_grace = \"1h\": not shorter than first_contact.within, which is \"1h\"; "
	 "write less than \"1h\""},
	{"within not above the default grace", "first_contact: { within = \"30min\"; };\n" REST,
	 "followup.conf:1: first_contact.within = \"30min\": not longer than first_contact.agent_grace, which is "
	 "\"45min\"; write more than \"45min\""},
	{"no second fault from a value that is bad",
	 "first_contact: { within = \"3x\"; agent_grace = \"2h\"; };\n" REST,
	 "followup.conf:1: first_contact.within = \"3x\": not a duration; write it as \"90s\", \"45min\", \"1h30min\" "
	 "or \"2d\""},
	{"a shop's grace against the general within", SHOP_WITH("first_contact: { agent_grace = \"3h\"; };"),
	 "followup.conf:5: shops.a.first_contact.agent_grace = \"3h\": not shorter than first_contact.within, which is "
	 "\"1h\"; write less than \"1h\""},
	{"hard_limit below within", "first_contact: { hard_limit = \"50min\"; };\n" REST,
	 "followup.conf:1: first_contact.hard_limit = \"50min\": shorter than first_contact.within, which is \"1h\"; "
	 "write at least \"1h\""},
	{"after not below until", "satisfaction: { after = \"48h\"; };\n" REST,
	 "followup.conf:1: satisfaction.after = \"48h\": not shorter than satisfaction.until, which is \"48h\"; write "
	 "less than \"48h\""},
	{"give_up below until", "satisfaction: { give_up = \"36h\"; };\n" REST,
	 "followup.conf:1: satisfaction.give_up = \"36h\": shorter than satisfaction.until, which is \"48h\"; write at "
	 "least \"48h\""},
	{"a closed case forgotten while an answer may open it", "retention: { cases = \"89d\"; };\n" REST,
	 "followup.conf:1: retention.cases = \"89d\": too short: a late answer may still open a case, and its texts count in the customer's "
	 "budget; write \"90d\" or more, or \"0s\" for ever"},
	{"what came raw forgotten while somebody looks into it", "retention: { raw = \"6d\"; };\n" REST,
	 "followup.conf:1: retention.raw = \"6d\": too short: what is younger may still be looked into; write \"7d\" or more, or \"0s\" for "
	 "ever"},
	{"metrics for everybody", "metrics: { listen = \"0.0.0.0:9847\"; };\n" REST,
	 "followup.conf:1: metrics.listen = \"0.0.0.0:9847\": not an address of this machine alone; write \"127.0.0.1:9847\", and a proxy of "
	 "yours before it where others shall read it"},
	{"metrics for the whole IPv6 world", "metrics: { listen = \"[::]:9847\"; };\n" REST,
	 "followup.conf:1: metrics.listen = \"[::]:9847\": not an address of this machine alone; write \"127.0.0.1:9847\", and a proxy of "
	 "yours before it where others shall read it"},
	{"connect_timeout above timeout",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; timeout = \"5s\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.timeout = \"5s\": shorter than connect_timeout, which is \"10s\"; write at "
	 "least \"10s\""},
	{"http in the clear", PACKS PROVIDER_WITH(LOGIN "url = \"http://sms.example.com/\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.url = \"http://sms.example.com/\": numbers and texts would cross the network in "
	 "the clear; write https, or allow_http = true beside it"},
	{"URL of another scheme", PACKS PROVIDER_WITH(LOGIN "url = \"ftp://a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.url = \"ftp://a/b\": ftp is not spoken here; write an address of https or http"},
	{"URL without scheme", PACKS PROVIDER_WITH(LOGIN "url = \"sms.example.com\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.url = \"sms.example.com\": not a URL; write it as "
	 "\"https://sms.example.com/path\""},
	{"URL with a password", PACKS PROVIDER_WITH(LOGIN "url = \"https://u:p@a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.url = (hidden): a name or password in the address; write them as username and "
	 "password"},
	{"CA file that is not there",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; ca_file = \"@DIR@/nowhere\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.ca_file = \"@DIR@/nowhere\": cannot be read (No such file or directory); put the CA's certificate there, readable by followupd"},
	{"CA file that is a directory",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; ca_file = \"@DIR@\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.ca_file = \"@DIR@\": not a file of certificates; write the path of one PEM file"},
	{"CA file without a certificate",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; ca_file = \"@DIR@/secret\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.ca_file = \"@DIR@/secret\": no certificate in it; put the CA's there as PEM (\"-----BEGIN CERTIFICATE-----\")"},
	{"CA file that is damaged",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; ca_file = \"@DIR@/bad.pem\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.ca_file = \"@DIR@/bad.pem\": a certificate in it is damaged; put the CA's PEM there anew"},
	{"proxy without a port",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; proxy = \"http://proxy\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.proxy = \"http://proxy\": not an HTTP proxy's address; write it as \"http://proxy.example.com:3128\""},
	{"proxy by TLS",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; proxy = \"https://proxy:3128\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.proxy = \"https://proxy:3128\": not an HTTP proxy's address; write it as \"http://proxy.example.com:3128\""},
	{"proxy name without a proxy",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; proxy_username = \"u\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.proxy_username = \"u\": there is no proxy it could be for; write proxy = \"http://host:port\" beside it, or take it out"},
	{"proxy password without a name",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; proxy = \"http://p:1\"; proxy_password = \"file:@DIR@/secret\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.proxy_password: a password without a name; write proxy_username beside it"},
	{"connect_to is refused outside tests",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; connect_to = \"a:443:127.0.0.1:1\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.connect_to = \"a:443:127.0.0.1:1\": for followupd's own tests: messages would not reach the provider; take it out"},
	{"callback without token",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; callback_url = \"https://b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.callback_url = \"https://b\": anybody could send us reports and replies; write "
	 "beside it token = \"file:/path\""},
	{"short token",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; token = \"file:@DIR@/short\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.token = \"file:@DIR@/short\": too short; write at least 16 characters"},
	{"token unfit for a path",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; token = \"file:@DIR@/slash\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.token = \"file:@DIR@/slash\": not fit for the path of a URL; write letters, "
	 "digits, \"-\" and \"_\" into it"},
	{"F65: allow_from with nonsense",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; allow_from = [ \"203.0.113.0/24\",\n\"office\" ];") SHOP_OF(BASICS TEXTING),
	 "followup.conf:4: providers.p.allow_from[1] = \"office\": not an address or network; write it as \"203.0.113.0/24\" or "
	 "\"2001:db8::/32\""},
	{"F65: allow_from with an address in a network",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; allow_from = [ \"203.0.113.7/24\" ];") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.allow_from[0] = \"203.0.113.7/24\": an address inside a network; write \"203.0.113.0/24\", "
	 "or \"203.0.113.7\" for this one alone"},
	{"F65: allow_from that is no list",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; allow_from = \"203.0.113.7\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.allow_from = \"203.0.113.7\": a text where a list belongs; write [ \"203.0.113.0/24\" ]"},
	{"trusted_proxies by name", "trusted_proxies = [ \"localhost\" ];\n" REST,
	 "followup.conf:1: trusted_proxies[0] = \"localhost\": not an address or network; write it as \"203.0.113.0/24\" or "
	 "\"2001:db8::/32\""},
	{"F63: a cookie in the clear on a network", "inbox = { listen = \"0.0.0.0:8090\"; secure_cookie = false; };\n" REST,
	 "followup.conf:1: inbox.secure_cookie = false: the cookie would cross the network in the clear, inbox.listen being "
	 "\"0.0.0.0:8090\"; take it out, or listen on 127.0.0.1"},
	{"F63: a header of nobody", "inbox = { sso_header = \"X-Remote-User\"; };\n" REST,
	 "followup.conf:1: inbox.sso_header = \"X-Remote-User\": believed of nobody; write beside it sso_from = [ \"127.0.0.1\" ]"},
	{"F63: a header that is none", "inbox = { sso_header = \"X User\"; sso_from = [ \"127.0.0.1\" ]; };\n" REST,
	 "followup.conf:1: inbox.sso_header = \"X User\": not the name of a header; write letters, digits and \"-\", as in "
	 "\"X-Remote-User\""},
	{"poll of a provider that keeps nothing",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; poll = \"30s\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.poll = \"30s\": kannel keeps nothing to be asked for, it calls us; take it out, and write "
	 "callback_url"},
	{"poll beyond a day", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; poll = \"2d\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.poll = \"2d\": out of range; write \"0s\" to \"1d\""},
	{"on_unknown, no such word",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; on_unknown = \"resend\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.on_unknown = \"resend\": no such on_unknown; write \"resend_after\""},
	{"F21: on_unknown where nothing proves anything",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; on_unknown = \"resend_after\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.on_unknown = \"resend_after\": kannel cannot prove that a message did not leave, and "
	 "customers would get it twice; write \"hold\" or \"wait_report\""},
	{"F21: on_unknown waits for what cannot come",
	 PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; on_unknown = \"wait_report\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.on_unknown = \"wait_report\": no report can arrive; write callback_url beside it, or "
	 "\"hold\""},
	{"report_wait too short", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; report_wait = \"30s\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.report_wait = \"30s\": out of range; write \"1min\" to \"30d\""},
	{"report_after too long", PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; report_after = \"8d\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.report_after = \"8d\": out of range; write \"0s\" to \"1w\""},
	{"what kannel needs", PACKS PROVIDER_WITH("url = \"https://a/b\";") SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: providers.p.username: missing, kannel needs it; write username = \"followup\"\n"
	 "followup.conf:2: providers.p.password: missing, kannel needs it; write password = "
	 "\"credential:office-password\""},
	{"what twilio needs",
	 PACKS "providers: { p: { driver = \"twilio\"; url = \"https://a\"; " LOGIN " }; };\n" SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: providers.p.account: missing, twilio needs it; write account = "
	 "\"AC0123456789abcdef0123456789abcdef\"\n"
	 "followup.conf:2: providers.p.sender: missing, twilio needs it or service; write sender = \"10690\""},
	{"what vonage needs",
	 PACKS "providers: { p: { driver = \"vonage\"; url = \"https://a\"; service = \"x\"; " LOGIN " }; };\n"
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:2: providers.p.sender: missing, vonage needs it; write sender = \"10690\""},
	{"a signature vonage has not",
	 PACKS "providers: { p: { driver = \"vonage\"; url = \"https://a\"; sender = \"10690\"; " LOGIN "\n"
	       "signing = \"sha3\"; signature_secret = \"file:@DIR@/secret\"; }; };\n" SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.signing = \"sha3\": vonage has no such signature; write \"md5hash\" or \"md5hmac\" or "
	 "\"sha1hmac\" or \"sha256hmac\" or \"sha512hmac\", or take the line out"},
	{"a signature without a secret",
	 PACKS "providers: { p: { driver = \"vonage\"; url = \"https://a\"; sender = \"10690\"; " LOGIN "\n"
	       "signing = \"md5hash\"; }; };\n" SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.signing = \"md5hash\": nothing to sign with; write beside it signature_secret = "
	 "\"file:/path\""},
	{"a host name twilio refuses",
	 PACKS "providers: { p: { driver = \"twilio\"; url = \"https://a\"; sender = \"10690\"; account = \"AC\"; " LOGIN
	       "\ncallback_url = \"https://my_shop.example\"; token = \"file:@DIR@/token\"; }; };\n"
	       SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.callback_url = \"https://my_shop.example\": Twilio takes no host name with an "
	 "underscore; write another name of this machine"},
	{"what aliyun needs", PACKS "providers: { p: {\ndriver = \"aliyun\"; url = \"https://a\"; }; };\n"
	         SHOP_OF(BASICS "sms: { allowed = false; }; "),
	 "followup.conf:2: providers.p.username: missing, aliyun needs it; write username = \"followup\"\n"
	 "followup.conf:2: providers.p.password: missing, aliyun needs it; write password = "
	 "\"credential:office-password\"\n"
	 "followup.conf:2: providers.p.sign_name: missing, aliyun needs it; write sign_name = \"My Shop\"\n"
	 "warning: followup.conf:5: shops.a.sms.allowed = false: this shop will never text anybody; write sms: { "
	 "allowed = true; ground = \"...\"; }; when it may"},
	{"what tencent needs", PACKS "providers: { p: {\ndriver = \"tencent\"; url = \"https://a\"; " LOGIN "}; };\n"
	         SHOP_OF(BASICS "sms: { allowed = false; }; "),
	 "followup.conf:2: providers.p.account: missing, tencent needs it; write account = "
	 "\"1400006666\"\n"
	 "followup.conf:2: providers.p.sign_name: missing, tencent needs it; write sign_name = \"My Shop\"\n"
	 "followup.conf:2: providers.p.api_region: missing, tencent needs it; write api_region = \"ap-guangzhou\"\n"
	 "warning: followup.conf:5: shops.a.sms.allowed = false: this shop will never text anybody; write sms: { "
	 "allowed = true; ground = \"...\"; }; when it may"},
	{"a signature aliyun has not", CODED_TEXTS("") PACKS CODING("signing = \"md5\"; ") SHOP_OF(BASICS TEXTING),
	 "followup.conf:4: providers.p.signing = \"md5\": aliyun has no such signature; write \"acs3\" or \"rpc\", or "
	 "take the line out\n" UNCODED("6")},
	{"texts by code: all have one but those in other languages", 
	 CODED_TEXTS("") PACKS CODING("signing = \"rpc\"; ") SHOP_OF(BASICS TEXTING), UNCODED("6")},
	{"texts by code: those of the pack have none", PACKS CODING("") SHOP_OF(BASICS TEXTING),
	 "@TEXTS@/en.conf:4: first_contact.any: " NO_CODE("first_contact", "any") "\n"
	 "@TEXTS@/en.conf:5: first_contact.logistics: " NO_CODE("first_contact", "logistics") "\n"
	 "@TEXTS@/en.conf:7: satisfaction.any: " NO_CODE("satisfaction", "any") "\n" UNCODED("5")},
	{"texts by code: one of another provider",
	 CODED_TEXTS("progress: { " CODED("any", COMPLAINT, "1234") "}; ") PACKS CODING("") SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: texts.en.progress.any.text: \"1234\" is no code of aliyun, by which shop a sends; write it "
	 "as \"SMS_123456\"\n" UNCODED("6")},
	{"texts by code: the signature as a value",
	 CODED_TEXTS("progress: { " CODED("any", "【{shop}】" COMPLAINT, "SMS_4")
	                     CODED("logistics", "【A】" COMPLAINT, "SMS_5") "}; ")
	         PACKS CODING("") SHOP_OF(BASICS TEXTING),
	 "followup.conf:1: texts.en.progress.any.text: aliyun puts the signature in front itself; write it out between "
	 "the brackets 【】, or begin behind it\n" UNCODED("6")},
	{"texts by code: of the steps a case can do without",
	 CODED_TEXTS("progress: { any = \"" COMPLAINT "\"; }; ") PACKS CODING("") SHOP_OF(BASICS TEXTING),
	 "warning: followup.conf:1: texts.en.progress.any: " NO_CODE("progress", "any") "\n" UNCODED("6")},
	{"secret: literal, not shown",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"hunter2\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = (hidden): a secret itself; write it into a file only followupd can "
	 "read, and here \"file:/path\" or \"credential:NAME\""},
	{"secret: a credential that is a path",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"credential:../shadow\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"credential:../shadow\": not a credential's name; write \"credential:NAME\" as in "
	 "the unit's LoadCredential="},
	{"secret: no such file",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:@DIR@/nowhere\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"file:@DIR@/nowhere\": cannot be read (No such file or directory); "
	 "put the secret there, readable by followupd alone"},
	{"secret: nothing in the file",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:@DIR@/empty\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"file:@DIR@/empty\": nothing is in it; put the secret there"},
	{"secret: two lines in the file",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:@DIR@/two\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"file:@DIR@/two\": more than a line of text; put the secret alone "
	 "there"},
	{"secret: a directory",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:@DIR@\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"file:@DIR@\": not a file; put the secret into one"},
	{"secret: relative path",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:secret\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"file:secret\": not an absolute path; write it as \"file:/path\""},
	{"secret: readable by all",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"file:@DIR@/world\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "warning: followup.conf:3: providers.p.password = \"file:@DIR@/world\": everybody on this machine can read "
	 "it; chmod 0600 it"},
	{"secret: no credentials passed",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"credential:office\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"credential:office\": no credentials were passed to this program; "
	 "write LoadCredential=office:/path into the unit, or \"file:/path\" here"},
	{"secret: credential out of its directory",
	 PACKS PROVIDER_WITH("username = \"u\"; password = \"credential:../secret\"; url = \"https://a/b\";")
	         SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.password = \"credential:../secret\": not a credential's name; write "
	 "\"credential:NAME\" as in the unit's LoadCredential="},
	{"texts: news in a first contact", "texts: { en: { first_contact: { any = \"{shop}: {news}. STOP\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any = \"{shop}: {news}. STOP\": {news} is there only in texts of progress; "
	 "take it out"},
	{"texts: a closing is said to nobody", "texts: { en: { close: { any = \"{shop}: bye. STOP\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.close: no such step; write one as \"first_contact\""},
	{"a note on reviews without a text", SHOP_WITH("review_mention = \"neutral_note\";"),
	 "followup.conf:5: shops.a.review_mention = \"neutral_note\": no text for review_note, and none ships; write texts: { "
	 "en: { review_note: { any = \"...\"; }; }; };"},
	{"texts: unknown placeholder", "texts: { en: { first_contact: { any = \"Dear {nam}\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any = \"Dear {nam}\": character 6: there is no placeholder "
	 "\"{nam}\"; did you mean \"{name}\"?"},
	{"texts: unknown step", "texts: { en: { first: { any = \"Dear\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first: no such step; write \"first_contact\""},
	{"texts: step without categories", "texts: { en: { first_contact = \"Dear\"; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact: a text where a group of texts belongs; write first_contact: { any = "
	 "\"...\"; };"},
	{"texts: language without steps", "texts: { en = \"x\"; };\n" REST,
	 "followup.conf:1: texts.en: a text where a group of steps belongs; write en: { first_contact: { any = "
	 "\"...\"; }; };"},
	{"texts: language with an underscore", "texts: { en_GB: { }; };\n" REST,
	 "followup.conf:1: texts.en_GB: not a language; write \"en-GB\""},
	{"texts: empty", "texts: { en: { first_contact: { any = \"\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any = \"\": an empty text; write one or take the line out"},
	{"texts: number", "texts: { en: { first_contact: { any = 5; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any = 5: a number where a text belongs; write it in quotes"},
	{"texts: code that is a number", "texts: { en: { first_contact: { any = { text = \"a\"; code = 5; }; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any.code = 5: a number where a code belongs; write it in quotes"},
	{"texts: empty code", "texts: { en: { first_contact: { any = { text = \"a\"; code = \"\"; }; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any.code = \"\": an empty code; write the provider's or take it out"},
	{"texts: code without a text", "texts: { en: { first_contact: { any = { code = \"SMS_1\"; }; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any: the text is missing; write { text = \"...\"; code = \"...\"; }"},
	{"texts: unknown beside the code", "texts: { en: { first_contact: { any = { text = \"a\"; cod = \"b\"; }; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any.cod: not known; a text has text and code"},
	{"texts: coded number", "texts: { en: { first_contact: { any = { text = 5; code = \"b\"; }; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any.text = 5: a number where a text belongs; write it in quotes"},
	{"texts: signature that the shop lacks",
	 "texts: { en: { first_contact: { any = \"{shop}: {signature} {code} STOP\"; }; }; };\n" REST,
	 "followup.conf:5: shops.a.signature: missing, texts.en.first_contact.any at followup.conf:1 needs it; write "
	 "signature = \"...\""},
	{"texts: text for the group", "texts = \"x\";\n" REST,
	 "followup.conf:1: texts = \"x\": a text where a group of texts belongs; write { en: { first_contact: { any = "
	 "\"Dear {name}, ...\"; }; }; }"},
	{"texts: several, none of them", "texts: { en: { first_contact: { any = [ ]; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any: 0 texts to choose from; write 1 to 20"},
	{"texts: several, one bad",
	 "texts: { en: { first_contact: { any = [ \"{shop}, STOP\",\n\"{shop} {nam}, STOP\" ]; }; }; };\n" REST,
	 "followup.conf:2: texts.en.first_contact.any[1] = \"{shop} {nam}, STOP\": character 8: there is no placeholder "
	 "\"{nam}\"; did you mean \"{name}\"?"},
	{"texts: level that is none", "texts: { en: { first_contact: { any-level = \"{shop}, STOP\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any-level: not a category with a level; write it as \"any-level5\""},
	{"texts: level beyond all", "texts: { en: { first_contact: { any-level10 = \"{shop}, STOP\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any-level10: not a category with a level; write it as \"any-level5\""},
	{"B1: an offer and a review",
	 "texts: { en: { first_contact: { any = \"{shop}: a coupon for your review. STOP\"; }; }; };\n" REST,
	 "followup.conf:1: texts.en.first_contact.any = \"{shop}: a coupon for your review. STOP\": B1: \"coupon\" and "
	 "\"review\": an offer in one text with a review or rating; make the offer on its own, and say nothing of reviews\n"
	 "followup.conf:1: texts.en.first_contact.any = \"{shop}: a coupon for your review. STOP\": B13: \"coupon\": a "
	 "coupon or discount makes a service text advertising; take it out; the cure of the fault is a refund, a repair or a "
	 "new one\n"
	 "warning: followup.conf:1: texts.en.first_contact.any: B2-mention: \"review\": a review is spoken of, which customers "
	 "read as pressure; speak of the order and the problem"},
	{"B6: pity, in Chinese, of a shop",
	 SHOP_WITH("texts: { zh-CN: { progress: { any = \"【{shop}】求求您了\"; }; }; };"),
	 "followup.conf:5: shops.a.texts.zh-CN.progress.any = \"【{shop}】求求您了\": B6: \"求求\": begs or asks for pity; say what "
	 "you will do about the problem"},
	{"B5, B13: no shop, no way out", "texts: { en: { satisfaction: { any = \"Is it solved?\"; }; }; };\n" REST,
	 "warning: followup.conf:1: texts.en.satisfaction.any: B5-shop: does not say which shop it is from; begin with {shop}, "
	 "unless the provider puts the signature in front\n"
	 "warning: followup.conf:1: texts.en.satisfaction.any: way-out: does not say how to get no more texts; add it as "
	 "customers know it there, as \"Reply STOP to opt out\""},
	{"no way out where the region wants one",
	 "texts: { en: { progress: { any = \"{shop}: still at it\"; }; }; };\n" SHOP_WITH("region = \"CA\";"),
	 "followup.conf:1: texts.en.progress.any: way-out: does not say how to get no more texts; add it as customers know it "
	 "there, as \"Reply STOP to opt out\" (shop a, region CA)"},
	{"F28: half a language",
	 "texts: { fr: { first_contact: { any = \"{shop}: pardon. STOP\"; }; }; };\n" REST,
	 "warning: followup.conf:1: texts.fr.first_contact.any: customers of language fr have no text for satisfaction, and "
	 "wait for a person; write one beside it"},
	{"F28: half a language over a whole one", "texts: { en-GB: { progress: { any = \"Still at it\"; }; }; };\n" REST,
	 "warning: followup.conf:1: texts.en-GB.progress.any: B5-shop: does not say which shop it is from; begin with {shop}, "
	 "unless the provider puts the signature in front"},
	{"F27: a price without its currency",
	 PACKS PROVIDER_WITH("url = \"https://a/b\"; price_per_segment = \"0.045\"; " LOGIN) SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.price_per_segment = \"0.045\": not a price; write it as \"0.045 CNY\""},
	{"F27: a counting there is not",
	 PACKS PROVIDER_WITH("url = \"https://a/b\"; counting = \"chinese\"; " LOGIN) SHOP_OF(BASICS TEXTING),
	 "followup.conf:3: providers.p.counting = \"chinese\": no such counting; write one of \"standard\", \"china\""},
	{"F27: too many segments",
	 "max_segments = 1;\ntexts: { en: { first_contact: { any = \"{shop}: Dear {name}, we are sorry that your order {order} "
	 "did not go as it should. Please tell us what went wrong, and we will put it right as soon as we can. "
	 "{code} STOP\"; }; }; };\n" REST,
	 "warning: followup.conf:2: texts.en.first_contact.any: 2 segments with usual values for shop a, and "
	 "max_segments is 1; write it shorter, or a larger max_segments"},
	{"a pack with faults",
	 "text_packs = \"@TEXTS@/../broken\";" REGIONS "\n" PROVIDER SHOP_OF(
	         "name = \"A\"; zone = \"Etc/UTC\"; language = \"de\"; " TEXTING),
	 "@TEXTS@/../broken/de.conf:3: first_contact.any = \"Hallo {nane}\": character 7: there is no placeholder "
	 "\"{nane}\"; did you mean \"{name}\"?\n"
	 "@TEXTS@/../broken/de.conf:4: satisfation: no such step; write \"satisfaction\""},
	{"F60: a channel without a kind", "notify: { ops: {\nurl = \"file:@DIR@/hook\"; }; };\n" REST,
	 "followup.conf:1: notify.ops.kind: missing; write kind = \"webhook\""},
	{"F60: a kind there is not", "notify: { ops: {\nkind = \"dingtak\"; url = \"file:@DIR@/hook\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.kind = \"dingtak\": no such kind; write \"dingtalk\""},
	{"F60: no address", "notify: { ops: {\nkind = \"slack\"; }; };\n" REST,
	 "followup.conf:1: notify.ops.url: missing, slack needs it; write url = \"file:/path\" and the address into that file"},
	{"F60: the address itself is a secret and not shown",
	 "notify: { ops: { kind = \"slack\";\nurl = \"https://hooks.example.com/T1\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.url = (hidden): a secret itself; write it into a file only followupd can read, and here "
	 "\"file:/path\" or \"credential:NAME\""},
	{"F60: no address in the file", "notify: { ops: { kind = \"slack\";\nurl = \"file:@DIR@/token\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.url = \"file:@DIR@/token\": what is kept there is not the address of a web page; put one as "
	 "https://chat.example.com/path there"},
	{"F60: an address in the clear", "notify: { ops: { kind = \"slack\";\nurl = \"file:@DIR@/clear\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.url = \"file:@DIR@/clear\": what is told would cross the network in the clear; put an "
	 "address of https there"},
	{"F60: a secret nothing is signed with",
	 "notify: { ops: { kind = \"wecom\"; url = \"file:@DIR@/hook\";\nsecret = \"file:@DIR@/secret\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.secret = \"file:@DIR@/secret\": wecom signs nothing; take the line out"},
	{"F60: an event there is not",
	 "notify: { ops: { kind = \"slack\"; url = \"file:@DIR@/hook\";\nevents = [ \"alarm\", \"sla_risc\" ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.events = [ \"alarm\", \"sla_risc\" ]: no such event as \"sla_risc\"; write \"sla_risk\""},
	{"F60: a shop there is not",
	 "notify: { ops: { kind = \"slack\"; url = \"file:@DIR@/hook\";\nshops = [ \"other\" ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.shops = [ \"other\" ]: no such shop as \"other\"; take it out, or write one as \"a\""},
	{"F60: more than an hour has", "notify: { ops: { kind = \"slack\"; url = \"file:@DIR@/hook\";\nmax_per_hour = 0; }; };\n" REST,
	 "followup.conf:2: notify.ops.max_per_hour = 0: out of range; write 1 to 1000 messages"},
	{"F60: a rule in a channel",
	 "notify: { ops: { kind = \"slack\"; url = \"file:@DIR@/hook\";\nquiet_hours = [ ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.quiet_hours: not a setting here; write it as \"quiet_hours\""},
	{"F64: no program", "notify: { ops: {\nkind = \"command\"; }; };\n" REST,
	 "followup.conf:1: notify.ops.command: missing, command needs it; write command = [ \"/usr/local/bin/tell\" ]"},
	{"F64: a program by its name alone", "notify: { ops: { kind = \"command\";\ncommand = [ \"sh\" ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.command = [ \"sh\" ]: not an absolute path; write the program's from \"/\" on"},
	{"F64: a program that is not there",
	 "notify: { ops: { kind = \"command\";\ncommand = [ \"/nowhere/tell\" ]; }; };\n" REST,
	 "warning: followup.conf:2: notify.ops.command = [ \"/nowhere/tell\" ]: no program that can be run from here; put it there, "
	 "and allow it with ExecPaths= in the unit"},
	{"F64: nothing stands for that",
	 "notify: { ops: { kind = \"command\";\ncommand = [ \"/bin/true\", \"{text}\" ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.command = [ \"/bin/true\", \"{text}\" ]: nothing stands for \"{text}\"; write {kind}, "
	 "{severity}, {channel} or {count}"},
	{"F64: a program and an address",
	 "notify: { ops: { kind = \"command\"; command = [ \"/bin/true\" ];\nurl = \"file:@DIR@/hook\"; }; };\n" REST,
	 "followup.conf:2: notify.ops.url = \"file:@DIR@/hook\": a command has no address; take the line out"},
	{"F64: a program where none runs",
	 "notify: { ops: { kind = \"slack\"; url = \"file:@DIR@/hook\";\ncommand = [ \"/bin/true\" ]; }; };\n" REST,
	 "followup.conf:2: notify.ops.command = [ \"/bin/true\" ]: slack runs no program; take the line out, or write kind = "
	 "\"command\""},
	{"every fault in one pass, in the order of lines",
	 "log_level = \"loud\";\nmax_in_flight = 0;\nfrobnicate = 1;\nfirst_contact: {\n\twithin = 60;\n};\n" SHOP_WITH(
	         "region = \"cn\"; language_ = \"en\";"),
	 "followup.conf:1: log_level = \"loud\": no such log_level; write one of \"error\", \"warning\", \"notice\", "
	 "\"info\", \"debug\"\n"
	 "followup.conf:2: max_in_flight = 0: out of range; write 1 to 1000 messages\n"
	 "followup.conf:3: frobnicate: no such setting; take it out (followup.conf(5) lists all there are)\n"
	 "followup.conf:5: first_contact.within = 60: no unit; write \"60s\", \"60min\", \"60h\" or \"60d\"\n"
	 "followup.conf:11: shops.a.region = \"cn\": not a country's two capital letters; write \"CN\"\n"
	 "followup.conf:11: shops.a.language_: no such setting; write \"shops.a.language\""},
};

/* A file with warnings alone is used all the same; a file with a fault gives no config. */
START_TEST(says_what_is_wrong)
{
	g_autofree char *faults = NULL, *expected = sample_fill(FAULTS[_i].faults);
	gboolean wrong = strncmp(FAULTS[_i].faults, "warning: ", strlen("warning: ")) != 0;
	Conf *conf = NULL;
	int r = sample_load(FAULTS[_i].text, &conf, &faults);

	row_str(FAULTS[_i].rule, faults, expected);
	row_int(FAULTS[_i].rule, r, wrong ? -EINVAL : 0);
	row_int(FAULTS[_i].rule, conf == NULL, wrong);
	conf_unref(conf);
}
END_TEST

START_TEST(says_that_there_is_no_file)
{
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;

	ck_assert_int_eq(conf_load("nowhere.conf", &conf, &faults), -ENOENT);
	ck_assert_ptr_null(conf);
	ck_assert_uint_eq(faults->len, 1);
	ck_assert_str_eq(((ConfFault *)faults->pdata[0])->text,
	                 "nowhere.conf: cannot be read (No such file or directory); write the path of a file that can");
	ck_assert_int_eq(conf_load("nowhere.conf", &conf, NULL), -ENOENT);
}
END_TEST

/* The path stands in front as it was given; an included file answers for its own lines. */
START_TEST(names_the_file_as_given)
{
	g_autofree char *text = sample_fill(REST "@include \"rules.conf\"\n"),
	                *path = sample_fill("@DIR@/followup.conf");
	g_autofree char *at_path = g_strconcat(path, ":7: frob: ", NULL),
			 *whole = g_strconcat(text, "frob = 1;\n", NULL);
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;

	ck_assert(g_file_set_contents("rules.conf", "budget: {\n\tper_day = 4294967297;\n};\n", -1, NULL));
	ck_assert(g_file_set_contents("followup.conf", whole, -1, NULL));
	ck_assert_int_eq(conf_load(path, &conf, &faults), -EINVAL);
	ck_assert_uint_eq(faults->len, 2);
	ck_assert_str_eq(((ConfFault *)faults->pdata[0])->text,
	                 "rules.conf:2: budget.per_day = 4294967297: out of range; write 0 to 100 contacts");
	ck_assert_msg(g_str_has_prefix(((ConfFault *)faults->pdata[1])->text, at_path), "%s",
	              ((ConfFault *)faults->pdata[1])->text);
}
END_TEST

/* The switch of the tests opens connect_to, and even then only to this machine. */
static const struct {
	const char *name, *to;
	int r;
	const char *faults;
} CONNECTS[] = {
	{"to loopback", "sms.example.com:443:127.0.0.1:8443", 0, ""},
	{"to another machine", "sms.example.com:443:192.0.2.1:8443", -EINVAL,
	 "followup.conf:3: providers.p.connect_to = \"sms.example.com:443:192.0.2.1:8443\": not of this machine; write it as "
	 "\"sms.example.com:443:127.0.0.1:PORT\""},
	{"to another machine by name", "sms.example.com:443:127.0.0.1.example.com:8443", -EINVAL,
	 "followup.conf:3: providers.p.connect_to = \"sms.example.com:443:127.0.0.1.example.com:8443\": not of this machine; "
	 "write it as \"sms.example.com:443:127.0.0.1:PORT\""},
};

START_TEST(connect_to_is_for_tests)
{
	g_autofree char *text = g_strdup_printf(
	        PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; connect_to = \"%s\";") SHOP_OF(BASICS TEXTING),
	        CONNECTS[_i].to);
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = NULL;

	g_setenv("FOLLOWUP_TEST_CONNECT_TO", "loopback", TRUE);
	row_int(CONNECTS[_i].name, sample_load(text, &conf, &faults), CONNECTS[_i].r);
	g_unsetenv("FOLLOWUP_TEST_CONNECT_TO");
	row_str(CONNECTS[_i].name, faults, CONNECTS[_i].faults);
}
END_TEST

START_TEST(secrets_out_of_reach_are_warnings_to_who_asks_for_them_so)
{
	static const char SAID[] = "followup.conf:3: providers.p.token = \"credential:t\": no credentials were passed";
	g_autofree char *faults = NULL;
	g_autofree char *path = sample_fill("@DIR@/followup.conf");
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(Conf) conf = NULL;
	g_autoptr(Conf) none = NULL;

	ck_assert_int_eq(sample_load(PACKS PROVIDER_WITH(LOGIN "url = \"https://a/b\"; token = \"credential:t\";")
	                                     SHOP_OF(BASICS TEXTING), &none, &faults), -EINVAL);
	ck_assert_int_eq(conf_load_reachable_secrets(path, &conf, &list), 0);
	ck_assert_uint_eq(list->len, 1);
	ck_assert_ptr_nonnull(strstr(((const ConfFault *)list->pdata[0])->text, SAID));
	ck_assert(((const ConfFault *)list->pdata[0])->warning);
	ck_assert_str_eq(conf_provider(conf, "p")->password, "hunter2");
	ck_assert_ptr_null(conf_provider(conf, "p")->token);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conf faults");
	TCase *tc = tcase_create("faults");

	tcase_add_checked_fixture(tc, sample_setup, sample_teardown);
	tcase_add_loop_test(tc, says_what_is_wrong, 0, G_N_ELEMENTS(FAULTS));
	tcase_add_loop_test(tc, connect_to_is_for_tests, 0, G_N_ELEMENTS(CONNECTS));
	tcase_add_test(tc, secrets_out_of_reach_are_warnings_to_who_asks_for_them_so);
	tcase_add_test(tc, says_that_there_is_no_file);
	tcase_add_test(tc, names_the_file_as_given);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "conf faults");
}
