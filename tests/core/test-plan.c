/* What comes next for a case, and why: every reason at least once, and which of several is said.
 *
 * All rows: zone Etc/UTC, first contact 08:00-21:30 daily, satisfaction Monday to Friday 10:00-20:00, both quiet 21:30-08:00,
 * 2026-12-25 is a holiday; the shop works daily 08:00-22:00, agents have 45 min; within 1 h, else by 10:00, hard limit 24 h;
 * satisfaction 24-48 h, given up after 7 days, 3 rounds; one contact in 4 h. 2026-11-18 is a Wednesday. Not asked within 24 h
 * of a word with the customer, nor within 90 days of another case's question. Where `calls`: as texts, after 48 h of silence.
 * Where `closes`: 14 days after the last contact, 7 after the question. Where `notes`: the shop wants the neutral note. */
#include "core/plan.h"
#include "when.h"

typedef struct {
	const char *row;
	CaseState state;
	const char *complaint, *resolved, *now;
	PlanVerdict verdict;
	Reason reason;
	const char *due, *deadline; /* NULL: none */
	gboolean late, no_sms, done, unknown, words_under_way, zoneless, windowless, lunch, landline, no_consent, no_survey_consent, one_way;
	gboolean telephones, no_call; /* a provider of ours does */
	const char *dead_until;
	const char *words_due; /* NULL: no words of a person wait */
	EventKind event; /* at event_at, when that is given */
	const char *event_at, *contact;
	int round;
	gboolean calls, closes, notes, called, call_open, undelivered, wrong_owner, owed, asked, no_note, incident;
	const char *touched, *talked, *claimed, *asked_other, *closed;
	Step step; /* STEP_NONE: that of the state */
} Row;

#define WED "2026-11-18 "
#define THU "2026-11-19 "

