// Reports: lists of rows out of the store, each as a chart and as a table of the same numbers. A click on either opens the cases
// behind it. What a report is made of is said by the server; how its chart looks, by the table below.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon, measure} from "./dom.js";
import {number, t, term} from "./i18n.js";
import {chart} from "./charts.js";
import {failed} from "./notice.js";

const KNOWN = ["response", "sla", "satisfaction", "causes", "hours", "optouts", "cost"];
const DAYS = [7, 28, 91, 365];
const MOST_CASES = 50;

// A list of flat rows: its first column of words names the row, its numbers are what is drawn.
function listsOf(answer) {
	return Object.entries(answer).filter(([, list]) => Array.isArray(list) && list.length && list.every((row) => row && typeof row === "object" && !Array.isArray(row)));
}

function columnsOf(rows) {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => !Array.isArray(row[name]) && typeof row[name] !== "object" || row[name] === null));
	// A number that names something is no measure.
	const measures = names.filter((name) => !["case", "level", "round", "hour", "weekday", "year"].includes(name) && !name.endsWith("_at") && rows.some((row) => typeof row[name] === "number") && rows.every((row) => row[name] === null || row[name] === undefined || typeof row[name] === "number"));

	return {names, measures, labels: names.filter((name) => !measures.includes(name))};
}

export function value(name, raw) {
	if (raw === null || raw === undefined)
		return "–";
	if (typeof raw === "boolean")
		return t(raw ? "report.yes" : "report.no");
	if (typeof raw === "number" && (name.endsWith("_s") || name.endsWith("_seconds")))
		return raw < 3600 ? t("span.min", {n: number(raw / 60, {maximumFractionDigits: 1})}) : t("span.h", {n: number(raw / 3600, {maximumFractionDigits: 1})});
	if (typeof raw === "number" && (name.endsWith("_percent") || name === "percent"))
		return number(raw, {maximumFractionDigits: 1}) + " %";
	if (typeof raw === "number" && name.endsWith("_at"))
		return new Date(raw * 1000).toISOString().slice(0, 16).replace("T", " ");
	if (typeof raw === "number")
		return ["level", "round", "hour", "case"].includes(name) ? String(raw) : number(raw, {maximumFractionDigits: 2});
	return term({cause: "miss", category: "category", label: "label", step: "step"}[name] || "word", String(raw));
}

