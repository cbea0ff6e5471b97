// Charts by Debian's Chart.js, fetched when the first one is drawn. The page's colours and the reader's language; no animation
// for who asked for none. The same numbers stand in the table below each of them.
import {el} from "./dom.js";
import {t, term} from "./i18n.js";
import {line} from "./text.js";
import {value} from "./reports.js";

let library = null;

function load() {
	library ||= new Promise((done, failed) => {
		const script = document.createElement("script");

		script.src = "/lib/chart.js/chart.min.js";
		script.addEventListener("load", () => done(window.Chart));
		script.addEventListener("error", () => failed(new Error("chart.min.js")));
		document.head.append(script);
	});
	return library;
}

const TONES = ["--accent", "--warn", "--info", "--bad", "--good", "--ink-2"];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// What is asked to be kept under is a line over the bars.
const isTarget = (name) => /target|limit/.test(name);
const isTime = (list, labels) => /week|day|month|date/.test(labels[0] || list);

// -> an object with destroy(), or null when the library is not there: the table is.
export async function chart(place, {report, list, rows, measures, labels, open}) {
	let Chart;

	try {
		Chart = await load();
	} catch {
		library = null;
		return null;
	}
	if (!place.isConnected)
		return null;
	// Numbers of one kind can be drawn together: seconds with seconds, counts with counts.
	const kind = (name) => name.endsWith("_s") ? "s" : name.endsWith("percent") ? "%" : "n";
	const first = kind(measures[0]);
	const drawn = measures.filter((name) => kind(name) === first).slice(0, 6);
	const shown = labels.filter((name) => name !== "cases").slice(0, 2);
	const over = isTime(list, labels);
	const stacked = /sla|causes|satisfaction|optouts/.test(report) && drawn.length > 1;
	const words = rows.map((row) => shown.map((name) => line(value(name, row[name]))).join(" · "));
	const canvas = el("canvas", {role: "img", "aria-label": t("report.chart_of", {what: drawn.map((name) => term("column", name)).join(", ")})});

	place.classList.toggle("tall", !over && rows.length > 8);
	place.replaceChildren(canvas);
	Chart.defaults.color = colour("--ink-2");
	Chart.defaults.borderColor = colour("--line");
	Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
	return new Chart(canvas, {
		type: "bar",
		data: {labels: words, datasets: drawn.map((name, i) => ({
			label: term("column", name), data: rows.map((row) => row[name]),
			type: isTarget(name) || over && first === "s" ? "line" : "bar",
			borderColor: colour(TONES[i % TONES.length]), backgroundColor: colour(TONES[i % TONES.length]) + (over && first === "s" ? "" : "cc"),
			borderDash: isTarget(name) ? [6, 4] : [], pointRadius: isTarget(name) ? 0 : 3, borderWidth: isTarget(name) || over && first === "s" ? 2 : 0, tension: .25, maxBarThickness: 38, borderRadius: 3}))},
		options: {
			indexAxis: over || first === "s" && over ? "x" : "y", maintainAspectRatio: false, responsive: true,
			animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : {duration: 250},
			interaction: {mode: "index", intersect: false, axis: over ? "x" : "y"},
			scales: {[over ? "y" : "x"]: {beginAtZero: true, stacked, ticks: {callback: (n) => value(drawn[0], n), maxTicksLimit: 7}}, [over ? "x" : "y"]: {stacked, grid: {display: false}}},
			plugins: {legend: {display: drawn.length > 1, position: "bottom", labels: {boxWidth: 14}},
				tooltip: {callbacks: {label: (item) => item.dataset.label + ": " + value(drawn[item.datasetIndex], item.raw)}}},
			onClick: (_event, hit) => {
				const cases = hit.length ? rows[hit[0].index].cases : null;

				if (cases?.length)
					open(cases);
			},
			onHover: (event, hit) => {
				event.native.target.style.cursor = hit.length && rows[hit[0].index].cases?.length ? "pointer" : "default";
			},
		},
	});
}
