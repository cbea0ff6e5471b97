// What is known about a case beside what was said: the customer, the clocks, what comes next, calls, promises,
// offers.
import * as session from "./session.js";
import * as text from "./text.js";
import {el} from "./dom.js";
import {LANGUAGES, dayClock, language, t, term} from "./i18n.js";
import {reason} from "./server_words.js";
import {both} from "./times.js";

function line(label, ...value) {
	return el("div.fact", {}, el("dt", {}, label), el("dd", {}, value));
}

function customer(c, now) {
	return el(
		"section",
		{},
		el("h3", {}, t("facts.customer")),
		el(
			"dl",
			{},
			line(
				t("facts.phone"),
				text.foreign(c.phone),
				c.line_kind ? el("span.quiet", {}, " ", term("line", c.line_kind)) : null,
			),
			line(t("facts.order"), text.foreign(c.order_no || "–")),
			line(t("facts.shop"), text.foreign(session.shopName(c.shop))),
			line(t("facts.language"), LANGUAGES[c.language] || text.foreign(c.language || "–")),
			line(
				t("facts.their_time"),
				c.zone
					? el("span", {}, dayClock(now, c.zone), el("span.quiet", {}, " ", c.zone))
					: el("span.tag.warn", {}, t("facts.no_zone")),
			),
			line(t("facts.our_time"), dayClock(now, c.shop_zone), el("span.quiet", {}, " ", c.shop_zone)),
			c.quiet ? line(t("facts.quiet"), text.foreign(c.quiet)) : null,
			c.number_dead_until_at ? line(t("facts.dead"), dayClock(c.number_dead_until_at, c.shop_zone)) : null,
		),
	);
}

function clocks(shown) {
	const c = shown.case;

	return el(
		"section",
		{},
		el("h3", {}, t("facts.clocks")),
		el(
			"dl",
			{},
			line(t("facts.complaint"), both(c.complaint_at, c)),
			c.sla
				? line(
						t("facts.sla"),
						el(
							"span.tag." + {open: "info", kept: "good", missed: "bad"}[c.sla.state],
							{},
							t("sla." + c.sla.state),
						),
						" ",
						both(c.sla.deadline_at, c),
					)
				: null,
			c.contacted_at ? line(t("facts.contacted"), both(c.contacted_at, c)) : null,
			c.resolved_at ? line(t("facts.resolved"), both(c.resolved_at, c)) : null,
			shown.incident
				? line(
						t("facts.incident"),
						el("a", {href: "#/incidents/" + shown.incident.incident}, text.foreign(shown.incident.name)),
					)
				: null,
			c.assigned_to ? line(t("facts.assigned"), text.foreign(session.person(c.assigned_to))) : null,
		),
	);
}

// Where no step of ours follows, the case's state says whose turn it is.
function why(n, c) {
	if (n.why !== "nothing_to_do" || language() === "en") return reason(n.why, n.sentence);
	return c.state === "closed" ? t("turn.closed", {outcome: term("outcome", c.outcome)}) : t("turn." + c.state);
}

function next(shown) {
	const n = shown.next;

	if (!n || n.stage === "nothing")
		return el(
			"section",
			{},
			el("h3", {}, t("facts.next")),
			el("p.quiet", {}, n?.sentence ? why(n, shown.case) : t("facts.next_none")),
		);
	return el(
		"section",
		{},
		el("h3", {}, t("facts.next")),
		el(
			"p",
			{},
			el("strong", {}, term("step", n.step)),
			" · ",
			t("stage." + n.stage),
			n.due_at ? [" · ", both(n.due_at, shown.case)] : null,
		),
		n.sentence ? el("p.quiet.small", {}, why(n, shown.case)) : null,
	);
}

function calls(shown, acts) {
	return shown.calls.length
		? el(
				"section",
				{},
				el("h3", {}, t("facts.calls")),
				shown.calls.map((call) =>
					el(
						"div.task",
						{},
						el(
							"p",
							{},
							el("strong", {}, t(call.callback ? "call.callback" : "call.call")),
							" ",
							call.due_at ? both(call.due_at, shown.case) : null,
						),
						el(
							"p.quiet.small",
							{},
							t("call.attempts", {n: call.attempts}),
							call.asked_text ? [" · “", text.foreign(call.asked_text), "”"] : null,
						),
						el(
							"button.btn.btn-sm.btn-plain",
							{
								type: "button",
								"data-act": "call-" + call.call,
								onclick: () => acts.called(call),
							},
							t("act.call"),
						),
					),
				),
			)
		: null;
}

function promises(shown, acts, now) {
	return shown.promises.length
		? el(
				"section",
				{},
				el("h3", {}, t("facts.promises")),
				shown.promises.map((one) =>
					el(
						"div.task",
						{},
						el("p", {}, text.foreign(one.what)),
						el(
							"p.small." + (one.due_at < now ? "warn-words" : "quiet"),
							{},
							t("promise.until", {at: both(one.due_at, shown.case)}),
							" · ",
							text.foreign(session.person(one.owner)),
						),
						el(
							"div.row-line",
							{},
							el(
								"button.btn.btn-sm.btn-plain",
								{
									type: "button",
									"data-act": "kept-" + one.promise,
									onclick: () => acts.endPromise(one, "kept"),
								},
								t("promise.kept"),
							),
							el(
								"button.btn.btn-sm.btn-plain",
								{
									type: "button",
									"data-act": "withdrawn-" + one.promise,
									onclick: () => acts.endPromise(one, "withdrawn"),
								},
								t("promise.withdrawn"),
							),
						),
					),
				),
			)
		: null;
}

function offers(shown) {
	return shown.offers.length
		? el(
				"section",
				{},
				el("h3", {}, t("facts.offers")),
				shown.offers.map((one) =>
					el(
						"p",
						{},
						term("offer", one.kind),
						" ",
						one.amount ? text.foreign(one.amount) : null,
						one.note ? el("span.quiet", {}, " ", text.foreign(one.note)) : null,
					),
				),
			)
		: null;
}

// On a narrow page all of it folds into one line; `open` is what the agent chose, null: nothing yet.
export function facts(shown, now, acts, open) {
	const sections = [
		next(shown),
		calls(shown, acts),
		promises(shown, acts, now),
		customer(shown.case, now),
		clocks(shown),
		offers(shown),
	];

	return el(
		"details.facts",
		{open: open ?? matchMedia("(min-width: 1180px)").matches},
		el("summary", {}, t("thread.facts")),
		sections,
	);
}
