#include "conf/settings.h"

#include <stddef.h>
#include <string.h>

#include "conf/private.h"

static const char *const DRIVERS[] = {
	"http",
	"kannel",
	"twilio",
	"vonage",
	"aliyun",
	"tencent",
	"smsc_ru",
	NULL,
};
static const char *const CHANNELS[] = {"webhook", "wecom", "dingtalk", "feishu", "slack", "command", NULL};
static const char *const COUNTINGS[] = {"standard", "china", NULL};
static const char *const MENTIONS[] = {"never", "neutral_note", NULL};
static const char *const ON_UNKNOWN[] = {"hold", "wait_report", "resend_after", NULL};
static const char *const LOG_LEVELS[] = {"error", "warning", "notice", "info", "debug", NULL};

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

#define GENERAL(key, type, field) #key, SCOPE_GENERAL, type, .offset = offsetof(ConfWhole, field)
#define PROVIDER(key, type, field) #key, SCOPE_PROVIDER, type, .offset = offsetof(ConfProvider, field)
#define SHOP(key, type, field) #key, SCOPE_SHOP, type, .offset = offsetof(ConfShop, field)
#define CHANNEL(key, type, field) #key, SCOPE_CHANNEL, type, .offset = offsetof(ConfChannel, field)
#define RULE(key, type, field) #key, SCOPE_RULE, type, .offset = offsetof(ConfRules, field)

/* Keys of one group stand together: show and manual print them in this order. Sources of defaults: DESIGN section 4
 * (first contact), contact-rules (courtesy hours of the regions, 10-20 for surveys), features F12 and F19 (budget,
 * rounds). */
