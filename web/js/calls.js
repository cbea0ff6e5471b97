// Calls to make, by when: why, what to say, when this customer can be reached, and what was tried.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {calmly} from "./calm.js";
import {el, fill, icon, refill} from "./dom.js";
import {span, t, term} from "./i18n.js";
import {failed} from "./notice.js";
import {both} from "./times.js";

export function callsView() {
	let mine = false;
	let due = false;

	const asked = api.newest();
	const scripts = new Map(); // call -> whether somebody opened or shut its script
	const list = el("div.cards", {});
	const tabs = el("div.tabs", {role: "group", "aria-label": t("list.which")});
	const node = el(
		"div.page",
		{},
		el("div.page-in", {}, el("header.page-head", {}, el("h1.grow", {}, t("nav.calls")), tabs), list),
	);

	function tabsAgain() {
		const button = (words, on, run) =>
			el(
				"button",
				{
					type: "button",
					"aria-pressed": String(on),
					onclick: () => {
						run();
						tabsAgain();
						load();
					},
				},
				words,
			);

		fill(
			tabs,
			button(t("list.mine"), mine, () => {
				mine = !mine;
			}),
			button(t("call.due"), due, () => {
				due = !due;
			}),
		);
	}

	function card(call) {
		const now = api.now();
		const past = call.due_at !== null && call.due_at <= now;

		return el(
			"article.card-box",
			{},
			el(
				"header.row-line",
				{},
				icon("phone"),
				el(
					"a.grow.cut",
					{href: "#/cases/" + call.case},
					call.name ? text.foreign(call.name) : t("case.nameless"),
				),
				el("span.number.quiet", {}, text.foreign(call.phone)),
				el("span.tag", {}, text.foreign(session.shopName(call.shop))),
			),
			el(
				"p",
				{},
				el("strong", {}, t(call.callback ? "call.callback" : "call.call")),
				call.why ? [" · ", term("call_why", call.why)] : null,
				" · ",
				call.due_at === null
					? t("call.any_time")
					: el(
							"span" + (past ? ".warn-words" : ""),
							{},
							both(call.due_at, call),
							past ? [" – ", t("call.since", {span: span(now - call.due_at)})] : null,
						),
			),
			call.best_at
				? el(
						"p.quiet.small",
						{},
						t(call.best_told ? "call.best_told" : "call.best", {
							at: both(call.best_at, call),
						}),
					)
				: null,
			call.script
				? el(
						"details",
						{open: scripts.get(call.call) ?? past},
						el(
							"summary.small",
							{
								"data-script": call.call,
								"data-act": "script-" + call.call,
								onclick: (event) => scripts.set(call.call, !event.target.closest("details").open),
							},
							t("call.script"),
						),
						el("p.words", {}, text.foreign(call.script)),
					)
				: null,
			call.tries.length
				? el(
						"ul.tries.small",
						{},
						call.tries.map((one) =>
							el(
								"li",
								{},
								both(one.at, call),
								" · ",
								term("call_outcome", one.outcome),
								" · ",
								text.foreign(session.person(one.who)),
								one.note ? [" – ", text.foreign(one.note)] : null,
							),
						),
					)
				: null,
			el(
				"footer.quiet.small",
				{},
				call.assigned_to
					? t("call.for", {who: text.line(session.person(call.assigned_to))})
					: t("call.nobody"),
			),
		);
	}

	async function load() {
		try {
			const {calls} = await asked.get("calls", {mine, due});

			refill(
				list,
				calls.length ? calls.map(card) : el("div.empty", {}, icon("phone"), el("p", {}, t("call.none"))),
			);
		} catch (fault) {
			failed(list, fault, load);
		}
	}

	const calm = calmly(load);

	tabsAgain();
	return {
		node,
		route: calm.now,
		changed: calm.soon,
		anew: calm.anew,
		leave() {
			calm.hush();
			asked.leave();
		},
		// What becomes due is no change anybody tells of.
		tick: (_now, minute) => calm.minute(minute),
	};
}