export function reportsView({go}) {
	let name = null;
	let days = 28;
	let shop = "";
	let asked = null;
	let names = KNOWN;
	let drawn = [];

	const tabs = el("nav.side-tabs", {"aria-label": t("nav.reports")});
	const body = el("div.report", {"aria-live": "polite"});
	const since = el("select.form-select.w-auto", {"aria-label": t("report.since"), onchange: () => { days = Number(since.value); load(); }},
		DAYS.map((n) => el("option", {value: n, selected: n === days}, t("report.days", {n}))));
	const choice = el("select.form-select.w-auto", {"aria-label": t("list.shop_any"), onchange: () => { shop = choice.value; load(); }},
		el("option", {value: ""}, t("list.shop_any")), session.get().shops.map((one) => el("option", {value: one.id}, one.name)));
	const node = el("div.page", {}, el("div.page-in", {}, el("header.page-head", {}, el("h1.grow", {}, t("nav.reports")), since, choice),
		el("div.with-side", {}, tabs, body)));

	function open(cases) {
		go("#/inbox?cases=" + cases.slice(0, MOST_CASES).join(","));
	}

	function heat(rows, columns) {
		const measureName = columns.measures[0];
		const most = Math.max(1, ...rows.map((row) => row[measureName] || 0));
		const at = (weekday, hour) => rows.find((row) => row.weekday === weekday && row.hour === hour);
		const hours = [...Array(24).keys()];

		return el("div.heat-wrap", {tabindex: "0", role: "region", "aria-label": term("column", measureName)}, el("table.heat", {}, el("thead", {}, el("tr", {}, el("td", {}), hours.map((hour) => el("th", {scope: "col"}, hour % 3 ? "" : hour)))),
			el("tbody", {}, [1, 2, 3, 4, 5, 6, 7].map((weekday) => el("tr", {}, el("th", {scope: "row"}, t("weekday." + weekday)), hours.map((hour) => {
				const row = at(weekday, hour);
				const n = row?.[measureName] || 0;
				const cell = el("td" + (row && (row.permitted === false || row.open === false) ? ".shut" : ""), {title: t("weekday." + weekday) + " " + hour + ":00 · " + columns.measures.map((one) => term("column", one) + " " + (row?.[one] || 0)).join(" · ")},
					el("span.visually-hidden", {}, n));

				return measure(cell, "--share", n / most);
			}))))));
	}

	function table(rows, columns) {
		return el("details.numbers", {open: true}, el("summary", {}, t("report.table")), el("div.table-responsive", {tabindex: "0", role: "region", "aria-label": t("report.table")},
			el("table.table", {}, el("thead", {}, el("tr", {}, columns.names.map((column) => el("th" + (columns.measures.includes(column) ? ".right" : ""), {scope: "col"}, term("column", column))),
				rows.some((row) => row.cases?.length) ? el("th", {scope: "col"}, t("report.cases")) : null)),
			el("tbody", {}, rows.map((row) => el("tr", {}, columns.names.map((column) => el("td" + (columns.measures.includes(column) ? ".right.number" : ""), {},
				column === "case" && row.case ? el("a", {href: "#/cases/" + row.case}, row.code || String(row.case)) : text.foreign(value(column, row[column])))),
			row.cases?.length ? el("td", {}, el("button.btn.btn-sm.btn-plain", {type: "button", onclick: () => open(row.cases)}, t("report.open", {n: row.cases.length}))) : rows.some((one) => one.cases?.length) ? el("td", {}) : null))))));
	}

	function draw(answer) {
		const lists = listsOf(answer);

		for (const one of drawn)
			one.destroy();
		drawn = [];
		// Single numbers first.
		const single = Object.entries(answer).filter(([key, one]) => typeof one === "number" && !key.endsWith("_at"));

		fill(body, el("h2", {}, term("report", name)), el("p.quiet", {}, t("report_help." + name) === "report_help." + name ? "" : t("report_help." + name)),
			single.length ? el("dl.singles", {}, single.map(([key, one]) => el("div", {}, el("dt", {}, term("column", key)), el("dd.big.number", {}, value(key, one))))) : null,
			lists.length ? lists.map(([key, rows]) => section(key, rows, lists.length > 1)) : el("div.empty", {}, icon("chart"), el("p", {}, t("report.empty"))));
	}

	function section(key, rows, headed) {
		const columns = columnsOf(rows);
		const isHeat = "weekday" in rows[0] && "hour" in rows[0] && columns.measures.length;
		const place = el("div.chart", {});
		const part = el("section.card-box", {}, headed ? el("h3", {}, term("column", key)) : null,
			isHeat ? heat(rows, columns) : columns.measures.length && rows.length <= 200 ? place : null, isHeat && rows.length > 60 ? null : table(rows, columns));

		if (!isHeat && columns.measures.length && rows.length <= 200)
			chart(place, {report: name, list: key, rows, ...columns, open}).then((made) => made && drawn.push(made));
		return part;
	}

	async function load() {
		asked?.abort();
		asked = new AbortController();
		body.setAttribute("aria-busy", "true");
		try {
			const from = new Date((api.now() - days * 86400) * 1000).toISOString().slice(0, 10);

			draw(await api.get("report/" + name, {since: from, shop}, asked.signal));
		} catch (fault) {
			if (fault.status === 404)
				fill(body, el("div.empty", {}, icon("chart"), el("p", {}, t("report.not_here"))));
			else if (fault.name !== "AbortError" && fault.code !== "login")
				failed(body, fault, load);
		}
		body.removeAttribute("aria-busy");
	}

	function tabsAgain() {
		fill(tabs, names.map((one) => el("a", {href: "#/reports/" + one, "aria-current": one === name ? "page" : null}, term("report", one))));
	}

	api.get("report").then((found) => {
		names = found.reports?.map((one) => one.name || one) || KNOWN;
		tabsAgain();
	}, () => {});

	return {node,
		route(rest) {
			name = rest[0] || names[0];
			tabsAgain();
			load();
		},
		leave() {
			asked?.abort();
			for (const one of drawn)
				one.destroy();
		}};
}