static const Row ROWS[] = {
	{"contacted: nothing of ours", CASE_CONTACTED, .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"replied: an agent's turn", CASE_REPLIED, .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"in progress: an agent's turn", CASE_IN_PROGRESS, .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"closed", CASE_CLOSED, .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"done in this round", CASE_NEW, .done = TRUE, .verdict = PLAN_NONE, .reason = REASON_STEP_DONE},
	{"done comes before all else", CASE_NEW, .done = TRUE, .no_sms = TRUE, .unknown = TRUE, .verdict = PLAN_NONE,
	 .reason = REASON_STEP_DONE},
	{"question done", CASE_RESOLVED, .done = TRUE, .verdict = PLAN_NONE, .reason = REASON_STEP_DONE},
	{"no ground for texting", CASE_NEW, .no_sms = TRUE, .verdict = PLAN_HOLD, .reason = REASON_SMS_NOT_ALLOWED},
	{"no ground comes before opt-out", CASE_NEW, .no_sms = TRUE, .event = EVENT_OPT_OUT, .event_at = WED "08:00",
	 .verdict = PLAN_HOLD, .reason = REASON_SMS_NOT_ALLOWED},
	{"no consent for a first contact", CASE_NEW, .no_consent = TRUE, .verdict = PLAN_HOLD, .reason = REASON_NO_CONSENT},
	{"no consent for a question: a person asks", CASE_RESOLVED, .no_survey_consent = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_NO_CONSENT},
	{"consent is asked for each class by itself", CASE_NEW, .no_survey_consent = TRUE, .now = WED "10:45",
	 .verdict = PLAN_STEP, .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},
	{"no ground comes before no consent", CASE_NEW, .no_sms = TRUE, .no_consent = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_SMS_NOT_ALLOWED},
	{"no answer arrives: a person asks", CASE_RESOLVED, .one_way = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_NO_REPLY_PATH},
	{"no answer arrives: an apology needs none", CASE_NEW, .one_way = TRUE, .now = WED "10:45", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},
	{"opted out comes before no answer", CASE_RESOLVED, .one_way = TRUE, .event = EVENT_OPT_OUT,
	 .event_at = WED "08:00", .verdict = PLAN_NONE, .reason = REASON_OPTED_OUT},
	{"wrong number: somebody must find the right one", CASE_NEW, .event = EVENT_WRONG_NUMBER,
	 .event_at = WED "08:00",
	 .verdict = PLAN_HOLD, .reason = REASON_WRONG_NUMBER},
	{"opted out: the complaint still waits", CASE_NEW, .event = EVENT_OPT_OUT, .event_at = WED "08:00",
	 .verdict = PLAN_HOLD, .reason = REASON_OPTED_OUT},
	{"opted out: no question", CASE_RESOLVED, .event = EVENT_OPT_OUT, .event_at = WED "08:00", .verdict = PLAN_NONE,
	 .reason = REASON_OPTED_OUT},
	{"withdrawn", CASE_NEW, .event = EVENT_WITHDRAWN, .event_at = WED "08:00", .verdict = PLAN_NONE,
	 .reason = REASON_WITHDRAWN},
	{"agent was first", CASE_NEW, .event = EVENT_AGENT_CONTACTED, .event_at = WED "10:05", .verdict = PLAN_NONE,
	 .reason = REASON_AGENT_WAS_FIRST},
	{"answered since", CASE_RESOLVED, .event = EVENT_REPLY, .event_at = WED "09:30", .verdict = PLAN_NONE,
	 .reason = REASON_ANSWERED},
	{"reopened since", CASE_RESOLVED, .event = EVENT_REOPENED, .event_at = WED "09:30", .verdict = PLAN_NONE,
	 .reason = REASON_REOPENED},
	{"unknown outcome of this step", CASE_NEW, .unknown = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_UNKNOWN_OUTCOME},
	{"words of a person leave in time", CASE_NEW, .words_due = WED "11:00", .verdict = PLAN_NONE,
	 .reason = REASON_WORDS_FIRST},
	{"an incident holds it all the same", CASE_NEW, .now = WED "10:45", .words_due = WED "11:00", .incident = TRUE,
	 .verdict = PLAN_HOLD, .reason = REASON_INCIDENT, .deadline = WED "11:00"},
	{"they come too late for the promise", CASE_NEW, .now = WED "10:45", .words_due = WED "11:01", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},
	{"words of a person go again", CASE_NEW, .words_under_way = TRUE, .verdict = PLAN_NONE, .reason = REASON_WORDS_FIRST},
	{"they are no answer to a question", CASE_RESOLVED, .words_under_way = TRUE, .verdict = PLAN_STEP,
	 .reason = REASON_CLOSED_HOURS, .due = THU "10:00", .deadline = "2026-11-20 09:00"},
	{"unknown outcome of another step", CASE_RESOLVED, .event = EVENT_UNKNOWN_OUTCOME, .event_at = WED "08:00",
	 .verdict = PLAN_STEP, .reason = REASON_CLOSED_HOURS, .due = THU "10:00", .deadline = "2026-11-20 09:00"},
	{"cancelled comes before unknown", CASE_NEW, .unknown = TRUE, .event = EVENT_WITHDRAWN, .event_at = WED "08:00",
	 .verdict = PLAN_NONE, .reason = REASON_WITHDRAWN},
	{"a landline", CASE_NEW, .landline = TRUE, .verdict = PLAN_HOLD, .reason = REASON_LANDLINE},
	{"a landline: no question either", CASE_RESOLVED, .landline = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_LANDLINE},
	{"a landline that may be called", CASE_NEW, .landline = TRUE, .telephones = TRUE, .now = WED "10:45", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},
	{"who wants no calls is not called: a person writes", CASE_NEW, .landline = TRUE, .telephones = TRUE, .no_call = TRUE,
	 .verdict = PLAN_HOLD, .reason = REASON_NO_CALL},
	{"no calls says nothing of texts", CASE_NEW, .no_call = TRUE, .now = WED "10:45", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},
	{"opt-out comes before landline", CASE_NEW, .landline = TRUE, .event = EVENT_OPT_OUT, .event_at = WED "08:00",
	 .verdict = PLAN_HOLD, .reason = REASON_OPTED_OUT},
	{"a dead number", CASE_NEW, .dead_until = WED "10:10:01", .verdict = PLAN_HOLD, .reason = REASON_DEAD_NUMBER},
	{"a number dead until now", CASE_NEW, .dead_until = WED "10:10", .verdict = PLAN_STEP, .reason = REASON_AGENT_GRACE,
	 .due = WED "10:45", .deadline = WED "11:00"},
	{"no zone", CASE_NEW, .zoneless = TRUE, .verdict = PLAN_HOLD, .reason = REASON_NO_ZONE},
	{"no window", CASE_NEW, .windowless = TRUE, .verdict = PLAN_HOLD, .reason = REASON_NO_WINDOW,
	 .deadline = WED "11:00"},
	{"hard limit: at it", CASE_NEW, .now = THU "10:00", .verdict = PLAN_STEP, .reason = REASON_NOW,
	 .due = THU "10:00",
	 .deadline = WED "11:00", .late = TRUE},
	{"hard limit: past it", CASE_NEW, .now = THU "10:00:01", .verdict = PLAN_HOLD, .reason = REASON_TOO_LATE,
	 .deadline = WED "11:00"},
	{"too old a solution", CASE_RESOLVED, .now = "2026-11-26 10:00", .verdict = PLAN_NONE,
	 .reason = REASON_SURVEY_TOO_OLD, .deadline = "2026-11-20 09:00"},
	{"third round", CASE_RESOLVED, .round = 3, .verdict = PLAN_STEP, .reason = REASON_CLOSED_HOURS,
	 .due = THU "10:00", .deadline = "2026-11-20 09:00"},
	{"fourth round", CASE_RESOLVED, .round = 4, .verdict = PLAN_HOLD, .reason = REASON_TOO_MANY_ROUNDS,
	 .deadline = "2026-11-20 09:00"},
	{"rounds do not stop a first contact", CASE_NEW, .round = 4, .now = WED "10:45", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},

	{"agents have the first word", CASE_NEW, .verdict = PLAN_STEP, .reason = REASON_AGENT_GRACE, .due = WED "10:45",
	 .deadline = WED "11:00"},
	{"outside working hours they do not", CASE_NEW, .complaint = THU "07:00", .now = THU "08:00",
	 .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = THU "08:00", .deadline = THU "10:00"},
	{"grace that ends in quiet hours", CASE_NEW, .complaint = WED "21:00", .now = WED "21:00", .verdict = PLAN_STEP,
	 .reason = REASON_QUIET_HOURS, .due = THU "08:00", .deadline = WED "22:00", .late = TRUE},
	{"a complaint stamped after now", CASE_NEW, .complaint = THU "07:50", .now = WED "10:00", .verdict = PLAN_STEP,
	 .reason = REASON_QUIET_HOURS, .due = THU "08:00", .deadline = THU "10:00"},
	{"night: quiet hours", CASE_NEW, .complaint = WED "23:00", .now = WED "23:00", .verdict = PLAN_STEP,
	 .reason = REASON_QUIET_HOURS, .due = THU "08:00", .deadline = THU "10:00"},
	{"a lunch break in the hours", CASE_NEW, .now = WED "12:30", .lunch = TRUE, .verdict = PLAN_STEP,
	 .reason = REASON_CLOSED_HOURS, .due = WED "14:00", .deadline = WED "11:00", .late = TRUE},
	{"evening until the window, past the quiet", CASE_RESOLVED, .resolved = "2026-11-17 20:30", .now = WED "20:30",
	 .verdict = PLAN_STEP, .reason = REASON_CLOSED_HOURS, .due = THU "10:00", .deadline = THU "20:30"},
	{"weekend: closed hours", CASE_RESOLVED, .resolved = "2026-11-20 12:00", .now = "2026-11-20 13:00",
	 .verdict = PLAN_STEP, .reason = REASON_CLOSED_HOURS, .due = "2026-11-23 10:00", .deadline = "2026-11-22 12:00",
	 .late = TRUE},
	{"a holiday, met at night", CASE_NEW, .complaint = "2026-12-24 23:00", .now = "2026-12-24 23:00",
	 .verdict = PLAN_HOLD,
	 .reason = REASON_TOO_LATE, .deadline = "2026-12-26 10:00"},
	{"a holiday, met on its morning", CASE_NEW, .complaint = "2026-12-25 09:00", .now = "2026-12-25 09:00",
	 .verdict = PLAN_STEP, .reason = REASON_HOLIDAY, .due = "2026-12-26 08:00", .deadline = "2026-12-26 10:00"},
	{"the budget", CASE_NEW, .now = WED "10:50", .contact = WED "09:00", .verdict = PLAN_STEP,
	 .reason = REASON_BUDGET,
	 .due = WED "13:00", .deadline = WED "11:00", .late = TRUE},
	{"the budget over the night", CASE_NEW, .complaint = WED "20:00", .now = WED "20:50", .contact = WED "19:00",
	 .verdict = PLAN_STEP, .reason = REASON_BUDGET, .due = THU "08:00", .deadline = WED "21:00", .late = TRUE},
	{"the night outlasts the budget", CASE_NEW, .complaint = WED "23:00", .now = WED "23:00",
	 .contact = WED "20:00",
	 .verdict = PLAN_STEP, .reason = REASON_QUIET_HOURS, .due = THU "08:00", .deadline = THU "10:00"},
	{"the question has its day", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "12:00", .verdict = PLAN_STEP,
	 .reason = REASON_NOT_YET, .due = THU "12:00", .deadline = "2026-11-20 12:00"},
	{"the question is due", CASE_RESOLVED, .resolved = WED "12:00", .now = THU "12:00", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = THU "12:00", .deadline = "2026-11-20 12:00"},
	{"solved after now: the clock went back", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "11:00",
	 .verdict = PLAN_STEP, .reason = REASON_NOT_YET, .due = THU "12:00", .deadline = "2026-11-20 12:00"},
	{"silence for two days: a call", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .touched = WED "10:00",
	 .now = WED "10:10", .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NO_REPLY_YET, .due = "2026-11-20 10:00"},
	{"never at once", CASE_CONTACTED, .calls = TRUE, .touched = WED "10:00", .now = "2026-11-20 09:59:59",
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NO_REPLY_YET, .due = "2026-11-20 10:00"},
	{"the call is due", CASE_CONTACTED, .calls = TRUE, .touched = WED "10:00", .now = "2026-11-20 10:00",
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NOW, .due = "2026-11-20 10:00"},
	{"a call keeps the hours", CASE_CONTACTED, .calls = TRUE, .touched = WED "21:00", .now = "2026-11-20 22:00",
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_QUIET_HOURS, .due = "2026-11-21 08:00"},
	{"a call counts against the budget", CASE_CONTACTED, .calls = TRUE, .touched = WED "10:00",
	 .contact = "2026-11-20 09:00", .now = "2026-11-20 09:30", .verdict = PLAN_STEP, .step = STEP_CALL,
	 .reason = REASON_BUDGET, .due = "2026-11-20 13:00"},
	{"no answer can arrive: silence says nothing", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .one_way = TRUE,
	 .touched = WED "10:00", .verdict = PLAN_STEP, .step = STEP_CLOSE, .reason = REASON_NO_REPLY_YET,
	 .due = "2026-12-02 10:00"},
	{"came back undelivered: a call at once", CASE_CONTACTED, .calls = TRUE, .undelivered = TRUE, .touched = WED "10:00",
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NOW, .due = WED "10:10"},
	{"undelivered where no answer arrives: a call too", CASE_CONTACTED, .calls = TRUE, .undelivered = TRUE,
	 .one_way = TRUE, .touched = WED "10:00", .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NOW,
	 .due = WED "10:10"},
	{"the agent who wrote waits alone", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .touched = WED "10:05",
	 .event = EVENT_AGENT_CONTACTED, .event_at = WED "10:05", .verdict = PLAN_STEP, .step = STEP_CLOSE,
	 .reason = REASON_NO_REPLY_YET, .due = "2026-12-02 10:05"},
	{"somebody else's number is not called", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .wrong_owner = TRUE,
	 .touched = WED "10:00", .verdict = PLAN_STEP, .step = STEP_CLOSE, .reason = REASON_NO_REPLY_YET,
	 .due = "2026-12-02 10:00"},
	{"opted out elsewhere: no call", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .touched = WED "10:00",
	 .event = EVENT_OPT_OUT, .event_at = WED "10:05", .verdict = PLAN_STEP, .step = STEP_CLOSE,
	 .reason = REASON_NO_REPLY_YET, .due = "2026-12-02 10:00"},
	{"the call is on the list", CASE_CONTACTED, .calls = TRUE, .closes = TRUE, .called = TRUE, .call_open = TRUE,
	 .touched = WED "10:00", .verdict = PLAN_NONE, .step = STEP_CALL, .reason = REASON_CALL_OPEN},
	{"called in vain: closed two weeks after the last attempt", CASE_CONTACTED, .calls = TRUE, .closes = TRUE,
	 .called = TRUE, .touched = "2026-11-21 15:00", .now = "2026-11-21 16:00", .verdict = PLAN_STEP, .step = STEP_CLOSE,
	 .reason = REASON_NO_REPLY_YET, .due = "2026-12-05 15:00"},
	{"closing is due", CASE_CONTACTED, .closes = TRUE, .touched = WED "10:00", .now = "2026-12-02 10:00",
	 .verdict = PLAN_STEP, .step = STEP_CLOSE, .reason = REASON_NOW, .due = "2026-12-02 10:00"},
	{"what is owed keeps a case open", CASE_CONTACTED, .closes = TRUE, .owed = TRUE, .touched = WED "10:00",
	 .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"a landline is called as soon as calls are permitted", CASE_NEW, .calls = TRUE, .landline = TRUE, .complaint = WED "23:00",
	 .now = WED "23:00", .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_QUIET_HOURS, .due = THU "08:00",
	 .deadline = THU "10:00"},
	{"a landline, and agents have no grace from themselves", CASE_NEW, .calls = TRUE, .landline = TRUE,
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NOW, .due = WED "10:10", .deadline = WED "11:00"},
	{"the landline's call is on the list", CASE_NEW, .calls = TRUE, .landline = TRUE, .called = TRUE, .call_open = TRUE,
	 .verdict = PLAN_NONE, .step = STEP_CALL, .reason = REASON_CALL_OPEN},
	{"a landline called in vain is a person's", CASE_NEW, .calls = TRUE, .landline = TRUE, .called = TRUE,
	 .verdict = PLAN_HOLD, .reason = REASON_LANDLINE},
	{"the provider refused the number: a call", CASE_NEW, .calls = TRUE, .done = TRUE, .undelivered = TRUE,
	 .verdict = PLAN_STEP, .step = STEP_CALL, .reason = REASON_NOW, .due = WED "10:10", .deadline = WED "11:00"},
	{"refused, and called in vain: a person's", CASE_NEW, .calls = TRUE, .done = TRUE, .undelivered = TRUE, .called = TRUE,
	 .verdict = PLAN_HOLD, .reason = REASON_DEAD_NUMBER},
	{"a text is possible: no call is the first contact", CASE_NEW, .calls = TRUE, .now = WED "10:45", .verdict = PLAN_STEP,
	 .reason = REASON_NOW, .due = WED "10:45", .deadline = WED "11:00"},

	{"not while an agent holds the case", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "12:00",
	 .claimed = THU "16:00", .verdict = PLAN_STEP, .reason = REASON_TALKING, .due = THU "16:00",
	 .deadline = "2026-11-20 12:00"},
	{"not within a day of the last word", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "18:00",
	 .talked = WED "17:30", .verdict = PLAN_STEP, .reason = REASON_TALKING, .due = THU "17:30",
	 .deadline = "2026-11-20 12:00"},
	{"asked about another case: not again", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "12:00",
	 .asked_other = "2026-08-21 12:01", .verdict = PLAN_NONE, .reason = REASON_COOL_DOWN, .deadline = "2026-11-20 12:00"},
	{"ninety days later again", CASE_RESOLVED, .resolved = WED "12:00", .now = WED "12:00",
	 .asked_other = "2026-08-21 12:00", .verdict = PLAN_STEP, .reason = REASON_NOT_YET, .due = THU "12:00",
	 .deadline = "2026-11-20 12:00"},
	{"not asked: closed all the same", CASE_RESOLVED, .closes = TRUE, .resolved = WED "12:00", .now = WED "12:00",
	 .asked_other = "2026-09-01 12:00", .verdict = PLAN_STEP, .step = STEP_CLOSE, .reason = REASON_COOL_DOWN,
	 .due = "2026-11-25 12:00"},
	{"too old to ask: closed", CASE_RESOLVED, .closes = TRUE, .now = "2026-11-26 10:00", .verdict = PLAN_STEP,
	 .step = STEP_CLOSE, .reason = REASON_NOW, .due = "2026-11-25 09:00"},
	{"no answer to the question: closed a week later", CASE_RESOLVED, .closes = TRUE, .done = TRUE, .asked = TRUE,
	 .touched = THU "10:00", .now = THU "10:00", .verdict = PLAN_STEP, .step = STEP_CLOSE, .reason = REASON_NO_REPLY_YET,
	 .due = "2026-11-26 10:00"},
	{"a question that never left closes nothing", CASE_RESOLVED, .closes = TRUE, .done = TRUE, .touched = WED "10:00",
	 .verdict = PLAN_NONE, .reason = REASON_STEP_DONE},
	{"the note waits a day", CASE_CLOSED, .notes = TRUE, .closed = WED "12:00", .now = WED "12:00", .verdict = PLAN_STEP,
	 .step = STEP_REVIEW_NOTE, .reason = REASON_NOT_YET, .due = THU "12:00"},
	{"never twice, never beside an offer", CASE_CLOSED, .notes = TRUE, .no_note = TRUE, .closed = WED "12:00",
	 .now = WED "12:00", .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"no note to who opted out", CASE_CLOSED, .notes = TRUE, .closed = WED "12:00", .now = WED "13:00",
	 .event = EVENT_OPT_OUT, .event_at = WED "12:30", .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"no note after a week", CASE_CLOSED, .notes = TRUE, .closed = WED "12:00", .now = "2026-11-26 12:00",
	 .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"the shop wants no note", CASE_CLOSED, .closed = WED "12:00", .now = WED "12:00", .verdict = PLAN_NONE,
	 .reason = REASON_NOTHING_TO_DO},
	{"an incident holds the first contact, its deadline stands", CASE_NEW, .incident = TRUE, .now = WED "10:45",
	 .verdict = PLAN_HOLD, .reason = REASON_INCIDENT, .deadline = WED "11:00"},
	{"what comes too late for its deadline is not called late while it waits", CASE_NEW, .incident = TRUE,
	 .complaint = WED "00:10", .now = WED "11:45", .verdict = PLAN_HOLD, .reason = REASON_INCIDENT, .deadline = WED "10:00"},
	{"an incident holds the question", CASE_RESOLVED, .incident = TRUE, .verdict = PLAN_HOLD, .reason = REASON_INCIDENT,
	 .deadline = "2026-11-20 09:00"},
	{"an incident holds the call", CASE_CONTACTED, .calls = TRUE, .incident = TRUE, .touched = WED "10:00",
	 .verdict = PLAN_HOLD, .step = STEP_CALL, .reason = REASON_INCIDENT},
	{"an incident holds the closing", CASE_CONTACTED, .closes = TRUE, .incident = TRUE, .touched = WED "10:00",
	 .verdict = PLAN_HOLD, .step = STEP_CLOSE, .reason = REASON_INCIDENT},
	{"an incident holds the note", CASE_CLOSED, .notes = TRUE, .incident = TRUE, .closed = WED "12:00", .now = WED "12:00",
	 .verdict = PLAN_HOLD, .step = STEP_REVIEW_NOTE, .reason = REASON_INCIDENT},
	{"an opt-out is said before an incident", CASE_NEW, .incident = TRUE, .event = EVENT_OPT_OUT, .event_at = WED "08:00",
	 .verdict = PLAN_HOLD, .reason = REASON_OPTED_OUT},
	{"an incident holds nothing of an agent's turn", CASE_REPLIED, .incident = TRUE, .verdict = PLAN_NONE,
	 .reason = REASON_NOTHING_TO_DO},
	{"no ground for asking either", CASE_RESOLVED, .no_sms = TRUE, .verdict = PLAN_HOLD,
	 .reason = REASON_SMS_NOT_ALLOWED},
};

