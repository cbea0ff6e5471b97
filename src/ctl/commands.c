/* The one table of commands: dispatch, help, completion and manual page all speak of it. */
#include "ctl/ctl.h"

static const ArgsOption GLOBAL[] = {
	{"config", "FILE", "read this configuration instead of " SYSCONFDIR "/followup/followup.conf", 'c', FALSE},
	{"store", "FILE", "use this case store instead of the configuration's", 0, FALSE},
	{"json", NULL, "write one JSON document instead of text", 0, FALSE},
	{"as", "NAME", "act under this name instead of the user's own", 0, FALSE},
	{"no-color", NULL, "no colours, also on a terminal (as with NO_COLOR set)", 0, FALSE},
	{"help", NULL, "show help and exit", 'h', FALSE},
	{"version", NULL, "show the version and exit", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption IMPORT[] = {
	{"format", "FORMAT", "csv or jsonl; told from the file when not given", 0, FALSE},
	{"map", "COLUMN=KEY,...", "which column of the file is which key; may be repeated", 0, TRUE},
	{"shop", "SHOP", "the shop of rows that name none", 0, FALSE},
	{"encoding", "NAME", "auto (default), utf-8, gb18030 or any name iconv knows", 0, FALSE},
	{"rejects", "FILE", "where rejected rows go (default: INPUT.rejects.csv or .jsonl, here)", 0, FALSE},
	{"dry-run", NULL, "check every row, keep nothing", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption LIST[] = {
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"state", "STATE", "only cases in this state; \"all\" also shows closed ones", 0, FALSE},
	{"phone", "NUMBER", "only this customer", 0, FALSE},
	{"mine", NULL, "only cases you hold, or that were given to you", 0, FALSE},
	{"unclaimed", NULL, "only cases nobody holds", 0, FALSE},
	{"level", "N", "only cases that need level N (1 to 5)", 0, FALSE},
	{"limit", "N", "at most so many (50)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption SHOW[] = {
	{"full-numbers", NULL, "show the customer's number whole", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption REPLIES[] = {
	{"unread", NULL, "only what nobody has read", 0, FALSE},
	{"unmatched", NULL, "only what belongs to no case", 0, FALSE},
	{"triage", NULL, "only those whose case a person has to say, with \"attach\"", 0, FALSE},
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"label", "LABEL", "only replies understood so (satisfied, optout, ...)", 0, FALSE},
	{"search", "TEXT", "only replies that hold this text", 0, FALSE},
	{"case", "CASE", "only this case", 0, FALSE},
	{"limit", "N", "at most so many (50)", 0, FALSE},
	{"follow", NULL, "then wait for more, until interrupted", 0, FALSE},
	{"read", NULL, "mark the replies of these IDs as read instead of listing", 0, FALSE},
	{"all", NULL, "with --read: all that are unread", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption LABEL[] = {
	{"note", "TEXT", "why it means something else", 0, FALSE},
	{"export", NULL, "print all corrected replies as labelled rows, for reply-cases", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption OPTOUT[] = {
	{"note", "TEXT", "how the customer said so", 0, FALSE},
	{"shop", "SHOP", "read a number without country code as dialled from this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption OPTOUTS[] = {
	{"since", "DURATION", "only those of the last 7d, 12h, ...", 0, FALSE},
	{"format", "FORMAT", "of an export: csv (default) or jsonl", 0, FALSE},
	{"cause", "TEXT", "of an import: where the list is from, written down with each", 0, FALSE},
	{"shop", "SHOP", "of an import: numbers without country code are dialled from this shop", 0, FALSE},
	{"encoding", "NAME", "of an import: auto (default), utf-8, gb18030 or any name iconv knows", 0, FALSE},
	{"rejects", "FILE", "where rejected rows go (default: INPUT.rejects.csv, here)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption EVIDENCE[] = {
	{"out", "PREFIX", "write PREFIX.html and PREFIX.json (evidence-CASE, here)", 0, FALSE},
	{"full-numbers", NULL, "with the customer's number and all that providers brought, as it came", 0, FALSE},
	{"verify", "FILE", "check such a file instead, of either kind", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption QUIET[] = {
	{"shop", "SHOP", "read a number without country code as dialled from this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption PAUSE[] = {
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"provider", "PROVIDER", "only this provider", 0, FALSE},
	{"step", "STEP", "only this step (first_contact, satisfaction, ...)", 0, FALSE},
	{"text", "VERSION", "only texts of this version", 0, FALSE},
	{"all", NULL, "everything", 0, FALSE},
	{"reason", "TEXT", "why; needed", 0, FALSE},
	{"for", "DURATION", "resume by itself after this long (2h, 45min, 1d)", 0, FALSE},
	{"until", "TIME", "resume by itself then (18:00, \"2026-11-18 18:00\")", 0, FALSE},
	{"wait", NULL, "then wait until nothing of it is under way any more", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption ERASE[] = {
	{"reason", "TEXT", "why; needed, kept, and without personal data", 0, FALSE},
	{"yes", NULL, "do it; else only tell what would go", 0, FALSE},
	{"shop", "SHOP", "read a number without country code as dialled from this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption VERIFY[] = {
	{"quick", NULL, "leave out the indexes of the file and the chains of the log", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption RESUME[] = {
	{"shop", "SHOP", "this shop", 0, FALSE},
	{"provider", "PROVIDER", "this provider", 0, FALSE},
	{"step", "STEP", "this step", 0, FALSE},
	{"text", "VERSION", "texts of this version", 0, FALSE},
	{"all", NULL, "what \"pause --all\" stopped", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption SLA[] = {
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"since", "DURATION", "deadlines of the last 7d, 12h, ... (30d)", 0, FALSE},
	{"cause", "CAUSE", "the cases that were missed for this cause", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption REPORT[] = {
	{"since", "DATE", "from this day on (2026-11-01), or 30d before now (default: 30 days)", 0, FALSE},
	{"until", "DATE", "up to the end of this day (default: now)", 0, FALSE},
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"zone", "ZONE", "only customers who lived there then: Asia/Shanghai", 0, FALSE},
	{"format", "FORMAT", "text (default), json, csv or html, a page that needs nothing else", 0, FALSE},
	{"measure", "N", "causes: compare before and after this measure", 0, FALSE},
	{"within", "DURATION", "optouts: a stop counts so long after a text (7d)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption TRAINING[] = {
	{"cases", "N", "make: at most so many (20)", 0, FALSE},
	{"agent", "NAME", "report: only this one", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption MEASURE[] = {
	{"from", "DATE", "add: from when on it should show (default: now)", 0, FALSE},
	{"owner", "NAME", "add: whose it is (default: who marks it)", 0, FALSE},
	{"due", "DATE", "add: by when it is to be done", 0, FALSE},
	{"shop", "SHOP", "only this shop's", 0, FALSE},
	{"all", NULL, "list: done ones, too", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption NOTICES[] = {
	{"open", NULL, "only alarms that stand, and what a channel was not told yet", 0, FALSE},
	{"limit", "N", "at most so many (50)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption LIMIT[] = {
	{"limit", "N", "at most so many (50)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption GUARD[] = {
	{"step", "STEP", "judge it as the text of this step (first_contact, satisfaction, ...)", 0, FALSE},
	{"region", "COUNTRY", "for customers of this country (CN, CA, ...)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption FORECAST[] = {
	{"hours", "N", "look so many hours ahead (24)", 0, FALSE},
	{"rate", "N/s", "so many texts a second at each provider, instead of what was observed", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption HOURS[] = {
	{"class", "CLASS", "first_contact (default), satisfaction, review_note or call", 0, FALSE},
	{"from", "DATE", "the first day, 2026-11-23 (default: today)", 0, FALSE},
	{"days", "N", "so many days (7)", 0, FALSE},
	{"zone", "ZONE", "as for a customer who lives there: Europe/London", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption CHECK[] = {
	{"no-effect", NULL, "do not compare with the rules in force on today's queue", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption SIMULATE[] = {
	{"since", "TIME", "cases that came in since then: 30d (default), or a date", 0, FALSE},
	{"until", "TIME", "as if it were then (default: now)", 0, FALSE},
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption PROVIDER[] = {
	{"to", "NUMBER", "test: then send one text that says it is a test", 0, FALSE},
	{"shop", "SHOP", "test: send it as this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption ACCOUNT[] = {
	{"name", "TEXT", "the full name, which stands under texts", 0, FALSE},
	{"role", "ROLE", "newcomer, agent (default), senior or admin", 0, FALSE},
	{"level", "N", "the gravest cases they take, 1 to 5 (by role: 1, 3, 4, 5)", 0, FALSE},
	{"shops", "SHOP,...", "only these shops; \"\" for all", 0, FALSE},
	{"languages", "LANGUAGE,...", "only cases in these languages; \"\" for all", 0, FALSE},
	{"on", NULL, "with set: turn an account on again", 0, FALSE},
	{"limit", "N", "with log: at most so many (50)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption NOTE[] = {
	{"note", "TEXT", "why; others read it", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption ASSIGN[] = {
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"dry-run", NULL, "show who would get what, write nothing", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption REPLY[] = {
	{"promise-by", "TIME", "the text promises something: keep it as a promise until then", 0, FALSE},
	{"override", "WORDS", "the customer's own words that ask for it now", 0, FALSE},
	{"dry-run", NULL, "judge it and tell when it would leave, write nothing", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption PROGRESS[] = {
	{"dry-run", NULL, "judge it and tell when it would leave, write nothing", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption DRAFT[] = {
	{"shop", "SHOP", "list: only this shop", 0, FALSE},
	{"dry-run", NULL, "send: judge it and tell when it would leave, write nothing", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption CALLS[] = {
	{"mine", NULL, "only those given to you", 0, FALSE},
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{"due", NULL, "only those whose time has come", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption CALL[] = {
	{"at", "TIME", "with call_back_at: when, on the customer's clock", 0, FALSE},
	{"note", "TEXT", "what was said", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption PROMISE[] = {
	{"by", "TIME", "until when, on the customer's clock", 0, FALSE},
	{"warn", "DURATION", "warn so long before (2h)", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption PROMISES[] = {
	{"mine", NULL, "only your own", 0, FALSE},
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption BOARD[] = {
	{"shop", "SHOP", "only this shop", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

static const ArgsOption INCIDENT[] = {
	{"shop", "SHOP", "open, suggest: only cases of this shop", 0, FALSE},
	{"match", "CAUSE", "open, add: all cases of product=..., carrier=... or category=..., as suggest has them", 0,
	 FALSE},
	{"criteria", "TEXT", "open: what belongs to it: product, carrier, category", 0, FALSE},
	{"text", "NAME", "open: which approved wording is to be used about it", 0, FALSE},
	{"no-hold", NULL, "open: only group cases, their steps go on", 0, FALSE},
	{"language", "LANGUAGE", "text: of which cases it is, \"zh-CN\"", 0, FALSE},
	{"approve", NULL, "text: what another one wrote is right; its cases get it", 0, FALSE},
	{"withdraw", NULL, "text: it is not; what of it has not left never will", 0, FALSE},
	{"by", "PACE", "course: hour or day", 0, FALSE},
	{"dry-run", NULL, "text, share: tell, and write nothing", 0, FALSE},
	{"note", "TEXT", "close: how it ended; needed", 0, FALSE},
	{"all", NULL, "list: also those that are over", 0, FALSE},
	{NULL, NULL, NULL, 0, FALSE},
};

#define MANY 1000u

static const Command COMMANDS[] = {
	{"add", "KEY=VALUE...", "put one case in",
	 "Keys: shop, external_id and phone are needed; source, name, order_no, category, level, rating, text, "
	 "language, zone, reviewed_at, alerted_at, product, carrier. The same shop, source and external_id again updates the case and "
	 "contacts nobody again.",
	 1, MANY, NEEDS_CONF | WRITES_STORE, ctl_add, NULL},
	{"import", "FILE", "put the cases of a CSV or JSON lines file in",
	 "Columns are found by their names in English, Chinese or Russian. A bad row is set aside with its line and "
	 "error and stops no other; it can be corrected and imported again. FILE may be - for standard input.",
	 1, 1, NEEDS_CONF | WRITES_STORE, ctl_import, IMPORT},
	{"rejected", "", "rows the shop's tools put in that were rejected", "", 0, 0, WANTS_CONF | READS_STORE,
	 ctl_rejected, LIMIT},
	{"list", "", "cases, newest first; closed ones only when asked for", "", 0, 0,
	 WANTS_CONF | READS_STORE | STORED_SHOP, ctl_list, LIST},
	{"show", "CASE|config", "the whole story of a case; or every setting with its value",
	 "CASE is a number (12), the code that stands in texts (#C2D9), or SHOP/EXTERNAL-ID.", 1, 1, WANTS_CONF,
	 ctl_show, SHOW},
	{"why", "CASE", "what is next for a case, when, and what holds it", "", 1, 1, NEEDS_CONF | READS_STORE, ctl_why,
	 NULL},
	{"hours", "[SHOP|CASE|NUMBER|REGION]", "the week of permitted and quiet hours as a picture, with the rule behind each edge",
	 "Of a shop, of all shops, or of one customer, on the customer's clock and on the shop's; or what is known of a region "
	 "alone, with its basis.", 0, 1, NEEDS_CONF,
	 ctl_hours, HOURS},
	{"forecast", "", "when the queue leaves, hour by hour, and whether it fits its deadlines",
	 "What is planned now against the permitted hours and the speed of the providers. New cases, refusals and "
	 "throttling are not foreseen.",
	 0, 0, NEEDS_CONF | READS_STORE, ctl_forecast, FORECAST},
	{"replies", "[--read ID...]", "what customers wrote, unread first",
	 "Listing marks nothing as read: that is done with --read, by the agent who took care of them.", 0, MANY,
	 WANTS_CONF | STORED_SHOP, ctl_replies, REPLIES},
	{"attach", "REPLY CASE", "say which case a reply is about",
	 "It moves there and does there what it would have done; a case that it had closed as satisfied is open again. "
	 "With the case where it stands already, others that were thought of are settled.", 2, 2,
	 WANTS_CONF | WRITES_STORE, ctl_attach, NULL},
	{"label", "REPLY [LABEL]|--export", "what a reply means and by which rule, or a better label",
	 "With LABEL the reply is labelled so from now on, and what is safe follows: optout stops all texts to the customer, away from "
	 "optout ends the stop that this reply alone had made, satisfied and unsatisfied move the case if this is its last "
	 "reply; wrong_number and no_call bind the person and end likewise, escalate asks for a more senior level.", 0, 2,
	 WANTS_CONF, ctl_label, LABEL},
	{"claim", "CASE", "hold a case: only you act on it until the lease ends, or you give it back",
	 "Every act of yours on it begins the lease anew (claim.lease). What another one holds is taken over with --note, which they "
	 "will read.", 1, 1, WANTS_CONF | WRITES_STORE, ctl_claim, NOTE},
	{"release", "CASE", "give a case back", "", 1, 1, WANTS_CONF | WRITES_STORE, ctl_release, NOTE},
	{"hand-over", "CASE NAME", "give a case to a colleague's list, and your claim back",
	 "With --note they are told why. What you do not hold takes the right to assign; who takes it must be on, and of its level.",
	 2, 2, WANTS_CONF | WRITES_STORE, ctl_hand_over, NOTE},
	{"assign", "", "share out cases that need a person over who is on duty",
	 "The gravest first, each to who has the fewest; by shop, language and level alone. From the second round on not to the level "
	 "that had it before.", 0, 0, WANTS_CONF | WRITES_STORE | STORED_SHOP, ctl_assign, ASSIGN},
	{"duty", "on|off [NAME]", "be on duty or not; another one's with the right", "", 1, 2, WANTS_CONF | WRITES_STORE, ctl_duty, NULL},
	{"reply", "CASE TEXT|-", "write to the customer, at the next minute at which they may be texted",
	 "Says when it leaves, and what it costs; \"-\" reads the text from standard input. It is held to the same hours, budget and "
	 "guard as all texts, and claims the case when it is free. With --override it leaves in hours that only the shop or "
	 "courtesy forbids.", 2, MANY, NEEDS_CONF | WRITES_STORE, ctl_reply, REPLY},
	{"progress", "CASE FACT", "a fact for the customer (refund made, parcel number), told when it may be",
	 "Facts that fall together are told in one text.", 2, MANY, NEEDS_CONF | WRITES_STORE, ctl_progress, PROGRESS},
	{"cancel", "CASE [N|STEP]", "take back what has not left",
	 "The case's newest text, its N-th, or a step: progress, or what followupd planned by itself (first_contact, satisfaction).", 1, 2,
	 WANTS_CONF | WRITES_STORE, ctl_cancel, NULL},
	{"draft", "list|send N [TEXT]|drop N", "texts that followupd proposes to you; nothing of them leaves by itself",
	 "An apology when a call the customer had asked for was not made. send is reply with these words, or with TEXT in their "
	 "place: the same hours, budget and guard.", 1, MANY, WANTS_CONF | STORED_SHOP, ctl_draft, DRAFT},
	{"calls", "", "calls to make: why, what to say, the best hour, tries so far",
	 "Numbers are whole for cases you hold.", 0, 0, WANTS_CONF | READS_STORE | STORED_SHOP, ctl_calls, CALLS},
	{"call", "CASE|call:N OUTCOME", "what came of a call",
	 "OUTCOME is reached, agreed, refused, busy, no_answer, voicemail, wrong_number or call_back_at. Nobody there: it is tried again "
	 "at another hour, three times at most.", 2, 2, NEEDS_CONF | WRITES_STORE, ctl_call, CALL},
	{"callback", "CASE TIME", "the customer asked to be called then, on their own clock",
	 "\"15:00\", \"tomorrow 15:00\" or \"2026-11-19 15:00\".", 2, 2, WANTS_CONF | WRITES_STORE, ctl_callback, NOTE},
	{"promise", "CASE WHAT --by TIME|kept N|withdrawn N", "what the shop owes until when, and what became of it", "", 2, MANY,
	 WANTS_CONF | WRITES_STORE, ctl_promise, PROMISE},
	{"promises", "", "what is promised, by time", "", 0, 0, WANTS_CONF | READS_STORE | STORED_SHOP, ctl_promises,
	 PROMISES},
	{"offer", "CASE KIND AMOUNT [CURRENCY]", "grant something: refund, replacement, repair or credit",
	 "Up to what the role may offer in one case (offers). An offer has no place for a review, and never will: 0 stands alone "
	 "where no money moves.", 3, 4, WANTS_CONF | WRITES_STORE, ctl_offer, NOTE},
	{"do-not-contact", "NUMBER|CASE", "the same as optout: never contact this customer again",
	 "Anybody may do it, whoever holds the case.", 1, 1, WANTS_CONF | WRITES_STORE, ctl_optout, OPTOUT},
	{"malicious", "CASE", "this is no complaint but an attack; it takes two people",
	 "The first says so, a senior or admin confirms: then the case is closed and nothing is sent or dialled any more.", 1, 1,
	 WANTS_CONF | WRITES_STORE, ctl_malicious, NOTE},
	{"board", "", "the morning on one screen: what leaves when, calls, promises, unread replies, what broke overnight", "", 0, 0,
	 WANTS_CONF | READS_STORE | STORED_SHOP, ctl_board, BOARD},
	{"account", "add|set|passwd|role|disable|list|log [NAME]", "who works on cases, and what they may do",
	 "While there are none everybody may do everything. From the first one on, which is an admin's, others may only read. "
	 "passwd sets the password for followup-inbox(8): asked for on a terminal, else read as a line from standard input. role "
	 "NAME ROLE and disable NAME (or off) are short for set. log tells what was done to accounts and by whom, "
	 "newest first.", 1, 3,
	 WANTS_CONF, ctl_account, ACCOUNT},
	{"resolve", "CASE [NOTE]", "the case is solved: the satisfaction question is due", "", 1, MANY,
	 WANTS_CONF | WRITES_STORE, ctl_resolve, NULL},
	{"reopen", "CASE [NOTE]", "a resolved or closed case came back", "", 1, MANY, WANTS_CONF | WRITES_STORE,
	 ctl_reopen, NULL},
	{"close", "CASE OUTCOME [NOTE]", "the case is over",
	 "OUTCOME is satisfied, unsatisfied, no_answer, wrong_number, malicious or withdrawn. With wrong_number the "
	 "number is not texted for 180 days, whatever case comes.",
	 2, MANY, WANTS_CONF | WRITES_STORE, ctl_close, NULL},
	{"contacted", "CASE [NOTE]", "you reached the customer yourself: no first contact is sent", "", 1, MANY,
	 WANTS_CONF | WRITES_STORE, ctl_contacted, NULL},
	{"note", "CASE TEXT", "write something down on a case", "", 2, MANY, WANTS_CONF | WRITES_STORE, ctl_note, NULL},
	{"optout", "NUMBER|CASE", "never contact this customer again, for any case",
	 "Holds for all shops and never ends by itself.", 1, 1, WANTS_CONF | WRITES_STORE, ctl_optout, OPTOUT},
	{"optin", "NUMBER|CASE", "the customer explicitly wants to be contacted again", "", 1, 1,
	 WANTS_CONF | WRITES_STORE, ctl_optin, OPTOUT},
	{"optouts", "[list]|export [FILE]|import FILE",
	 "who has opted out and after which text; lists of them, out and in",
	 "An export holds numbers in full. An import reads CSV with a column phone, plain numbers, or JSON lines "
	 "(FILE.jsonl) with phone; a stop in force stays as it is, a bad row is set aside with its line.", 0, 2, WANTS_CONF, ctl_optouts, OPTOUTS},
	{"quiet", "NUMBER|CASE SPANS|none", "hours in which this customer wants no contact",
	 "SPANS are as in quiet_hours, more than one joined by \";\": \"daily 20:00-11:00; sun 00:00-24:00\". They hold in all "
	 "shops beside the shop's and the region's hours; none takes them back.",
	 2, 2, WANTS_CONF | WRITES_STORE, ctl_quiet, QUIET},
	{"settle", "CASE sent|unsent [NOTE]", "you found out what became of a message of unknown outcome",
	 "Ask the provider first: after \"unsent\" the message is sent once more.", 2, MANY, WANTS_CONF | WRITES_STORE,
	 ctl_settle, NULL},
	{"held", "", "steps that wait for a person, held or of unknown outcome", "", 0, 0, WANTS_CONF | READS_STORE, ctl_held, LIMIT},
	{"receipts", "", "delivery reports that match no message", "", 0, 0, WANTS_CONF | READS_STORE, ctl_receipts, LIMIT},
	{"notices", "", "what the team was told, alarms that stand, and the channels it went to", "", 0, 0,
	 WANTS_CONF | READS_STORE, ctl_notices, NOTICES},
	{"notify", "test CHANNEL", "try a channel to the team", "The daemon sends it; \"notices\" tells what became of it.", 2, 2,
	 NEEDS_CONF | WRITES_STORE, ctl_notify, NULL},
	{"pause", "SCOPE --reason TEXT", "stop sending; replies still come in",
	 "SCOPE is --all, --shop, --provider, --step or --text. What is under way is finished; what waits leaves after the end, "
	 "looked at anew. While a provider is paused the next one of a route takes its messages.", 0, 0,
	 WANTS_CONF | WRITES_STORE, ctl_pause, PAUSE},
	{"resume", "SCOPE", "end a pause", "", 0, 0, WANTS_CONF | WRITES_STORE | STORED_SHOP, ctl_resume, RESUME},
	{"incident",
	 "suggest|open NAME|add N CASE...|remove N CASE...|text N [TEXT]|share N|course N|close N|show N|list",
	 "one cause behind many cases: their own steps wait for its end",
	 "While an incident is open nothing that followupd planned for its cases leaves, and no call is put on the list; "
	 "agents' own texts and calls go on. A case is in one open incident at most. An incident has one text, a language "
	 "each: one person writes it, a second one approves it, and each case gets it once. Closing plans what waited "
	 "anew, one after another.", 1, MANY,
	 WANTS_CONF | STORED_SHOP, ctl_incident, INCIDENT},
	{"status", "", "counts, what is due next, pauses, and whether the daemon runs", "", 0, 0,
	 WANTS_CONF | READS_STORE, ctl_status, NULL},
	{"provider", "list|test NAME", "how the providers do; whether one is ready",
	 "list: state, cause and counts of today, as the daemon sees them. test: asks the provider whether it knows the account "
	 "and the registered texts, and looks at the way there, the clock and the way back; each check is ok, failed or unknown, "
	 "with a cure. Nothing is sent. With --to one text goes to NUMBER when no check failed: as the shop would send it, so "
	 "quiet hours, opt-outs and pauses hold; it is sent once and is no part of any case.",
	 1, 2, NEEDS_CONF, ctl_provider, PROVIDER},
	{"sla", "", "first contacts in time and too late, and why",
	 "Each miss has a cause, written down when its deadline passed and never changed: late_alert, quiet_hours, rate, "
	 "provider, no_agent, no_lawful_channel, paused, outage or other.",
	 0, 0, WANTS_CONF | READS_STORE | STORED_SHOP, ctl_sla, SLA},
	{"report", "[NAME]", "how it went: numbers that stay, as text, JSON, CSV or a page",
	 "NAME is response, misses, satisfaction, causes, hours, optouts or cost; without one they are explained. All is counted "
	 "by what was so when it happened, so that a report of a time that is over stays; nobody is named in it.",
	 0, 1, WANTS_CONF | STORED_SHOP, ctl_report, REPORT},
	{"measure", "add WHAT|list|done N", "what was done against a cause, whose it is and by when",
	 "\"report causes --measure N\" compares the four weeks before with the four weeks after it.", 0, MANY,
	 WANTS_CONF | STORED_SHOP, ctl_measure, MEASURE},
	{"training", "make|report", "practice for newcomers, on masked copies of old cases",
	 "make copies closed cases into training.store, with invented names, numbers and orders, and adds to those there; followupd --training "
	 "and followup-inbox --training work on it, and nothing of it can be sent. report lays what newcomers did beside what was "
	 "really done.", 1, 1, NEEDS_CONF, ctl_training, TRAINING},
	{"evidence", "[CASE]", "write down all there is about a case, or check such a file",
	 "One page for people and one JSON document, each with the whole story, the rules in force, and the chain of its log. "
	 "--verify computes digests and links anew; with a store at hand it also looks whether the store tells the same story.",
	 0, 1, MAY_CONF, ctl_evidence, EVIDENCE},
	{"backup", "FILE", "copy the store, also while the daemon works on it",
	 "FILE must not be there yet; it gets its name when the copy is synced and checked. Only its owner may read it.", 1, 1,
	 WANTS_CONF | WRITES_STORE, ctl_backup, NULL},
	{"verify", "", "whether a store, or a backup named with --store, is good",
	 "Looks at the file, at foreign keys, at what the daemon relies on and at the chains of the log. Each finding names the row "
	 "and the cure; with any the exit status is 1.", 0, 0, WANTS_CONF | READS_STORE, ctl_verify, VERIFY},
	{"retention", "", "how long what is kept, what the next nightly round would take out, and what the last one did",
	 "The round takes out what is older than retention.* says, and nothing of a case that is not closed. This command only looks.",
	 0, 0, NEEDS_CONF | READS_STORE, ctl_retention, NULL},
	{"erase", "NUMBER|CASE --reason TEXT", "take everything personal of a customer out of the store",
	 "Number, names, texts, replies, notes and what providers brought are gone for ever; open cases end. The log's chain still "
	 "proves itself by digests. A keyed hash of the number stays, so that it is not contacted when a tool brings it in again.",
	 1, 1, WANTS_CONF | WRITES_STORE, ctl_erase, ERASE},
	{"check", "[FILE]", "read a configuration and tell all its faults, or its effect and what its texts cost",
	 "Another file than the one in force is compared with it: which of the steps planned or held now would leave at "
	 "another time, be held, or miss their deadline.",
	 0, 1, 0, ctl_check, CHECK},
	{"simulate", "FILE", "replay the past under another configuration, and compare",
	 "Walks all cases of the last 30 days through again, under the rules in force and under those of FILE: what would "
	 "have been sent when, late, held, and in how many segments. \"simulate --config FILE\" says the same where the "
	 "rules in force are the system's. Nothing is sent or written.",
	 0, 1, 0, ctl_simulate, SIMULATE},
	{"guard", "TEXT", "whether a wording may be sent to a customer, and what to write instead",
	 "Without --step it is judged as an agent's own words in a case. Refused is what the configuration refuses too: "
	 "offers beside reviews, coupons, pity, pressure, private accounts, empty promises.",
	 1, MANY, 0, ctl_guard, GUARD},
	{NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL},
};

const Command *commands_table(void)
{
	return COMMANDS;
}

const ArgsOption *commands_global_options(void)
{
	return GLOBAL;
}

const Command *commands_find(const char *name)
{
	for (const Command *c = COMMANDS; c->name; c++)
		if (g_str_equal(c->name, name))
			return c;
	return NULL;
}

static void options_help(FILE *out, const ArgsOption *options)
{
	for (const ArgsOption *o = options; o && o->name; o++) {
		g_autofree char *letter = o->letter ? g_strdup_printf("-%c, ", o->letter) : g_strdup("    ");
		g_autofree char *shown = g_strdup_printf("%s--%s%s%s", letter, o->name, o->value ? " " : "",
		                                         o->value ? o->value : "");

		fprintf(out, "  %-26s  %s\n", shown, o->help);
	}
}

void commands_help(FILE *out)
{
	fprintf(out, "Usage: followupctl [OPTIONS] COMMAND [...]\n"
	             "Works on the case store of followupd, also while the daemon is down.\n\nCommands:\n");
	for (const Command *c = COMMANDS; c->name; c++)
		fprintf(out, "  %-14s  %s\n", c->name, c->brief);
	fprintf(out, "  %-10s  %s\n\nOptions:\n", "help", "this text, or the help of one command");
	options_help(out, GLOBAL);
	fprintf(out, "\nExit status: 0 done, 1 failed or refused, 2 wrong command line, 3 no such case,\n"
	             "4 store not to be had, 5 configuration faulty, 6 done but for rejected rows.  See followupctl(1).\n");
}

void commands_help_one(const Command *command, FILE *out)
{
	fprintf(out, "Usage: followupctl %s%s%s%s\n%c%s.\n", command->name, command->options ? " [OPTIONS]" : "",
	        *command->words ? " " : "", command->words, g_ascii_toupper(command->brief[0]), command->brief + 1);
	if (*command->help)
		fprintf(out, "%s\n", command->help);
	if (command->options) {
		fprintf(out, "\nOptions:\n");
		options_help(out, command->options);
	}
	fprintf(out, "\nOptions of all commands:\n");
	options_help(out, GLOBAL);
}
