// One incident: how it goes, its one text, who has which of its cases, and its end.
import * as api from "./api.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon, refill} from "./dom.js";
import {brief, dayClock, number, t, term} from "./i18n.js";
import {ask, complain, failed, say} from "./notice.js";
import {chart} from "./charts.js";
import {incidentTexts} from "./incident_text.js";
import {tableBox} from "./table.js";
import {wouldTake} from "./incidents.js";

const ROWS = 100;
const COLUMNS = [
	{key: "at", kind: "words", of_row: true},
	{key: "open", kind: "count"},
	{key: "resolved", kind: "count"},
	{key: "closed", kind: "count"},
];

export function incident({id, go, title}) {
	let found = null;
	let drawn = null;
	let whose = null; // cases of this agent alone; null: of all, "": of nobody
	let most = ROWS;
	let drawing = 0;
	const asked = api.newest();
	const zone = () => session.shopZone(found.incident.shop || session.get().shops[0]?.id);

	const head = el("header.page-head", {});
	const facts = el("section.card-box", {"aria-label": t("incident.facts")});
	const place = el("div.chart", {});
	const numbers = el("details.numbers", {});
	const course = el(
		"section.card-box.course",
		{"aria-label": t("incident.course")},
		el("h2", {}, t("incident.course")),
		place,
		numbers,
	);
	const shares = el("section.card-box.wide-box", {"aria-label": t("incident.shares")});
	const cases = el("section.card-box.wide-box", {"aria-label": t("incident.list")});
	const texts = incidentTexts({id, shown: () => found, again: load});
	const body = el("div.one-incident", {}, facts, course, texts.node, shares, cases);
	const node = el("div.page-in", {}, head, body);

	const members = () => found.cases.filter((one) => one.left_at === null);
	const open = () => found.incident.closed_at === null;
	const changes = () => open() && session.may("incident_case");

	// ---- what is done ----

	async function share() {
		try {
			const {assigned} = await api.post("incidents/" + id + "/share");
			const given = assigned.filter((one) => one.to).length;

			say(t("incident.said_shared", {n: given}));
			load();
		} catch (fault) {
			complain(fault);
		}
	}

	// By number or code, several with commas; or by what they have in common.
	function add() {
		ask({
			title: t("incident.add"),
			button: t("incident.add"),
			fields: [
				{
					name: "which",
					label: t("incident.which"),
					help: t("incident.which_help"),
					required: true,
					max: 1000,
					check: ({which}) => wouldTake(which, found.incident.shop),
				},
			],
			send: async ({which}) => {
				const wish = which.includes("=")
					? {match: which}
					: {case: which.replace(/[\s,，、;；]+/g, ",")};
				const done = await api.post("incidents/" + id + "/add", wish);

				say(t("incident.said_in", {n: done.cases}));
				load();
			},
		});
	}

	function takeOut(one) {
		ask({
			title: t("incident.out_of", {code: one.code}),
			intro: t("incident.out_help"),
			button: t("incident.out"),
			fields: [],
			send: async () => {
				await api.post("incidents/" + id + "/remove", {cases: [one.case]});
				say(t("incident.said_out", {code: one.code}));
				load();
			},
		});
	}

	function end() {
		ask({
			title: t("incident.end"),
			intro: t("incident.end_help", {n: found.incident.held_cases}),
			button: t("incident.end"),
			fields: [{name: "note", label: t("incident.end_note"), kind: "long", required: true, max: 500}],
			send: async ({note}) => {
				const done = await api.post("incidents/" + id + "/close", {note});

				say(t("incident.said_ended", {n: done.released}));
				load();
			},
		});
	}

	// ---- what is seen ----

	function heading() {
		const one = found.incident;

		title(one.name);
		fill(
			head,
			el(
				"a.btn.btn-plain.btn-sm",
				{href: "#/incidents", "aria-label": t("incident.back")},
				icon("back"),
			),
			el("h1.grow.cut", {}, text.foreign(one.name)),
			changes()
				? el(
						"button.btn.btn-plain",
						{type: "button", "data-act": "add", onclick: add},
						t("incident.add"),
					)
				: null,
			open() && session.may("assign")
				? el(
						"button.btn.btn-plain",
						{type: "button", "data-act": "share", onclick: share},
						t("incident.share"),
					)
				: null,
			open() && session.may("incident")
				? el(
						"button.btn.btn-main",
						{type: "button", "data-act": "end", onclick: end},
						t("incident.end"),
					)
				: null,
		);
	}

	function counted() {
		const one = found.incident;
		const all = members();
		const count = (test) => all.filter(test).length;
		const line = (key, n, tone = "") => [el("dt", {}, t(key)), el("dd.number" + tone, {}, number(n))];

		fill(
			facts,
			el("h2", {}, t("incident.facts")),
			el(
				"p",
				{},
				one.closed_at
					? el("span.tag.good", {}, t("incident.is_over"))
					: el(
							"span.tag" + (one.holds ? ".warn" : ""),
							{},
							t(one.holds ? "incident.is_holding" : "incident.is_open"),
						),
				" ",
				el(
					"span.quiet",
					{},
					one.shop ? [text.foreign(session.shopName(one.shop)), " · "] : null,
					t("incident.opened", {
						at: brief(one.opened_at, zone(), found.now_at),
						who: text.line(session.person(one.opened_by)),
					}),
				),
			),
			one.criteria ? el("p.quiet.small", {}, text.foreign(one.criteria)) : null,
			one.closed_at
				? el(
						"p.end-note",
						{},
						el(
							"strong",
							{},
							t("incident.ended", {
								at: brief(one.closed_at, zone(), found.now_at),
								who: text.line(session.person(one.closed_by)),
							}),
						),
						" ",
						text.foreign(one.end_note || ""),
					)
				: null,
			el(
				"dl.counts",
				{},
				line("incident.n_cases", all.length),
				line(
					"incident.n_open",
					count((c) => c.state !== "resolved" && c.state !== "closed"),
					".big",
				),
				line(
					"incident.n_held",
					count((c) => c.held),
				),
				line(
					"incident.n_told",
					count((c) => c.text_state === "done"),
				),
				line(
					"incident.n_telling",
					count((c) => c.text_state && c.text_state !== "done"),
				),
				line(
					"incident.n_untold",
					count((c) => c.text_why),
				),
			),
		);
	}

	async function burnDown() {
		const rows = found.course.map((point) => ({...point, at: dayClock(point.at, zone())}));
		const mine = ++drawing;

		fill(
			numbers,
			el("summary", {}, t("report.table")),
			tableBox(
				t("incident.course"),
				COLUMNS.map((c) => term("column", c.key)),
				rows.map((row) =>
					el(
						"tr",
						{},
						COLUMNS.map((c) => el("td.number", {}, c.of_row ? row.at : number(row[c.key]))),
					),
				),
			),
		);
		drawn?.destroy();
		drawn = null;
		const made = await chart(place, {
			rows,
			columns: COLUMNS,
			bars: ["open", "resolved", "closed"],
			open: () => {},
		});

		if (mine === drawing) drawn = made;
		else made?.destroy();
	}

	function sharing() {
		const lists = new Map();

		for (const one of members())
			if (one.state !== "resolved" && one.state !== "closed")
				lists.set(one.assigned_to ?? "", (lists.get(one.assigned_to ?? "") || 0) + 1);
		const rows = [...lists].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
		const line = (name, n) =>
			el(
				"li",
				{},
				el(
					"button.btn.btn-sm.btn-plain.grow.cut",
					{
						type: "button",
						"aria-pressed": String(whose === name),
						onclick: () => {
							whose = whose === name ? null : name;
							sharing();
							table();
						},
					},
					name ? text.foreign(session.person(name)) : t("incident.nobody"),
				),
				el("span.number", {}, number(n)),
			);

		fill(
			shares,
			el("h2", {}, t("incident.shares")),
			rows.length
				? el(
						"ul.lines",
						{},
						rows.map(([name, n]) => line(name, n)),
					)
				: el("p.quiet", {}, t("incident.nothing_open")),
		);
	}

	function told(one) {
		if (one.text_why) return el("span.quiet", {}, term("incident_why", one.text_why));
		if (!one.text_state) return "–";
		return [
			el(
				"span.tag" + (one.text_state === "done" ? ".good" : ".warn"),
				{},
				term("incident_text", one.text_state),
			),
			one.text_at
				? [
						" ",
						el(
							"span.small.quiet",
							{},
							brief(one.text_at, session.shopZone(one.shop), found.now_at),
						),
					]
				: null,
		];
	}

	function row(one) {
		return el(
			"tr",
			{"data-case": one.case},
			el(
				"td",
				{},
				el(
					"a",
					{href: "#/cases/" + one.case},
					one.name ? text.foreign(one.name) : one.code,
				),
			),
			el(
				"td",
				{},
				term("state", one.state),
				one.needs_level ? [" · ", t("list.level", {n: one.needs_level})] : null,
				one.held
					? [
							" · ",
							el(
								"span.tag",
								{},
								t("incident.waits", {step: term("step", one.held)}),
							),
						]
					: null,
			),
			el("td", {}, told(one)),
			el(
				"td",
				{},
				one.assigned_to
					? text.foreign(session.person(one.assigned_to))
					: el("span.quiet", {}, "–"),
			),
			changes()
				? el(
						"td",
						{},
						el(
							"button.btn.btn-plain.btn-sm",
							{
								type: "button",
								"data-act": "take-out",
								"aria-label": t("incident.out_of", {code: one.code}),
								onclick: () => takeOut(one),
							},
							t("incident.out"),
						),
					)
				: null,
		);
	}

	function table() {
		// In the order the lists are shared out: the gravest first, then the oldest.
		const all = members()
			.filter((one) => whose === null || (one.assigned_to ?? "") === whose)
			.sort((a, b) => (b.needs_level || 0) - (a.needs_level || 0) || a.complaint_at - b.complaint_at);

		// Who goes through it by the keyboard stays where he was, whatever changes meanwhile.
		refill(
			cases,
			el("h2", {}, t("incident.list"), " ", el("span.quiet.number", {}, number(all.length))),
			all.length
				? tableBox(
						t("incident.list"),
						[
							"incident.case",
							"incident.state",
							"incident.text",
							"incident.who",
							...(changes() ? ["incident.out"] : []),
						].map((key) => t(key)),
						all.slice(0, most).map(row),
					)
				: el("p.quiet", {}, t("incident.no_cases")),
			all.length > most
				? el(
						"button.btn.btn-plain.btn-sm",
						{
							type: "button",
							onclick: () => {
								most += 10 * ROWS;
								table();
							},
						},
						t("board.more", {n: number(all.length - most)}),
					)
				: null,
		);
	}

	async function load() {
		try {
			found = await asked.get("incidents/" + encodeURIComponent(id));
		} catch (fault) {
			// What was seen stays; a server that is not there for a moment is not the end of it.
			if (found) complain(fault);
			else failed(body, fault, () => go("#/incidents"));
			return;
		}
		heading();
		counted();
		sharing();
		table();
		texts.refresh();
		await burnDown();
	}

	function step(by) {
		const links = [...cases.querySelectorAll("tr[data-case] a")];
		const at = links.indexOf(document.activeElement);

		links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
	}

	const outOfFocus = () =>
		document.activeElement.closest("tr")?.querySelector('[data-act="take-out"]')?.click();
	const press = (name) => head.querySelector('[data-act="' + name + '"]')?.click();

	keys.layer("view", {
		j: {run: () => step(1), says: t("incident.key_next")},
		k: {run: () => step(-1), says: t("incident.key_previous")},
		w: {run: () => texts.focus(), says: t("incident.key_write")},
		a: {run: () => texts.approve(), says: t("incident.key_approve")},
		i: {run: () => press("add"), says: t("incident.add")},
		o: {run: outOfFocus, says: t("incident.out")},
		s: {run: () => press("share"), says: t("incident.share")},
		x: {run: () => press("end"), says: t("incident.end")},
		u: {run: () => go("#/incidents"), says: t("incident.back")},
	});

	return {
		node,
		load,
		leave() {
			drawing++;
			asked.leave();
			drawn?.destroy();
			texts.leave();
		},
	};
}
