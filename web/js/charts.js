// Charts by Debian's Chart.js, fetched when the first one is drawn. The page's colours and the reader's language; no
// animation for who asked for none. The same numbers stand in the table below each of them.
import {el} from "./dom.js";
import {t} from "./i18n.js";
import {line} from "./text.js";
import {named, value} from "./reports.js";

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

const TIMES = ["week", "month", "at"];

// Numbers of one kind can be drawn together: the first that is to be drawn says of which. What they should keep to
// is a line.
function pick(columns, bars) {
	const first = columns.find((column) => column.key === bars[0]);

	return first
		? columns.filter(
				(column) => column.kind === first.kind && (bars.includes(column.key) || column.key === "target_s"),
			)
		: [];
}

// -> an object with destroy(), or null when there is nothing to draw or no library: the table is there.
export async function chart(place, {rows, columns, bars, open}) {
	const drawn = pick(columns, bars);
	let Chart;

	try {
		Chart = drawn.length ? await load() : null;
	} catch {
		library = null;
	}
	if (!Chart || !place.isConnected) {
		place.hidden = true;
		return null;
	}
	const keys = columns.filter((column) => column.of_row && column.key !== "monday");
	const over = TIMES.includes(keys[0]?.key);
	const lines = over && (drawn[0].kind === "seconds" || keys[0].key === "at");
	const numberOf = (raw) => (Array.isArray(raw) ? raw.length : raw === null ? null : Number(raw));
	const words = rows.map((row) => keys.map((column) => line(value(column, row[column.key]))).join(" · "));
	const canvas = el("canvas", {
		role: "img",
		"aria-label": t("report.chart_of", {what: drawn.map(named).join(", ")}),
	});
	const target = (column) => column.key === "target_s";

	place.style.setProperty("--rows", over ? 10 : Math.min(rows.length * Math.max(1, drawn.length), 40));
	place.replaceChildren(canvas);
	Chart.defaults.color = colour("--ink-2");
	Chart.defaults.borderColor = colour("--line");
	Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
	return new Chart(canvas, {
		type: "bar",
		data: {
			labels: words,
			datasets: drawn.map((column, i) => ({
				label: named(column),
				data: rows.map((row) => numberOf(row[column.key])),
				type: lines ? "line" : "bar",
				borderColor: target(column) ? colour("--ink-2") : colour(TONES[i % TONES.length]),
				backgroundColor: colour(TONES[i % TONES.length]) + (lines ? "" : "d0"),
				borderDash: target(column) ? [6, 4] : [],
				pointRadius: target(column) ? 0 : 3,
				borderWidth: lines ? 2 : 0,
				tension: 0.25,
				maxBarThickness: 30,
				borderRadius: 3,
			})),
		},
		options: {
			indexAxis: over ? "x" : "y",
			maintainAspectRatio: false,
			responsive: true,
			animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : {duration: 250},
			interaction: {mode: "index", intersect: false, axis: over ? "x" : "y"},
			scales: {
				[over ? "y" : "x"]: {
					beginAtZero: true,
					ticks: {
						callback: (n) => value(drawn[0], n),
						maxTicksLimit: 7,
						precision: drawn[0].kind === "count" ? 0 : undefined,
					},
				},
				[over ? "x" : "y"]: {grid: {display: false}},
			},
			plugins: {
				legend: {
					display: drawn.length > 1,
					position: "bottom",
					labels: {usePointStyle: true, pointStyle: "line"},
				},
				tooltip: {
					callbacks: {
						label: (item) => item.dataset.label + ": " + value(drawn[item.datasetIndex], item.raw),
					},
				},
			},
			onClick: (_event, hit) => {
				const cases = hit.length ? rows[hit[0].index].cases : null;

				// Once the chart has done with the click: what opens takes the chart away.
				if (cases?.length) setTimeout(() => open(cases));
			},
			onHover: (event, hit) => {
				event.native.target.style.cursor =
					hit.length && rows[hit[0].index].cases?.length ? "pointer" : "default";
			},
		},
	});
}