static const Setting SETTINGS[] = {
	{GENERAL(store.path, TYPE_PATH, conf.store_path), .fallback = "/var/lib/followup/followup.db",
	 .help = "The case store: one SQLite file, made when it is not there."},
	{GENERAL(listen, TYPE_LISTEN, conf.listen), .fallback = "127.0.0.1:8080",
	 .help = "Address and port on which providers' reports and replies come in. Put a proxy with TLS before it. "
	         "\"\" listens nowhere, or only on the socket systemd passes."},
	{GENERAL(trusted_proxies, TYPE_NETS, conf.trusted_proxies), .fallback = "", .example = "127.0.0.1", .max = 50,
	 .help = "The proxies that stand before listen: of a request that comes from one of them the sender is the last address in "
	         "X-Forwarded-For that is none of them. Of any other request that header is not believed."},
	{GENERAL(log_level, TYPE_LOG_LEVEL, conf.log_level), .fallback = "info", .words = LOG_LEVELS,
	 .help = "The least important lines that are still logged."},
	{GENERAL(max_in_flight, TYPE_INT, conf.max_in_flight), .fallback = "50", .min = 1, .max = 1000,
	 .unit = "messages", .help = "How many messages may be on their way to all providers at once."},
	{GENERAL(backlog.gap, TYPE_DURATION, conf.backlog_gap_s), .fallback = "1h", .min = MINUTE, .max = 7 * DAY,
	 .help = "When followupd was away so long while texts became due, all of them are judged anew before any leaves."},
	{GENERAL(backlog.spread, TYPE_DURATION, conf.backlog_spread_s), .fallback = "30min", .max = DAY,
	 .help = "Over what time those that are still right then leave, where the provider has no rate; \"0s\": at once."},
	{GENERAL(incidents.suggest_from, TYPE_INT, conf.incident_from), .fallback = "10", .max = 100000,
	 .unit = "cases",
	 .help = "So many open cases of one product, carrier or category, taken in within incidents.suggest_within, are "
	         "proposed as an incident on the board; 0: nothing is proposed."},
	{GENERAL(incidents.suggest_within, TYPE_DURATION, conf.incident_within_s), .fallback = "24h", .min = HOUR,
	 .max = 7 * DAY, .help = "Over what time they are counted."},
	{GENERAL(incidents.suggest_leap, TYPE_INT, conf.incident_leap), .fallback = "3", .min = 1, .max = 100,
	 .unit = "times",
	 .help = "And they must be so many times the usual: the average of the seven such times before."},
	{GENERAL(incidents.release_over, TYPE_DURATION, conf.incident_release_s), .fallback = "30min", .max = DAY,
	 .help = "When an incident ends, what waited in its cases leaves one after another, all of it within this time; "
	         "\"0s\": at once."},
	{GENERAL(retention.cases, TYPE_DURATION, conf.retain_s[RETAIN_CASES]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long a closed case is kept, counted from its end and from the last thing that happened to it: its story, "
	         "texts, replies, reports and deadlines, and its customer's number where no opt-out and no other case needs it. "
	         "\"0s\": for ever, as for all of these. Each night from 03:30 of the system's clock what is too old is taken out; "
	         "of a case that is not closed, nothing. Opt-outs are kept for ever. Not less than 90d: a late answer may still open "
	         "the case, and its texts count in the customer's budget."},
	{GENERAL(retention.texts, TYPE_DURATION, conf.retain_s[RETAIN_TEXTS]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long what was written by and about the customer of a closed case is kept: texts, replies, notes, the name, "
	         "the order. The story stays, with digests in place of the words, and evidence of it can still be checked. Not less than 90d."},
	{GENERAL(retention.replies, TYPE_DURATION, conf.retain_s[RETAIN_REPLIES]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long a reply that belongs to no case is kept, once somebody has read it. Not less than 7d, in which somebody "
	         "may look into it, as for the four below."},
	{GENERAL(retention.receipts, TYPE_DURATION, conf.retain_s[RETAIN_RECEIPTS]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long a delivery report that matches no message is kept."},
	{GENERAL(retention.raw, TYPE_DURATION, conf.retain_s[RETAIN_RAW]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long webhooks and providers' answers are kept as they came, once they were read, and as long as no open case "
	         "was about them. Evidence of a case then shows digests in their place."},
	{GENERAL(retention.intake, TYPE_DURATION, conf.retain_s[RETAIN_INTAKE]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long rows that the shop's tools put in are kept after they were taken or rejected."},
	{GENERAL(retention.notices, TYPE_DURATION, conf.retain_s[RETAIN_NOTICES]), .fallback = "0s", .max = 3650 * DAY,
	 .help = "How long what the team was told is kept, once every channel has it and the alarm is over."},
	{GENERAL(claim.lease, TYPE_DURATION, conf.claim_lease_s), .fallback = "30min", .min = MINUTE, .max = DAY,
	 .help = "How long an agent holds a case that was claimed. Every act of theirs on the case begins it anew."},
	{GENERAL(metrics.listen, TYPE_LISTEN, conf.metrics_listen), .fallback = "", .example = "127.0.0.1:9847",
	 .help = "Address and port on which figures are given as OpenMetrics text, at /metrics. Only one of this machine (127.0.0.1, [::1]): "
	         "nobody is asked for a password there, and no figure names a customer. \"\": nowhere."},
	{GENERAL(metrics.textfile, TYPE_PATH, conf.metrics_textfile), .example = "/var/lib/prometheus/node-exporter/followupd.prom",
	 .help = "A file the same figures are written to, for a collector that reads files. It is replaced as a whole, and only after "
	         "something happened. The unit must be let write there (followupd(8))."},
	{GENERAL(metrics.interval, TYPE_DURATION, conf.metrics_every_s), .fallback = "1min", .min = 5, .max = DAY,
	 .help = "How often metrics.textfile is written at most."},
	{GENERAL(text_packs, TYPE_PATH, text_packs), .fallback = PKGDATADIR "/texts",
	 .help = "The directory of the text packs, one file LANGUAGE.conf each."},
	{GENERAL(snippet_packs, TYPE_PATH, snippet_packs), .fallback = PKGDATADIR "/snippets",
	 .help = "The directory of answers that agents write often, one file LANGUAGE.conf each, and of a shop's own in a folder of its id. "
	         "They are held to the same guard as all texts, here and when they are sent."},
	{GENERAL(region_data, TYPE_PATH, region_data), .fallback = PKGDATADIR "/regions",
	 .help = "The directory of what is known about regions: hours, holidays, caps and consent by where the customer's "
	         "number is from, one file REGION.conf each. Its README.md says what stands in them."},
	{GENERAL(alarms.sla_risk, TYPE_DURATION, conf.sla_risk_s), .fallback = "15min", .max = DAY,
	 .help = "How long before the deadline of a first contact the team is told that it is at risk, when nothing planned will "
	         "keep it; \"0s\": not at all."},
	{GENERAL(alarms.no_receipts, TYPE_DURATION, conf.no_receipts_s), .fallback = "30min", .max = DAY,
	 .help = "How long a provider may take messages (three or more) and report on none before the team is told; \"0s\": for "
	         "ever. Only where callback_url is set."},
	{GENERAL(alarms.unknown, TYPE_DURATION, conf.unknown_s), .fallback = "10min", .max = DAY,
	 .help = "How long a message may be of unknown outcome before the team is told that it waits for a person; a receipt "
	         "often settles it sooner."},

	{GENERAL(inbox.listen, TYPE_LISTEN, conf.inbox_listen), .fallback = "127.0.0.1:8090",
	 .help = "Address and port of followup-inbox, the agents' web page. Put a proxy with TLS before it. \"\" listens nowhere, or "
	         "only on the socket systemd passes."},
	{GENERAL(inbox.session_idle, TYPE_DURATION, conf.inbox_idle_s), .fallback = "2h", .min = MINUTE, .max = 7 * DAY,
	 .help = "How long an agent stays logged in to the page without using it. A page that is open and listens counts as used."},
	{GENERAL(inbox.session, TYPE_DURATION, conf.inbox_session_s), .fallback = "12h", .min = MINUTE, .max = 30 * DAY,
	 .help = "After how long an agent must log in again, however much the page is used."},
	{GENERAL(inbox.secure_cookie, TYPE_BOOL, conf.inbox_secure_cookie), .fallback = "true",
	 .help = "Whether browsers hand the session's cookie to https only. false is for a page that is used on this machine itself, "
	         "without a proxy: inbox.listen must then be an address of this machine alone."},
	{GENERAL(inbox.sso_header, TYPE_STRING, conf.inbox_sso_header), .fallback = "", .example = "X-Remote-User", .max = 60,
	 .help = "The header in which a proxy for single sign-on names the account. \"\": there is none, and everybody logs in by a "
	         "password."},
	{GENERAL(inbox.sso_from, TYPE_NETS, conf.inbox_sso_from), .fallback = "", .example = "127.0.0.1", .max = 50,
	 .help = "The proxies whose word on inbox.sso_header is believed, by the address they connect from. They must remove that header "
	         "from what they get from outside."},

	{GENERAL(training.store, TYPE_PATH, conf.training_store), .fallback = "/var/lib/followup/training.db",
	 .help = "The store newcomers practise on: masked copies of old cases, made by \"followupctl training make\". Only followupd --training "
	         "and followup-inbox --training work on it, and nothing of it can be sent."},
	{GENERAL(training.listen, TYPE_LISTEN, conf.training_listen), .fallback = "127.0.0.1:8091",
	 .help = "Address and port of followup-inbox --training. \"\" listens nowhere, or only on the socket systemd passes."},
	{GENERAL(training.url, TYPE_STRING, conf.training_url), .fallback = "", .example = "https://practice.example.com/", .max = 200,
	 .help = "Where the page for practice is found: the agents' page links to it. \"\": there is no link."},

	{GENERAL(reply_packs, TYPE_PATH, reply_packs), .fallback = PKGDATADIR "/replies",
	 .help = "The directory of the words that replies are understood by, one file LANGUAGE.conf each. Its README.md says "
	         "what stands in them."},

	{PROVIDER(driver, TYPE_WORD, driver), .required = TRUE, .example = "kannel", .words = DRIVERS,
	 .help = "Which kind of gateway it is."},
	{PROVIDER(url, TYPE_URL, url), .required = TRUE, .example = "https://sms.example.com/cgi-bin/sendsms",
	 .help = "Where messages are handed in. Plain http only to this machine, unless allow_http is true."},
	{PROVIDER(allow_http, TYPE_BOOL, allow_http), .fallback = "false",
	 .help = "Lets url be plain http to another machine. Numbers and texts then cross that network in the clear."},
	{PROVIDER(username, TYPE_STRING, username), .example = "followup", .min = 1, .max = 200,
	 .help = "The account's name."},
	{PROVIDER(password, TYPE_SECRET, password), .example = "credential:office-password", .min = 1, .max = 500,
	 .help = "The account's password, never written here but as \"file:/path\" or \"credential:NAME\"."},
	{PROVIDER(sender, TYPE_STRING, sender), .example = "10690", .min = 1, .max = 20,
	 .help = "The number or name customers see as sender."},
	{PROVIDER(account, TYPE_STRING, account), .example = "AC0123456789abcdef0123456789abcdef", .min = 1, .max = 100,
	 .help = "The account beside the key: Twilio's Account SID, Tencent's SmsSdkAppId."},
	{PROVIDER(service, TYPE_STRING, service), .example = "MG0123456789abcdef0123456789abcdef", .min = 1, .max = 100,
	 .help = "Twilio's messaging service, which then picks the sender."},
	{PROVIDER(caller, TYPE_STRING, caller), .example = "+15017122661", .min = 1, .max = 20,
	 .help = "The number calls come from, where the provider telephones."},
	{PROVIDER(sign_name, TYPE_STRING, sign_name), .example = "My Shop", .min = 1, .max = 40,
	 .help = "Aliyun and Tencent: the approved signature, without its brackets."},
	{PROVIDER(api_region, TYPE_STRING, api_region), .example = "ap-guangzhou", .min = 1, .max = 40,
	 .help = "Tencent: the region its API is asked in."},
	{PROVIDER(signing, TYPE_STRING, signing), .example = "sha256hmac", .min = 1, .max = 40,
	 .help = "Which of its signatures a driver uses; followup-provider(7) has the names. When not set, its best."},
	{PROVIDER(signature_secret, TYPE_SECRET, signature_secret), .example = "credential:office-signature", .min = 1,
	 .max = 500, .help = "What webhooks are signed with, where that is not the password."},
	{PROVIDER(smsc, TYPE_STRING, smsc), .example = "operator-a", .min = 1, .max = 100,
	 .help = "Kannel's smsc-id to route by; when not set, Kannel chooses."},
	{PROVIDER(callback_url, TYPE_URL, callback_url), .example = "https://followup.example.com",
	 .help = "Our own address as the provider sees it, without a path. When not set, no delivery reports are "
	         "asked for."},
	{PROVIDER(token, TYPE_SECRET, token), .example = "credential:office-token", .min = 16, .max = 100,
	 .help = "The secret part of the path of our webhooks: at least 16 letters, digits, \"-\" or \"_\"."},
	{PROVIDER(http, TYPE_HTTP, http),
	 .example = "{ send: { path = \"/send\"; form = [ \"to={to}\", \"text={text}\" ]; }; }",
	 .help = "Driver \"http\": how this provider's HTTP API is spoken, by templates, pointers and tables. "
	         "followup-provider(7) has all of its keys; profiles to begin with are among the examples."},
	{PROVIDER(allow_from, TYPE_NETS, allow_from), .fallback = "", .example = "203.0.113.0/24", .max = 200,
	 .help = "Addresses and networks its webhooks come from; others are refused. Empty: any, the token alone tells. For "
	         "providers that sign nothing."},
	{PROVIDER(poll, TYPE_DURATION, poll_s), .fallback = "0s", .max = DAY,
	 .help = "How often it is asked for reports and replies, where it keeps them until somebody asks; \"0s\": never."},
	{PROVIDER(on_unknown, TYPE_WORD, on_unknown), .fallback = "hold", .words = ON_UNKNOWN,
	 .help = "What becomes of a message whose answer was lost, once the provider was asked for it where it can be: \"hold\" "
	         "gives it to a person; \"wait_report\" waits for its delivery report first; \"resend_after\" sends it again when "
	         "the provider twice did not know it, where that proves something."},
	{PROVIDER(report_wait, TYPE_DURATION, report_wait_s), .fallback = "72h", .min = MINUTE, .max = 30 * DAY,
	 .help = "How long \"wait_report\" waits before a person must look."},
	{PROVIDER(report_after, TYPE_DURATION, report_after_s), .fallback = "6h", .max = 7 * DAY,
	 .help = "When a message without a final delivery report is asked for, where the provider can be asked; \"0s\": never. "
	         "Nothing is ever sent again for want of a report."},
	{PROVIDER(ca_file, TYPE_PATH, ca_file), .example = "/etc/followup/office-ca.pem",
	 .help = "The CAs that may vouch for the provider's address, as PEM, in place of the system's: for a gateway of one's "
	         "own. Certificates are always verified, and TLS is at least 1.2."},
	{PROVIDER(http2, TYPE_BOOL, http2), .fallback = "true",
	 .help = "Whether messages go by HTTP/2 where an https provider offers it; false keeps to HTTP/1.1."},
	{PROVIDER(proxy, TYPE_URL, proxy), .example = "http://proxy.example.com:3128",
	 .help = "The HTTP proxy to go through. What the environment says of proxies is ignored. To an https address it sees "
	         "the provider's name alone."},
	{PROVIDER(proxy_username, TYPE_STRING, proxy_username), .example = "followup", .min = 1, .max = 200,
	 .help = "The name the proxy wants."},
	{PROVIDER(proxy_password, TYPE_SECRET, proxy_password), .example = "credential:proxy-password", .min = 1, .max = 500,
	 .help = "The password the proxy wants."},
	{PROVIDER(connect_to, TYPE_STRING, connect_to), .example = "sms.example.com:443:127.0.0.1:8443", .max = 300,
	 .testing = TRUE,
	 .help = "For followupd's own tests, and refused outside them: connects to this machine in place of the provider."},
	{PROVIDER(timeout, TYPE_DURATION_MS, timeout_ms), .fallback = "30s", .min = 1, .max = 10 * MINUTE,
	 .help = "How long one message may take to be handed in before its outcome counts as unknown."},
	{PROVIDER(connect_timeout, TYPE_DURATION_MS, connect_timeout_ms), .fallback = "10s", .min = 1,
	 .max = 2 * MINUTE, .help = "How long a connection may take; a message that found none surely did not leave."},
	{PROVIDER(max_in_flight, TYPE_INT, max_in_flight), .fallback = "10", .min = 1, .max = 1000, .unit = "messages",
	 .help = "How many messages may be on their way to this provider at once."},
	{PROVIDER(retry.first, TYPE_DURATION, backoff.first_s), .fallback = "30s", .min = 1, .max = HOUR,
	 .help = "The wait before a message that surely was not accepted is tried again; it doubles each time."},
	{PROVIDER(retry.max, TYPE_DURATION, backoff.max_s), .fallback = "15min", .min = 1, .max = DAY,
	 .help = "The longest such wait."},
	{PROVIDER(retry.tries, TYPE_INT, backoff.max_tries), .fallback = "8", .min = 1, .max = 50, .unit = "tries",
	 .help = "How often a message is tried in all before an agent takes it."},
	{PROVIDER(throttle_cap, TYPE_DURATION, throttle_cap_s), .fallback = "1h", .min = 1, .max = DAY,
	 .help = "The longest wait a provider may ask for."},
	{PROVIDER(rate, TYPE_RATE, rate), .example = "5/s",
	 .help = "How fast messages may be handed to it: so many a second (\"/s\"), a minute (\"/min\") or an hour (\"/h\"), "
	         "spread evenly. When not set, as fast as it answers."},
	{PROVIDER(burst, TYPE_INT, rate.burst), .fallback = "1", .min = 1, .max = 1000, .unit = "messages",
	 .help = "How many of them may leave at one instant after a pause. After a start there was none."},
	{PROVIDER(per_day, TYPE_INT, per_day), .fallback = "0", .max = 10000000, .unit = "messages",
	 .help = "How many it takes in one day (of the system's time zone); 0: any number. The rest goes by the next provider "
	         "of its route, or waits for the next day."},
	{PROVIDER(senders, TYPE_STRINGS, senders), .example = "10690", .min = 1, .max = 200,
	 .help = "Several senders in place of the one of sender: customers are shared out among them, and each keeps the one "
	         "she knows as long as it is in the list."},
	{PROVIDER(rate_per_sender, TYPE_RATE, sender_rate), .example = "1/s",
	 .help = "How fast messages may leave by one sender."},
	{PROVIDER(breaker.failures, TYPE_INT, breaker.failures), .fallback = "5", .max = 1000, .unit = "failures",
	 .help = "After so many messages in a row that it did not take, or of which nobody knows whether it did, it is left "
	         "alone for a while; then one message tries it. 0: never."},
	{PROVIDER(breaker.first, TYPE_DURATION, breaker.first_s), .fallback = "30s", .min = 1, .max = HOUR,
	 .help = "How long it is left alone at first; it doubles each time the one message fails, too."},
	{PROVIDER(breaker.max, TYPE_DURATION, breaker.max_s), .fallback = "10min", .min = 1, .max = DAY,
	 .help = "The longest it is left alone so."},
	{PROVIDER(counting, TYPE_COUNTING, counts_china), .fallback = "standard", .words = COUNTINGS,
	 .help = "How it bills long texts: \"standard\" by the letters (160/153 of GSM-7, else 70/67); \"china\" every "
	         "character alike, 70/67 with the signature, at most 500."},
	{PROVIDER(price_per_segment, TYPE_PRICE, price), .example = "0.045 CNY",
	 .help = "What it asks for one segment; \"followupctl check\" then tells the price of each text."},

	{SHOP(name, TYPE_STRING, name), .required = TRUE, .example = "My Shop", .min = 1, .max = 60,
	 .help = "What customers know the shop by; stands in texts as {shop}."},
	{SHOP(signature, TYPE_STRING, signature), .example = "Li Na, customer care", .min = 1, .max = 60,
	 .help = "Who signs; stands in texts as {signature}."},
	{SHOP(region, TYPE_REGION, region), .example = "CN",
	 .help = "The country numbers without a country code are dialled in (ISO 3166-1). When not set, such numbers "
	         "are refused."},
	{SHOP(zone, TYPE_ZONE, zone), .required = TRUE, .example = "Asia/Shanghai",
	 .help = "The time zone of the shop's people, and of customers of whom nothing better is known."},
	{SHOP(language, TYPE_LANGUAGE, language), .required = TRUE, .example = "zh-CN",
	 .help = "The language of customers of whom nothing better is known. It must have texts."},
	{SHOP(sms.allowed, TYPE_BOOL, sms_allowed), .fallback = "false",
	 .help = "Whether this shop may text its customers at all."},
	{SHOP(sms.ground, TYPE_STRING, sms_ground), .example = "service notice on the customer's own order", .min = 1,
	 .max = 500, .help = "Why it may, in words you could show to an authority. Needed when sms.allowed is true."},
	{SHOP(provider, TYPE_STRING, provider), .example = "office", .min = 1, .max = 100,
	 .help = "By which of the providers it texts. Needed when sms.allowed is true."},
	{SHOP(routes, TYPE_ROUTES, routes), .example = "+86 office, spare", .min = 1, .max = 100,
	 .help = "Other providers for some numbers: how they begin (the longest beginning wins), which line it is "
	         "(\"mobile\", \"landline\", \"fixed-or-mobile\" where a country does not tell, \"other\"; a route with a line "
	         "wins over one without), or both, and then the providers in the order they are asked, or \"none\". The next "
	         "one takes what the first surely did not: it was not reached, asked for a pause, refused us altogether, or "
	         "its day is full. All other numbers go by provider."},
	{SHOP(spend_per_day, TYPE_PRICE, spend_per_day), .example = "50 CNY",
	 .help = "What its texts may cost in one day (of its zone), by the prices of its providers; the rest waits for the "
	         "next day. Calls are not counted."},
	{SHOP(consent.first_contact, TYPE_STRING, consent[CLASS_FIRST_CONTACT]),
	 .example = "ticked at the checkout, kept with the order", .min = 1, .max = 500,
	 .help = "How its customers agreed to texts about their case. Where the customer's region wants consent first, such "
	         "a text waits for a person until this says so."},
	{SHOP(consent.satisfaction, TYPE_STRING, consent[CLASS_SATISFACTION]),
	 .example = "ticked at the checkout, kept with the order", .min = 1, .max = 500,
	 .help = "The same for being asked whether they are satisfied."},
	{SHOP(consent.review_note, TYPE_STRING, consent[CLASS_REVIEW_NOTE]),
	 .example = "ticked at the checkout, kept with the order", .min = 1, .max = 500,
	 .help = "The same for the neutral note on reviews."},
	{SHOP(consent.call, TYPE_STRING, consent[CLASS_CALL]),
	 .example = "ticked at the checkout, kept with the order", .min = 1, .max = 500, .help = "The same for calls."},
	{SHOP(review_mention, TYPE_COUNTING, review_note), .fallback = "never", .words = MENTIONS,
	 .help = "\"neutral_note\" sends every customer, satisfied or not, one note on reviews a day or more after the case is "
	         "closed, never in a case in which something was offered. Its text is the shop's own, for step review_note; "
	         "many marketplaces forbid it."},
	{SHOP(call.allowed, TYPE_BOOL, call_allowed), .fallback = "false",
	 .help = "Whether agents may be asked to telephone this shop's customers."},
	{SHOP(call.ground, TYPE_STRING, call_ground),
	 .example = "the customer gave this number for questions on the order",
	 .min = 1, .max = 500, .help = "Why they may. Needed when call.allowed is true."},
	{SHOP(call.provider, TYPE_STRING, call_provider), .example = "voice", .min = 1, .max = 100,
	 .help = "The provider that telephones and speaks the text of step call, where its driver can: then customers with a "
	         "landline are called in the permitted hours of calls. When not set, a call is a task for an agent."},

	{CHANNEL(kind, TYPE_WORD, kind), .required = TRUE, .example = "webhook", .words = CHANNELS,
	 .help = "What the team is told by: a chat tool's robot, any program that takes JSON over HTTP (webhook), or a program "
	         "on this machine (command)."},
	{CHANNEL(url, TYPE_SECRET, url), .example = "credential:ops-url", .min = 8, .max = 2000,
	 .help = "Where messages are posted. Whoever knows a robot's address can write in its name, so it is kept as secrets "
	         "are: as \"file:/path\" or \"credential:NAME\". Needed unless kind is command."},
	{CHANNEL(secret, TYPE_SECRET, secret), .example = "credential:ops-secret", .min = 1, .max = 500,
	 .help = "What messages are signed with, where kind is webhook, dingtalk or feishu."},
	{CHANNEL(command, TYPE_WORDS, command), .example = "/usr/local/bin/tell", .min = 1, .max = 20,
	 .help = "The program to run, by its absolute path, and its arguments; no shell reads them. {kind}, {severity}, "
	         "{channel} and {count} stand for what is told; the JSON of kind webhook comes on its standard input. It has ten "
	         "seconds. Needed when kind is command."},
	{CHANNEL(events, TYPE_WORDS, events), .fallback = "all", .min = 1, .max = 50,
	 .help = "What is told there: kinds (followupd(8) lists them), a severity, which means that one and graver ones "
	         "(info, warning, alarm), or \"all\"."},
	{CHANNEL(shops, TYPE_WORDS, shops), .example = "myshop", .min = 1, .max = 100,
	 .help = "Only what is about these shops, or about no shop in particular. When not set, all of them."},
	{CHANNEL(digest, TYPE_DURATION, digest_s), .fallback = "0s", .max = DAY,
	 .help = "How long things are gathered to be told in one message; alarms do not wait."},
	{CHANNEL(quiet, TYPE_PEACE, quiet), .fallback = "", .example = "daily 22:00-08:00", .max = 50,
	 .help = "Spans in which nothing but alarms is told there, on the clock of the first of its shops; what comes meanwhile "
	         "is told in one message at the end of the span. May cross midnight."},
	{CHANNEL(quiet_alarms, TYPE_BOOL, quiet_alarms), .fallback = "true",
	 .help = "Whether alarms are told there in such a span; false keeps them for its end, too."},
	{CHANNEL(max_per_hour, TYPE_INT, max_per_hour), .fallback = "20", .min = 1, .max = 1000, .unit = "messages",
	 .help = "How many messages may go there in an hour. What is more waits, and is told together; beyond twenty, by its "
	         "number alone."},

	{RULE(call.after, TYPE_DURATION, call_after_s), .fallback = "48h", .min = HOUR, .max = 30 * DAY,
	 .help = "How long a customer may be silent after the last text before an agent is asked to call, where call.allowed "
	         "is true."},
	{RULE(no_answer.close_after, TYPE_DURATION, no_answer_s), .fallback = "14d", .max = 365 * DAY,
	 .help = "A case whose customer has been silent for so long after the last text or call is closed as unanswered; "
	         "\"0s\" never does."},
	{RULE(permitted_hours.sms, TYPE_WINDOWS, permitted[CLASS_FIRST_CONTACT]), .fallback = "daily 08:00-21:30",
	 .min = 1, .max = 50, .help = "When customers may get texts about their case, on their own clock."},
	{RULE(permitted_hours.satisfaction, TYPE_WINDOWS, permitted[CLASS_SATISFACTION]),
	 .fallback = "daily 10:00-20:00", .min = 1, .max = 50,
	 .help = "When they may be asked whether they are satisfied: courtesy wants less than for an answer."},
	{RULE(permitted_hours.review_note, TYPE_WINDOWS, permitted[CLASS_REVIEW_NOTE]), .fallback = "daily 10:00-20:00",
	 .min = 1, .max = 50, .help = "When they may get the neutral note on reviews."},
	{RULE(permitted_hours.call, TYPE_WINDOWS, permitted[CLASS_CALL]),
	 .fallback = "mon-fri 09:30-12:00; mon-fri 14:00-20:00", .min = 1, .max = 50,
	 .help = "When they may be called."},
	{RULE(quiet_hours, TYPE_QUIET, permitted), .fallback = "daily 21:30-08:00", .max = 50,
	 .help = "When customers are left in peace, whatever else is said; may cross midnight. It goes by the true "
	         "day of the week, on holidays too."},
	{RULE(widen_courtesy, TYPE_STRING, widen_courtesy), .fallback = "", .max = 500,
	 .help = "Hours and caps that region_data holds of basis courtesy bind, as all others do, until this says in words "
	         "on what ground they do not. Those of law, operators, providers and codes bind whatever is written."},
	{RULE(answers_arrive, TYPE_STRING, answers_arrive), .fallback = "", .max = 500,
	 .help = "By what number answers of customers reach the shop where they usually cannot, because region_data "
	         "knows of no way for their region or the provider's sender is a name. Until this says it, such "
	         "customers are not asked by text whether they are satisfied; the question waits for a person."},
	{RULE(working_hours, TYPE_WINDOWS, working), .fallback = "mon-sun 08:00-22:00", .min = 1, .max = 50,
	 .help = "When the shop's people sit there. Complaints inside are due by first_contact.within, those outside "
	         "by first_contact.next_day_by."},
	{RULE(holidays, TYPE_HOLIDAYS, permitted), .fallback = "", .example = "2026-10-01..2026-10-07", .max = 400,
	 .help = "Days on which only spans of \"daily\" and \"holidays\" hold."},
	{RULE(workdays, TYPE_WORKDAYS, permitted), .fallback = "", .example = "2026-10-10 as mon", .max = 400,
	 .help = "Make-up days that go by the hours of another day of the week; they win over holidays."},
	{RULE(calendar, TYPE_PATH, calendar), .example = "/etc/followup/holidays.ics",
	 .help = "An iCalendar file with more of both: its all-day events are holidays, those of category WORKDAY make-up "
	         "days with Monday's hours. It is read with the configuration."},
	{RULE(first_contact.within, TYPE_DURATION, within_s), .fallback = "1h", .min = MINUTE, .max = 7 * DAY,
	 .help = "By when a complaint inside working hours must have its first contact."},
	{RULE(first_contact.next_day_by, TYPE_TIME, next_day_by_s), .fallback = "10:00",
	 .help = "By when one from outside working hours must have it, on the next working day."},
	{RULE(first_contact.hard_limit, TYPE_DURATION, hard_limit_s), .fallback = "24h", .min = MINUTE, .max = 30 * DAY,
	 .help = "From when on an automatic text would be an insult: the case goes to an agent."},
	{RULE(first_contact.agent_grace, TYPE_DURATION, agent_grace_s), .fallback = "45min", .max = 7 * DAY,
	 .help = "How long inside working hours the shop's people come first. Shorter than first_contact.within."},
	{RULE(satisfaction.after, TYPE_DURATION, sat_after_s), .fallback = "24h", .min = 1, .max = 30 * DAY,
	 .help = "When after the solution the customer is asked, at the earliest."},
	{RULE(satisfaction.until, TYPE_DURATION, sat_until_s), .fallback = "48h", .min = 1, .max = 30 * DAY,
	 .help = "By when it should be; later counts as late."},
	{RULE(satisfaction.give_up, TYPE_DURATION, sat_give_up_s), .fallback = "7d", .min = 1, .max = 90 * DAY,
	 .help = "From when on the question is no longer asked."},
	{RULE(satisfaction.max_rounds, TYPE_INT, max_rounds), .fallback = "3", .min = 1, .max = 10, .unit = "rounds",
	 .help = "How often a case may come back before a person decides."},
	{RULE(satisfaction.quiet_after, TYPE_DURATION, sat_quiet_s), .fallback = "24h", .max = 30 * DAY,
	 .help = "How long after the last word between the customer and a person of the shop the question waits; nor is it "
	         "sent while an agent holds the case."},
	{RULE(satisfaction.cool_down, TYPE_DURATION, sat_cool_s), .fallback = "90d", .max = 3650 * DAY,
	 .help = "Who was asked about another case, of any shop, within this time is not asked again; the case is then closed "
	         "as unanswered by satisfaction.close_after."},
	{RULE(satisfaction.close_after, TYPE_DURATION, sat_close_s), .fallback = "7d", .max = 365 * DAY,
	 .help = "A case whose question has been unanswered for so long is closed as unanswered; \"0s\" never does. Counted "
	         "from the solution where the question may not be asked."},
	{RULE(satisfaction.reopen, TYPE_DURATION, sat_reopen_s), .fallback = "14d", .max = 90 * DAY,
	 .help = "How long after a case was closed as satisfied, or without an answer, a customer's \"not satisfied\" "
	         "opens it again; \"0s\": never. Any other late reply is only shown."},
	{RULE(max_late, TYPE_DURATION, max_late_s), .fallback = "12h", .max = 7 * DAY,
	 .help = "A planned text that is this late (the daemon was down) goes to an agent; \"0s\" sends it however "
	         "late."},
	{RULE(budget.per_day, TYPE_INT, budget_per_day), .fallback = "1", .max = 100, .unit = "contacts",
	 .help = "How often a person may be contacted on one day, over all cases and channels; 0: any number."},
	{RULE(budget.per_week, TYPE_INT, budget_per_week), .fallback = "3", .max = 700, .unit = "contacts",
	 .help = "The same in any seven days; 0: any number."},
	{RULE(budget.min_gap, TYPE_DURATION, budget_min_gap_s), .fallback = "0s", .max = 7 * DAY,
	 .help = "The least time between two contacts; \"0s\": none."},
	{RULE(max_segments, TYPE_INT, max_segments), .fallback = "6", .min = 1, .max = 10, .unit = "segments",
	 .help = "The longest text that may leave, in billed parts (70 Chinese or 160 Latin characters; 67 and 153 "
	         "when there are several)."},
	{RULE(agent_signature, TYPE_BOOL, agent_signature), .fallback = "true",
	 .help = "Whether agents' own texts end with the full name and the role of their account. Agents cannot sign otherwise."},
	{RULE(levels, TYPE_LEVELS, levels), .fallback = "", .example = "safety = 4", .max = 100,
	 .help = "From which level of agents on (1 to 5) new cases of a category are served; \"any\" stands for all others. The "
	         "graver of this and the case's own level counts, and each round that failed asks for one more. Accounts say "
	         "up to which level somebody takes cases."},
	{RULE(offers.agent, TYPE_PRICE, offers[CONF_OFFER_AGENT]), .example = "50 CNY",
	 .help = "The most an account of role agent may offer one customer in one case. Not set: they may offer nothing."},
	{RULE(offers.senior, TYPE_PRICE, offers[CONF_OFFER_SENIOR]), .example = "500 CNY",
	 .help = "The same for the role senior. Admins may offer anything."},
	{RULE(reply_words, TYPE_REPLIES, replies), .fallback = NULL,
	 .example = "{ optout = [ \"no more\" ]; help = [ \"foreman\" ]; }",
	 .help = "Whole messages and what they mean, by the label of a reply (replies/README.md lists them), beside those of "
	         "the packs and before them; those of the general part hold for all shops. Case, blanks and outer marks do not "
	         "matter."},
	{RULE(texts, TYPE_TEXTS, texts), .fallback = NULL,
	 .example = "{ en: { first_contact: { any = \"Dear {name}, ...\"; }; }; }",
	 .help = "Texts that replace those of the text packs, by language, step and category; \"any\" stands for all "
	         "categories without a text of their own, and \"any-level5\" or \"quality-level5\" for cases of that level "
	         "alone (1 to 9). Where the provider sends texts by a code registered there, write { text = \"...\"; code = "
	         "\"SMS_123456\"; }, and where a route has several such providers code = \"office=SMS_123456, spare=789\". "
	         "Several texts in [ ] are shared out by case; a case keeps its own. Every text must pass "
	         "the guard: no offers beside reviews, no coupons, pity, pressure, private accounts or empty promises "
	         "(\"followupctl guard\" tries a wording)."},
};

guint settings_count(void)
{
	return G_N_ELEMENTS(SETTINGS);
}

const Setting *settings_at(guint index)
{
	return &SETTINGS[index];
}

const char *settings_prefix(SettingScope scope)
{
	static const char *const PREFIXES[SCOPES] = {"", "providers.*.", "shops.*.", "notify.*.", ""};

	return PREFIXES[scope];
}

gboolean settings_holds(SettingScope group, SettingScope scope)
{
	return scope == group || (scope == SCOPE_RULE && (group == SCOPE_GENERAL || group == SCOPE_SHOP));
}

int settings_find(SettingScope group, const char *key)
{
	for (guint i = 0; i < G_N_ELEMENTS(SETTINGS); i++)
		if (settings_holds(group, SETTINGS[i].scope) && g_str_equal(SETTINGS[i].key, key))
			return (int)i;
	return -1;
}

gboolean settings_is_group(SettingScope group, const char *key)
{
	gsize len = strlen(key);

	for (guint i = 0; i < G_N_ELEMENTS(SETTINGS); i++)
		if (settings_holds(group, SETTINGS[i].scope) && g_str_has_prefix(SETTINGS[i].key, key) &&
		    SETTINGS[i].key[len] == '.')
			return TRUE;
	return FALSE;
}
