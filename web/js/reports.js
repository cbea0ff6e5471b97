// Reports as followupctl(1) makes them: columns that say of what kind they are, and rows with the cases behind them.
// Each is a chart and a table of the same numbers, or for hours of the week a map. A click on either opens the
// cases.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon, measure} from "./dom.js";
import {LANGUAGES, clock, dayClock, number, t, term} from "./i18n.js";
import {chart} from "./charts.js";
import {failed} from "./notice.js";
import {shopChoice} from "./shops.js";
import {tableBox} from "./table.js";

const KNOWN = ["response", "misses", "satisfaction", "causes", "hours", "optouts", "cost"];
const PERIODS = ["7d", "30d", "91d", "365d"];
const WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
// What stands in a column of words, where we have words of our own for it.
const TERMS = {cause: "miss", category: "category", text: "step", of: "column"};

function duration(s) {
	if (s < 60) return t("span.s", {n: number(s)});
	if (s < 3600) return t("span.min", {n: number(s / 60, {maximumFractionDigits: 0})});
	return t("span.h", {n: number(s / 3600, {maximumFractionDigits: 1})});
}

// A cell as people read it. Money comes as a string, so that nobody rounds it.
export function value(column, raw) {
	if (raw === null || raw === undefined) return "–";
	if (Array.isArray(raw)) return number(raw.length);
	switch (column.kind) {
		case "seconds":
			return duration(raw);
		case "percent":
			return number(raw / 100, {style: "percent", maximumFractionDigits: 1});
		case "points":
			return number(raw, {maximumFractionDigits: 1, signDisplay: "exceptZero"});
		case "count":
			return column.of_row ? String(raw) : number(raw);
		case "money":
			return number(raw, {minimumFractionDigits: 2, maximumFractionDigits: 6});
		default:
			return column.key === "language"
				? LANGUAGES[raw] || String(raw)
				: TERMS[column.key]
					? term(TERMS[column.key], raw)
					: String(raw);
	}
}

export const named = (column) => {
	const words = term("column", column.key);

	return words === column.key.replace(/_/g, " ") ? column.label : words;
};

const isWords = (column) => column.kind === "words" || column.of_row;