#define PERMITTED "1234567 08:00-21:30, q1234567 21:30-08:00, h2026-12-25"
#define LUNCH "1234567 08:00-12:00, 1234567 14:00-21:30, q1234567 21:30-08:00"

START_TEST(plans)
{
	const Row *row = &ROWS[_i];
	g_autoptr(Hours) first = hours_of(row->windowless ? "" : row->lunch ? LUNCH : PERMITTED);
	g_autoptr(Hours) survey = hours_of("12345 10:00-20:00, q1234567 21:30-08:00, h2026-12-25");
	g_autoptr(Hours) work = hours_of("1234567 08:00-22:00, h2026-12-25");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");
	const Hours *firsts[] = {first}, *surveys[] = {survey};
	PlanPolicy policy = {
		.sms_allowed = !row->no_sms, .call_provider = row->telephones,
		.one_way = row->one_way,
		.no_consent = {[CLASS_FIRST_CONTACT] = row->no_consent, [CLASS_SATISFACTION] = row->no_survey_consent},
		.agent_grace_s = 2700, .hard_limit_s = 86400, .max_rounds = 3, .call_allowed = row->calls || row->telephones,
		.sat_quiet_s = 86400, .sat_cool_s = 90 * INT64_C(86400), .review_note = row->notes,
		.no_answer_s = row->closes ? 14 * 86400 : 0, .sat_close_s = row->closes ? 7 * 86400 : 0,
	};
	PlanFacts facts = {
		.case_id = 7, .state = row->state, .round = row->round ? row->round : 1,
		.complaint_at = when(row->complaint ? row->complaint : WED "10:00"), .facts = DECIDE_FACTS_NONE,
	};
	int64_t contact = row->contact ? when(row->contact) : 0;
	FactEvent events[] = {
		{EVENT_RESOLVED, when(row->resolved ? row->resolved : WED "09:00")},
		{row->event, row->event_at ? when(row->event_at) : 0},
	};
	Plan plan;

	for (int class = 0; class < CLASSES; class++)
		policy.rules[class] = (DecideRules){
			.layers = class == CLASS_SATISFACTION ? surveys : firsts, .n_layers = 1,
			.zones = &zone, .n_zones = !row->zoneless, .min_gap_s = 14400,
			.work = work, .sla_in_s = 3600, .sla_next_s = 36000, .delay_s = 77777,
			.sat_min_s = 86400, .sat_max_s = 172800, .sat_give_up_s = 604800, .no_reply_s = 172800,
		};
	facts.step_done[STEP_FIRST_CONTACT] = row->done || row->state == CASE_RESOLVED;
	facts.step_done[STEP_SATISFACTION] = row->done;
	facts.step_unknown[STEP_FIRST_CONTACT] = row->unknown;
	facts.words_under_way = row->words_under_way;
	facts.words_due_at = row->words_due ? when(row->words_due) : 0;
	facts.landline = row->landline;
	facts.no_call = row->no_call;
	facts.dead_until = row->dead_until ? when(row->dead_until) : 0;
	facts.step_done[STEP_CALL] = row->called;
	facts.call_open = row->call_open;
	facts.undelivered = row->undelivered;
	facts.wrong_owner = row->wrong_owner;
	facts.owed = row->owed;
	facts.asked = row->asked;
	facts.no_note = row->no_note;
	facts.incident = row->incident;
	facts.touched_at = row->touched ? when(row->touched) : 0;
	facts.talked_at = row->talked ? when(row->talked) : 0;
	facts.claimed_until = row->claimed ? when(row->claimed) : 0;
	facts.asked_other_at = row->asked_other ? when(row->asked_other) : 0;
	facts.closed_at = row->closed ? when(row->closed) : 0;
	if (row->touched)
		facts.facts.sms_sent_at = facts.touched_at;
	facts.facts.events = row->state == CASE_RESOLVED ? events : events + 1;
	facts.facts.n_events = (row->state == CASE_RESOLVED) + (row->event_at != NULL);
	facts.facts.contacts = &contact;
	facts.facts.n_contacts = row->contact != NULL;
	plan = plan_next(&policy, &facts, when(row->now ? row->now : WED "10:10"));
	row_str(row->row, reason_name(plan.reason), reason_name(row->reason));
	row_int(row->row, plan.verdict, row->verdict);
	row_int(row->row, plan.step,
	        row->step ? row->step : row->telephones ? STEP_CALL : row->state == CASE_NEW ? STEP_FIRST_CONTACT : row->state == CASE_RESOLVED ? STEP_SATISFACTION : STEP_NONE);
	row_int(row->row, plan.round, facts.round);
	row_int(row->row, plan.due_at, row->due ? when(row->due) : DECIDE_NEVER);
	row_int(row->row, plan.deadline_at, row->deadline ? when(row->deadline) : DECIDE_NEVER);
	row_int(row->row, plan.late, row->late);
}
END_TEST

