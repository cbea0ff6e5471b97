#include "core/notice.h"
#include "core/names.h"

#define HALF_AN_HOUR 1800

static const char *const NAMES[NOTICES] = {
        [NOTICE_REPLY] = "reply",
        [NOTICE_UNSATISFIED] = "unsatisfied",
        [NOTICE_SLA_RISK] = "sla_risk",
        [NOTICE_SLA_MISSED] = "sla_missed",
        [NOTICE_PROMISE_DUE] = "promise_due",
        [NOTICE_PROMISE_BROKEN] = "promise_broken",
        [NOTICE_CALLBACK_NEAR] = "callback_near",
        [NOTICE_CALLBACK_MISSED] = "callback_missed",
        [NOTICE_PROVIDER] = "provider",
        [NOTICE_NO_RECEIPTS] = "no_receipts",
        [NOTICE_BAD_WEBHOOKS] = "bad_webhooks",
        [NOTICE_MONEY_CAP] = "money_cap",
        [NOTICE_CLOCK_JUMP] = "clock_jump",
        [NOTICE_INBOUND] = "inbound",
        [NOTICE_UNKNOWN] = "unknown",
        [NOTICE_INCIDENT] = "incident",
        [NOTICE_INCIDENT_TEXT] = "incident_text",
        [NOTICE_TEST] = "test",
};

static const struct {
	Severity severity;
	gboolean lasts;
	int64_t quiet_s;
} KINDS[NOTICES] = {
        [NOTICE_REPLY] = {SEVERITY_INFO, FALSE, 0},
        [NOTICE_UNSATISFIED] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_SLA_RISK] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_SLA_MISSED] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_PROMISE_DUE] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_PROMISE_BROKEN] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_CALLBACK_NEAR] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_CALLBACK_MISSED] = {SEVERITY_WARNING, FALSE, 0},
        [NOTICE_PROVIDER] = {SEVERITY_ALARM, TRUE, 0},
        [NOTICE_NO_RECEIPTS] = {SEVERITY_ALARM, TRUE, 0},
        [NOTICE_BAD_WEBHOOKS] = {SEVERITY_ALARM, TRUE, HALF_AN_HOUR},
        [NOTICE_MONEY_CAP] = {SEVERITY_ALARM, TRUE, 0},
        [NOTICE_CLOCK_JUMP] = {SEVERITY_ALARM, FALSE, 0},
        [NOTICE_INBOUND] = {SEVERITY_ALARM, TRUE, HALF_AN_HOUR},
        [NOTICE_UNKNOWN] = {SEVERITY_ALARM, TRUE, 0},
        [NOTICE_INCIDENT] = {SEVERITY_WARNING, TRUE, 0},
        [NOTICE_INCIDENT_TEXT] = {SEVERITY_WARNING, TRUE, 0},
        [NOTICE_TEST] = {SEVERITY_INFO, FALSE, 0},
};

static const char *const SEVERITY_NAMES[SEVERITIES] = {"info", "warning", "alarm"};

/* A test has a channel of its own and is nobody's wish. */
static const char *const WORDS[] = {
	"all",           "alarm",           "warning",    "info",        "reply",
	"unsatisfied",   "sla_risk",        "sla_missed", "promise_due", "promise_broken",
	"callback_near", "callback_missed", "provider",   "no_receipts", "bad_webhooks",
	"money_cap",     "clock_jump",      "inbound",    "unknown",     "incident",
	"incident_text", NULL,
};

const char *notice_name(NoticeKind kind)
{
	return names_at(NAMES, NOTICES, (int)kind);
}

int notice_parse(const char *name, NoticeKind *kind)
{
	int found = names_find(NAMES, NOTICES, name);

	if (found < 0)
		return found;
	*kind = (NoticeKind)found;
	return 0;
}

const char *severity_name(Severity severity)
{
	return names_at(SEVERITY_NAMES, SEVERITIES, (int)severity);
}

Severity notice_severity(NoticeKind kind)
{
	return KINDS[kind].severity;
}

gboolean notice_lasts(NoticeKind kind)
{
	return KINDS[kind].lasts;
}

int64_t notice_quiet_s(NoticeKind kind)
{
	return KINDS[kind].quiet_s;
}

gboolean notice_wanted(NoticeKind kind, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		const char *word = words->pdata[i];
		int severity = names_find(SEVERITY_NAMES, SEVERITIES, word);

		if (g_str_equal(word, "all") || g_str_equal(word, NAMES[kind]) ||
		    (severity >= 0 && KINDS[kind].severity >= (Severity)severity))
			return TRUE;
	}
	return FALSE;
}

const char *const *notice_words(void)
{
	return WORDS;
}