export function reportsView({go}) {
	let name = null;
	let period = "30d";
	let measured = "";
	let shop = "";
	let asked = null;
	let marked = [];
	let drawn = [];
	let seen = null; // the report that is shown

	const tabs = el("nav.side-tabs", {"aria-label": t("nav.reports")});
	const body = el("div.report", {"aria-live": "polite"});
	const since = el(
		"select.form-select.w-auto",
		{
			"aria-label": t("report.since"),
			onchange: () => {
				period = since.value;
				load();
			},
		},
		PERIODS.map((one) =>
			el("option", {value: one, selected: one === period}, t("report.days", {n: parseInt(one, 10)})),
		),
	);
	const choice = shopChoice((picked) => {
		shop = picked;
		load();
	});
	const node = el(
		"div.page",
		{},
		el(
			"div.page-in",
			{},
			el("header.page-head", {}, el("h1.grow", {}, t("nav.reports")), since, choice),
			el("div.with-side", {}, tabs, body),
		),
	);

	function open(cases) {
		go("#/inbox?cases=" + cases.join(","));
	}

	// Hours of the week: one map for each number, hatched where nothing may be sent.
	function heat(answer, column) {
		const most = Math.max(1, ...answer.rows.map((row) => row[column.key] || 0));
		const at = new Map(answer.rows.map((row) => [row.weekday + row.hour, row]));
		const hours = [...Array(24).keys()];

		function cell(name, weekday, hour) {
			const row = at.get(name + hour);
			const n = row?.[column.key] || 0;
			const shut = answer.permitted?.[weekday]?.[hour] === false;
			const says =
				t("report.cell", {day: t("weekday." + (weekday + 1)), hour, what: named(column), n: number(n)}) +
				(shut ? " · " + term("verdict", "closed") : "");

			return measure(
				el(
					"td" + (shut ? ".shut" : ""),
					{title: says},
					row?.cases?.length
						? el("button", {
								type: "button",
								"aria-label": says,
								onclick: () => open(row.cases),
							})
						: el("span.visually-hidden", {}, n),
				),
				"--share",
				n / most,
			);
		}

		return el(
			"section.card-box",
			{},
			el("h3", {}, named(column)),
			el(
				"div.heat-wrap",
				{tabindex: "0", role: "region", "aria-label": named(column)},
				el(
					"table.heat",
					{},
					el(
						"thead",
						{},
						el(
							"tr",
							{},
							el("td", {}),
							hours.map((hour) => el("th", {scope: "col"}, hour % 3 ? "" : hour)),
						),
					),
					el(
						"tbody",
						{},
						WEEK.map((name, weekday) =>
							el(
								"tr",
								{},
								el("th", {scope: "row"}, t("weekday." + (weekday + 1))),
								hours.map((hour) => cell(name, weekday, hour)),
							),
						),
					),
				),
			),
		);
	}

	function opener(cases) {
		return el(
			"button.btn.btn-sm.btn-plain",
			{type: "button", onclick: () => open(cases)},
			t("report.open", {n: cases.length}),
		);
	}

	function table(rows, columns) {
		const behind = rows.some((row) => row.cases?.length);

		return el(
			"details.numbers",
			{open: true},
			el("summary", {}, t("report.table")),
			tableBox(
				t("report.table"),
				[
					...columns.map((column) => el("th" + (isWords(column) ? "" : ".right"), {scope: "col"}, named(column))),
					...(behind ? [el("th", {scope: "col"}, el("span.visually-hidden", {}, t("report.cases")))] : []),
				],
				rows.map((row) =>
					el(
						"tr",
						{},
						columns.map((column) =>
							el(
								"td" + (isWords(column) ? "" : ".right.number"),
								{},
								text.foreign(value(column, row[column.key])),
							),
						),
						behind ? el("td.right", {}, row.cases?.length ? opener(row.cases) : null) : null,
					),
				),
			),
		);
	}

	// Rows of one kind: their chart, and their table.
	function section(answer, rows, columns, title) {
		const place = el("div.chart", {});

		chart(place, {rows, columns, bars: answer.chart.columns, open}).then((made) => made && drawn.push(made));
		return el("section.card-box", {}, title ? el("h3", {}, title) : null, place, table(rows, columns));
	}

	// Where the first column says of what the others tell, each of these has a section.
	function sections(answer) {
		const [first, ...others] = answer.columns;

		if (first.key !== "of") return section(answer, answer.rows, answer.columns, null);
		return [...new Set(answer.rows.map((row) => row.of))].map((of) =>
			section(
				answer,
				answer.rows
					.filter((row) => row.of === of)
					.map((row) => (of === "category" ? {...row, value: term(of, row.value)} : row)),
				others,
				value(first, of),
			),
		);
	}

	function draw(answer) {
		const choosing = document.activeElement?.name === "measure";
		const zone = session.shopZone(shop || session.get().shops[0]?.id);

		for (const one of drawn) one.destroy();
		drawn = [];
		const heats =
			answer.chart.kind === "heat"
				? answer.columns.filter((column) => answer.chart.columns.includes(column.key))
				: null;

		fill(
			body,
			el("h2", {}, term("report", name)),
			el("p.quiet", {}, term("report_help", name)),
			el("p.quiet.small", {}, t("board.at", {at: clock(answer.made_at, zone)})),
			measures(),
			!answer.rows.length
				? el("div.empty", {}, icon("chart"), el("p", {}, t("report.empty")))
				: heats
					? heats.map((column) => heat(answer, column))
					: sections(answer),
			answer.lacking ? el("p.warn-words.small", {}, t("report.lacking", {n: number(answer.lacking)})) : null,
			answer.notes?.length
				? el(
						"details.small",
						{},
						el("summary.quiet", {}, t("report.notes")),
						answer.notes.map((note) => el("p.quiet", {}, text.foreign(note))),
					)
				: null,
		);
		// Made anew under the hand of who uses the keyboard.
		if (choosing) body.querySelector("[name=measure]")?.focus();
	}

	// Causes before and after a measure that somebody marked.
	function measures() {
		if (name !== "causes" || !marked.length) return null;
		const choice = el(
			"select.form-select.w-auto",
			{
				name: "measure",
				"aria-label": t("report.measure"),
				onchange: () => {
					measured = choice.value;
					load();
				},
			},
			el("option", {value: ""}, t("report.no_measure")),
			marked.map((one) =>
				el(
					"option",
					{value: one.measure, selected: String(one.measure) === measured},
					one.measure + " · " + one.what,
				),
			),
		);

		return el(
			"section.card-box",
			{},
			choice,
			tableBox(
				t("report.measures"),
				["what", "since", "owner", "due", "done"].map((key) => t("measure." + key)),
				marked.map((one) => {
					const zone = session.shopZone(one.shop || session.get().shops[0]?.id);
					const when = (at) => (at === null ? "–" : dayClock(at, zone));
					const late = one.done_at === null && one.due_at !== null && one.due_at <= api.now();

					return el(
						"tr",
						{},
						el("td", {}, text.foreign(one.what)),
						el("td", {}, when(one.at)),
						el("td", {}, one.owner ? text.foreign(session.person(one.owner)) : "–"),
						el("td" + (late ? ".warn-words" : ""), {}, when(one.due_at)),
						el("td", {}, when(one.done_at)),
					);
				}),
			),
		);
	}

	async function load() {
		asked?.abort();
		asked = new AbortController();
		body.setAttribute("aria-busy", "true");
		// Around a measure the server compares as many whole weeks before it as after.
		const around = name === "causes" ? measured : "";

		since.disabled = Boolean(around);
		try {
			seen = await api.get(
				"report/" + name,
				{since: around ? "" : period, shop, measure: around},
				asked.signal,
			);
			draw(seen);
		} catch (fault) {
			if (fault.name === "AbortError") return; // another one is asked for
			if (fault.status === 404)
				fill(body, el("div.empty", {}, icon("chart"), el("p", {}, t("report.not_here"))));
			else {
				const choosing = document.activeElement?.name === "measure";

				failed(body, fault, load);
				body.prepend(measures() ?? ""); // another one may do
				if (choosing) body.querySelector("[name=measure]")?.focus();
			}
		}
		body.removeAttribute("aria-busy");
	}

	function tabsAgain() {
		const had = tabs.contains(document.activeElement);

		fill(
			tabs,
			KNOWN.map((one) =>
				el("a", {href: "#/reports/" + one, "aria-current": one === name ? "page" : null}, term("report", one)),
			),
		);
		const here = tabs.querySelector("[aria-current]");

		here?.scrollIntoView({block: "nearest", inline: "center"});
		if (had) here?.focus({preventScroll: true});
	}

	api.get("measures").then(
		(found) => {
			marked = found.measures;
			if (marked.length && seen && name === "causes") draw(seen);
		},
		() => {},
	); // a server that keeps none

	return {
		node,
		route(rest) {
			name = rest[0] || KNOWN[0];
			seen = null;
			tabsAgain();
			load();
		},
		leave() {
			asked?.abort();
			for (const one of drawn) one.destroy();
		},
	};
}
