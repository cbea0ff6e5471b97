// Incidents: what should be one, those that are open, and one of them with its text, its cases and how it goes.
import * as api from "./api.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {calmly} from "./calm.js";
import {el, fill, icon} from "./dom.js";
import {brief, number, t, term} from "./i18n.js";
import {ask, failed} from "./notice.js";
import {incident} from "./incident.js";

// A cause as people read it: "carrier: Yunda".
export const cause = (one) => [
	term("column", one.by),
	": ",
	text.foreign(one.by === "category" ? term("category", one.value) : one.value),
];

export const zoneOf = (shop) => session.shopZone(shop || session.get().shops[0]?.id);

// How many cases "product=kettle" would take now, in words; nothing for other words.
export async function wouldTake(match, shop) {
	if (!match.includes("=")) return null;
	const {cases} = await api.get("incidents/match", {match, shop});

	return t("incident.would_take", {n: cases, count: number(cases)});
}

// What is asked beside the name when nothing was proposed: whose cases, and which.
function whichCases() {
	const {shops} = session.get();
	const match = {
		name: "match",
		label: t("incident.match"),
		help: t("incident.match_help"),
		example: "product=…",
		check: ({match: words, shop}) => wouldTake(words, shop),
	};

	if (shops.length < 2) return [match];
	return [
		{
			name: "shop",
			label: term("column", "shop"),
			choices: [["", t("list.shop_any")], ...shops.map((one) => [one.id, text.line(one.name)])],
		},
		match,
	];
}

// Opens what was proposed, or what the team says belongs to it. The name is the team's to give.
export function open(suggestion, go) {
	ask({
		title: t("incident.open"),
		intro: suggestion ? t("incident.open_all", {n: number(suggestion.cases)}) : null,
		button: t("incident.open"),
		fields: [
			{
				name: "name",
				label: t("incident.name"),
				required: true,
				max: 100,
				value: suggestion ? text.line(term("category", suggestion.value)) : "",
			},
			...(suggestion ? [] : whichCases()),
			{
				name: "hold",
				label: t("incident.hold"),
				choices: [
					["1", t("incident.holds")],
					["", t("incident.runs_on")],
				],
			},
		],
		send: async (values) => {
			const made = await api.post("incidents", {
				name: values.name,
				shop: suggestion ? suggestion.shop : values.shop || null,
				match: suggestion ? suggestion.match : values.match || null,
				runs_on: !values.hold,
			});

			go("#/incidents/" + made.incident);
		},
	});
}

export function suggested(one, go) {
	return el(
		"li",
		{},
		icon("alert"),
		el(
			"span.grow",
			{},
			el("strong", {}, cause(one)),
			el(
				"span.quiet",
				{},
				" · ",
				text.foreign(session.shopName(one.shop)),
				" · ",
				t("incident.cases", {n: one.cases}),
				" · ",
				t("incident.before", {n: number(one.before)}),
			),
		),
		session.may("incident")
			? el(
					"button.btn.btn-sm.btn-plain",
					{type: "button", "data-act": "open-suggested", onclick: () => open(one, go)},
					t("incident.open"),
				)
			: null,
	);
}

export function incidentsView({go, title}) {
	let all = false;
	let shown = null; // the incident that is read; null: the list

	const asked = api.newest();
	const list = el("div.incidents", {});
	const head = el("header.page-head", {});
	const inside = el("div.page-in", {}, head, list);
	const node = el("div.page", {}, inside);

	function heading() {
		const over = el(
			"button",
			{
				type: "button",
				"aria-pressed": String(all),
				onclick: () => {
					all = !all;
					heading();
					load();
				},
			},
			t("incident.over_too"),
		);

		fill(
			head,
			el("h1.grow", {}, t("nav.incidents")),
			el("div.tabs", {role: "group", "aria-label": t("nav.incidents")}, over),
			session.may("incident")
				? el(
						"button.btn.btn-plain",
						{
							type: "button",
							"data-act": "open-empty",
							onclick: () => open(null, go),
						},
						t("incident.open"),
					)
				: null,
		);
	}

	function card(one, now) {
		const zone = zoneOf(one.shop);

		return el(
			"article.card-box",
			{},
			el(
				"header.row-line",
				{},
				el("a.grow.cut", {href: "#/incidents/" + one.incident}, text.foreign(one.name)),
				one.closed_at
					? el("span.tag.good", {}, t("incident.is_over"))
					: el(
							"span.tag" + (one.holds ? ".warn" : ""),
							{},
							t(one.holds ? "incident.is_holding" : "incident.is_open"),
						),
			),
			el(
				"p",
				{},
				t("incident.counts", {
					cases: number(one.cases),
					open: number(one.open_cases),
					held: number(one.held_cases),
				}),
			),
			el(
				"p.quiet.small",
				{},
				one.shop ? [text.foreign(session.shopName(one.shop)), " · "] : null,
				t("incident.opened", {
					at: brief(one.opened_at, zone, now),
					who: text.line(session.person(one.opened_by)),
				}),
			),
			one.end_note ? el("p.small", {}, text.foreign(one.end_note)) : null,
		);
	}

	function draw(answer) {
		fill(
			list,
			answer.suggestions.length
				? el(
						"section.card-box.suggested",
						{"aria-label": t("incident.suggested")},
						el("h2", {}, t("incident.suggested")),
						el(
							"ul.lines",
							{},
							answer.suggestions.map((one) => suggested(one, go)),
						),
					)
				: null,
			answer.incidents.length
				? el(
						"div.cards",
						{},
						answer.incidents.map((one) => card(one, answer.now_at)),
					)
				: el("div.empty", {}, icon("flag"), el("p", {}, t("incident.none"))),
		);
	}

	async function load() {
		try {
			draw(await asked.get("incidents", {all}));
		} catch (fault) {
			failed(list, fault, load);
		}
	}

	const calm = calmly(() => (shown ? shown.load() : load()));

	return {
		node,
		route(rest) {
			shown?.leave();
			asked.leave();
			keys.layer("view", null);
			shown = rest[0] ? incident({id: rest[0], go, title}) : null;
			if (shown) {
				fill(node, shown.node);
			} else {
				fill(node, inside);
				title(t("nav.incidents"));
				heading();
			}
			calm.now();
		},
		changed: calm.soon,
		incident: calm.soon,
		anew: calm.anew,
		leave() {
			calm.hush();
			asked.leave();
			shown?.leave();
		},
		tick: (_now, minute) => calm.minute(minute),
	};
}
