// What was said and done in a case, as a conversation: the customer at the left, the shop at the right, what
// happened between.
import * as session from "./session.js";
import * as text from "./text.js";
import {el, icon} from "./dom.js";
import {day, dayKey, t, term} from "./i18n.js";
import {beside, both, stamp} from "./times.js";
import {doubt} from "./server_words.js";
import {tone} from "./inbox.js";

// Events that stand in the story as messages or replies themselves.
const TOLD = new Set(["sent", "delivered", "undelivered", "reply", "created", "held", "unknown_outcome"]);

function who(item) {
	if (item.who === "followupd") return t("who.followupd");
	if (item.who === "customer") return t("who.customer");
	return item.who_name || session.person(item.who);
}

// Where a message is, in words that promise nothing.
function delivery(item, c) {
	const values = {
		sent: item.sent_at ? beside(item.sent_at, item.at, c) : "",
		at: item.changed_at ? beside(item.changed_at, item.at, c) : "",
		provider: text.line(item.provider || t("message.provider")),
	};
	const tones = {failed: "bad", unknown: "warn", delivered: "good", waiting: "warn", buffered: "warn"};

	return el(
		"span.delivery." + (tones[item.state] || "plain"),
		{title: item.error ? text.line(item.error) : null},
		t("message." + item.state, values),
		item.error ? el("span", {}, " (", text.foreign(item.error), ")") : null,
	);
}

function review(item, c) {
	return el(
		"article.bubble.review",
		{},
		el(
			"header",
			{},
			el("strong", {}, t("thread.review")),
			c.rating
				? el(
						"span.stars",
						{role: "img", "aria-label": t("thread.stars", {n: c.rating})},
						"★".repeat(c.rating) + "☆".repeat(Math.max(0, 5 - c.rating)),
					)
				: null,
			c.category ? el("span.tag", {}, term("category", c.category)) : null,
			stamp(item.at, c),
		),
		el("p.words", {}, item.text ? text.foreign(item.text) : el("em.quiet", {}, t("list.no_words"))),
	);
}

function reply(item, c, acts) {
	return el(
		"article.bubble.theirs" + (item.unread ? ".unread" : ""),
		{"data-reply": item.id},
		el(
			"header",
			{},
			el("strong", {}, c.name ? text.foreign(c.name) : t("who.customer")),
			item.unread ? el("span.tag.held", {}, t("list.is_unread")) : null,
			stamp(item.at, c),
		),
		el("p.words", {}, text.foreign(item.text)),
		el(
			"footer",
			{},
			el(
				"button.tag.label." + tone(item.label),
				{
					type: "button",
					"data-act": "label-" + item.id,
					"aria-haspopup": "dialog",
					title: t("act.label"),
					onclick: () => acts.chooseLabel(item),
				},
				term("label", item.label || "other"),
				" ▾",
			),
			item.likely_repeat ? el("span.tag.warn", {}, t("reply.repeat")) : null,
			item.parts_missing
				? el("span.tag.warn", {}, t("reply.parts_missing", {n: item.parts_missing}))
				: null,
			item.doubt ? el("span.tag.warn", {}, doubt(item.doubt)) : null,
			item.doubt
				? el(
						"button.btn.btn-sm.btn-plain",
						{
							type: "button",
							"data-act": "attach-" + item.id,
							onclick: () => acts.attach(item),
						},
						t("act.attach"),
					)
				: null,
		),
	);
}

function message(item, c) {
	return el(
		"article.bubble.ours",
		{},
		el(
			"header",
			{},
			el("strong", {}, who(item)),
			item.step ? el("span.quiet", {}, term("step", item.step)) : null,
			stamp(item.at, c),
		),
		el("p.words", {}, text.foreign(item.text)),
		el(
			"footer",
			{},
			delivery(item, c),
			item.contradiction ? el("span.tag.warn", {}, t("message.contradiction")) : null,
			item.segments ? el("span.quiet.small", {}, " · " + t("compose.segments", {n: item.segments})) : null,
		),
	);
}

// "no_answer", or with the agent's own words behind it: "no_answer: the shop's line".
function outcome(words) {
	const [, name, rest] = /^([a-z_]+)(.*)$/s.exec(words || "") || [null, null, words];

	return name ? term("call_outcome", name) + rest : rest;
}

// What happened says it in the shop's words, or by a name of ours: a call's outcome, or why there is one.
function noted(item) {
	const words = item.text || item.note;

	if (item.event === "call_attempt") return outcome(words);
	return item.event === "call_due" || /^asked(_no_time)?$/.test(words) ? term("call_why", words) : words;
}

function event(item, c) {
	const note = noted(item);

	if (item.event === "note")
		return el(
			"article.bubble.note",
			{},
			el("header", {}, el("strong", {}, who(item)), el("span.quiet", {}, t("thread.note")), stamp(item.at, c)),
			el("p.words", {}, text.foreign(note)),
		);
	return el(
		"p.happened",
		{},
		el("span", {}, term("event", item.event || item.title)),
		item.who && item.who !== "customer" ? el("span", {}, " · ", text.foreign(who(item))) : null,
		note ? el("span.happened-note", {}, " – ", text.foreign(note)) : null,
		" ",
		stamp(item.at, c),
	);
}

// What is planned by the daemon stands at the end; agents' words that wait are drawn as bubbles of their own.
function step(item, c, now) {
	const planned = item.state === "planned";

	return el(
		"p.happened.step" + (item.state === "held" ? ".bad" : ""),
		{},
		icon("clock"),
		el(
			"span",
			{},
			t("step_state." + item.state, {
				step: term("step", item.step || item.title),
				at: planned && item.at > now ? both(item.at, c) : "",
			}),
		),
		item.text ? el("span.happened-note", {}, " – ", text.foreign(item.text)) : null,
	);
}

function waiting(one, c, acts) {
	return el(
		"article.bubble.ours.waiting",
		{},
		el("header", {}, el("strong", {}, session.person(one.author)), el("span.quiet", {}, term("step", one.step))),
		el("p.words", {}, text.foreign(one.text)),
		el(
			"footer",
			{},
			el(
				"span.delivery.warn",
				{},
				icon("clock"),
				one.state === "held"
					? t("message.held")
					: t("message.planned", {at: one.due_at ? both(one.due_at, c) : "?"}),
			),
			el(
				"button.btn.btn-sm.btn-plain",
				{
					type: "button",
					"data-act": "cancel-" + one.step + one.number,
					onclick: () => acts.cancel(one),
				},
				t("act.take_back"),
			),
		),
	);
}

const DRAW = {review, reply, message, event, step};

export function story(shown, now, acts) {
	const c = shown.case;
	const zone = c.zone || c.shop_zone;
	const words = new Set(shown.waiting.map((one) => one.step));
	const nodes = [];
	let last = "";

	for (const item of shown.thread) {
		if (item.kind === "event" && TOLD.has(item.event)) continue;
		if (item.kind === "step" && (item.state === "cancelled" || words.has(item.step))) continue;
		const key = item.kind === "step" && item.at > now ? last : dayKey(item.at, zone);

		if (key !== last) {
			nodes.push(el("h3.day", {}, day(item.at, zone)));
			last = key;
		}
		nodes.push((DRAW[item.kind] || event)(item, c, item.kind === "step" ? now : acts));
	}
	return [...nodes, shown.waiting.map((one) => waiting(one, c, acts))];
}