/* Layers: 0 permits 08:00-20:00 and is quiet from 21:00, 1 permits 09:00-18:00 on weekdays. 2026-11-20 is a Friday. */
static const struct {
	const char *row, *at;
	Reason reason;
	guint layer;
} LAYERS[] = {
	{"only one of them shuts", WED "08:30", REASON_CLOSED_HOURS, 1},
	{"both shut, the one that opens later holds", WED "20:30", REASON_CLOSED_HOURS, 1},
	{"quiet is the word of one", WED "22:00", REASON_QUIET_HOURS, 0},
	{"the weekend", "2026-11-21 10:00", REASON_CLOSED_HOURS, 1},
	{"nobody says that", WED "10:00", REASON_CLOSED_HOURS, 2},
};

START_TEST(the_layer_that_holds)
{
	g_autoptr(Hours) a = hours_of("1234567 08:00-20:00, q1234567 21:00-06:00"), b = hours_of("12345 09:00-18:00");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");
	const Hours *layers[] = {a, b};
	const DecideRules rules = {.layers = layers, .n_layers = 2, .zones = &zone, .n_zones = 1};

	row_int(LAYERS[_i].row, plan_hours_layer(&rules, when(LAYERS[_i].at), LAYERS[_i].reason), LAYERS[_i].layer);
}
END_TEST

/* A reason nobody can get is a reason nobody tested. */
START_TEST(every_reason_is_said)
{
	/* the finding of who looks the shop up, and what words wait for (test-ladder) */
	gboolean said = (Reason)_i == REASON_NO_SHOP || (Reason)_i == REASON_CLAIMED_BY_OTHER;

	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++)
		said |= ROWS[i].reason == (Reason)_i;
	ck_assert_msg(said, "no row for %s", reason_name((Reason)_i));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan");
	TCase *tc = tcase_create("plan");

	tcase_add_loop_test(tc, plans, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, the_layer_that_holds, 0, G_N_ELEMENTS(LAYERS));
	tcase_add_loop_test(tc, every_reason_is_said, 0, REASONS);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "plan");
}
