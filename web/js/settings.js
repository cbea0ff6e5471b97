// Settings, seen and not edited: what is in force and where it is said, the week of permitted hours as a picture,
// the texts in all languages with what they cost, and what a candidate configuration would change.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {add, el, fill, measure} from "./dom.js";
import {LANGUAGES, clock, day, language, t, term} from "./i18n.js";
import {failed, sentence} from "./notice.js";
import {hoursRule} from "./server_words.js";

const CLASSES = ["first_contact", "satisfaction", "review_note", "call"];
const MOST_BYTES = 1 << 20;

export function settingsView() {
	let tab = "config";
	let shop = session.get().shops[0]?.id || "";
	let kind = CLASSES[0];

	const asked = api.newest();
	const tabs = el("nav.side-tabs", {"aria-label": t("nav.settings")});
	const body = el("div.report", {});
	const node = el(
		"div.page",
		{},
		el(
			"div.page-in",
			{},
			el("header.page-head", {}, el("h1.grow", {}, t("nav.settings"))),
			el("div.with-side", {}, tabs, body),
		),
	);

	function shopChoice(again) {
		const choice = el(
			"select.form-select.w-auto",
			{
				"aria-label": t("facts.shop"),
				onchange: () => {
					shop = choice.value;
					again();
				},
			},
			session.get().shops.map((one) => el("option", {value: one.id, selected: one.id === shop}, one.name)),
		);

		return choice;
	}

	// ---- the configuration in force ----

	const DEFAULT = "default"; // the source of what no file says

	// A value as one line: what has several comes as a list, words with their meaning as an object.
	function plain(raw) {
		if (Array.isArray(raw)) return raw.join(", ") || "–";
		if (raw && typeof raw === "object")
			return Object.entries(raw)
				.map(([name, value]) => name + ": " + plain(value))
				.join("; ");
		return String(raw ?? "–");
	}

	const changed = (one) => one.source !== DEFAULT && JSON.stringify(one.value) !== JSON.stringify(one.default);

	async function config() {
		const found = await asked.get("settings");
		const rows = el("tbody", {});
		const search = el("input.form-control", {
			type: "search",
			placeholder: t("settings.search"),
			"aria-label": t("settings.search"),
			oninput: draw,
		});
		const set = el("input.form-check-input", {type: "checkbox", id: "only-set", onchange: draw});

		function draw() {
			const words = search.value.trim().toLowerCase();

			fill(
				rows,
				found.settings
					.filter(
						(one) =>
							(!words || (one.key + " " + plain(one.value)).toLowerCase().includes(words)) &&
							(!set.checked || one.source !== DEFAULT),
					)
					.map((one) =>
						el(
							"tr" + (changed(one) ? ".changed" : ""),
							{},
							el("th", {scope: "row"}, one.key),
							el("td.break", {}, text.foreign(plain(one.value))),
							el("td.break.quiet", {}, changed(one) ? text.foreign(plain(one.default)) : ""),
							el(
								"td.quiet.nowrap",
								{},
								one.source === DEFAULT ? t("settings.default") : text.foreign(one.source),
							),
						),
					),
			);
		}

		draw();
		fill(
			body,
			el("h2", {}, t("settings.config")),
			el("p.quiet", {}, text.foreign(found.file)),
			el(
				"div.row-line",
				{},
				el("div.grow", {}, search),
				el("label.row-line", {for: "only-set"}, set, t("settings.only_set")),
			),
			el(
				"div.card-box.table-responsive",
				{tabindex: "0", role: "region", "aria-label": t("settings.config")},
				el(
					"table.table.settings",
					{},
					el(
						"thead",
						{},
						el(
							"tr",
							{},
							["key", "value", "default_value", "where"].map((name) =>
								el("th", {scope: "col"}, t("settings." + name)),
							),
						),
					),
					rows,
				),
			),
		);
	}

	// ---- the week ----

	async function week() {
		const found = await asked.get("settings/week", {shop, class: kind});
		const choice = el(
			"select.form-select.w-auto",
			{
				"aria-label": t("settings.class"),
				onchange: () => {
					kind = choice.value;
					load();
				},
			},
			CLASSES.map((one) => el("option", {value: one, selected: one === kind}, term("step", one))),
		);

		function span(one, whole) {
			const words =
				clock(one.from_at, found.zone) +
				"–" +
				(one.to_at === whole.to_at ? "24:00" : clock(one.to_at, found.zone)) +
				" " +
				term("verdict", one.verdict) +
				(one.rule ? " · " + hoursRule(one.rule) : "");
			const node_ = el(
				"div.span." + (["open", "quiet", "closed", "holiday"].includes(one.verdict) ? one.verdict : "closed"),
				{title: words},
				el("span.visually-hidden", {}, words),
			);

			return measure(node_, "--share", (one.to_at - one.from_at) / (whole.to_at - whole.from_at));
		}

		fill(
			body,
			el("h2", {}, t("settings.week")),
			el("div.row-line", {}, shopChoice(load), choice, el("span.quiet", {}, text.foreign(found.zone))),
			el(
				"div.card-box.week",
				{},
				el(
					"div.week-hours",
					{"aria-hidden": "true"},
					["0", "6", "12", "18", "24"].map((hour) => el("span", {}, hour)),
				),
				found.days.map((one) =>
					el(
						"div.week-day",
						{},
						el("span.week-name", {}, day(one.from_at, found.zone)),
						el(
							"div.week-bar",
							{role: "group", "aria-label": day(one.from_at, found.zone)},
							one.spans.map((part) => span(part, one)),
						),
					),
				),
			),
			el(
				"ul.legend",
				{},
				["open", "quiet", "closed", "holiday"].map((name) =>
					el("li", {}, el("span.span." + name, {}), term("verdict", name)),
				),
			),
			el(
				"table.table.small",
				{},
				el(
					"tbody",
					{},
					[
						...new Map(
							found.days
								.flatMap((one) => one.spans)
								.filter((one) => one.rule)
								.map((one) => [one.verdict + one.rule, one]),
						).values(),
					].map((one) =>
						el(
							"tr",
							{},
							el("th", {scope: "row"}, term("verdict", one.verdict)),
							el("td", {title: text.line(one.rule)}, text.foreign(hoursRule(one.rule))),
						),
					),
				),
			),
		);
	}

	// ---- texts ----

	async function texts() {
		const found = await asked.get("settings/texts", {shop});
		const groups = Map.groupBy
			? Map.groupBy(found.texts, (one) => one.step)
			: found.texts.reduce((map, one) => map.set(one.step, [...(map.get(one.step) || []), one]), new Map());

		fill(
			body,
			el("h2", {}, t("settings.texts")),
			el(
				"div.row-line",
				{},
				shopChoice(load),
				el("span.quiet", {}, t("settings.texts_n", {n: found.texts.length})),
			),
			[...groups].map(([step, list]) =>
				el(
					"details.card-box",
					{open: step === "first_contact"},
					el("summary", {}, el("strong", {}, term("step", step)), el("span.quiet", {}, " · ", list.length)),
					list.map((one) =>
						el(
							"article.text-row" + (one.too_long ? ".bad" : ""),
							{},
							el(
								"header.row-line.small",
								{},
								el("span.tag.info", {}, LANGUAGES[one.language] || one.language),
								one.category && one.category !== "any"
									? el("span.tag", {}, term("category", one.category))
									: null,
								el("span.quiet", {}, text.foreign(one.version || "")),
								el("span.grow", {}),
								el(
									"span" + (one.too_long ? ".bad-words" : ".quiet"),
									{},
									one.least === one.most
										? t("compose.segments", {n: one.most})
										: t("settings.segments", {least: one.least, n: one.most}),
									" · ",
									term("encoding", one.encoding),
									one.price ? [" · ", one.price] : null,
								),
							),
							el("p.words", {}, text.foreign(one.text)),
							el("p.quiet.small", {}, text.foreign(one.origin)),
						),
					),
				),
			),
		);
	}

	// ---- a candidate ----

	function effectOf(effect) {
		const {same_rules: same, changed, waiting, lines} = effect;

		return el(
			"section.card-box",
			{},
			el("h3", {}, t("settings.effect")),
			el("p", {}, same ? t("settings.effect_none") : t("settings.effect_n", {n: changed, all: waiting})),
			lines.length && language() !== "en" ? el("p.quiet.small", {}, t("settings.in_english")) : null,
			lines.length
				? el(
						"ul.effect",
						{lang: "en"},
						lines.map((one) => el("li", {}, text.foreign(one))),
					)
				: null,
		);
	}

	async function check() {
		const result = el("div", {"aria-live": "polite"});
		const file = el("input.form-control", {type: "file", id: "candidate", accept: ".conf,text/plain"});
		const button = el(
			"button.btn.btn-main",
			{
				type: "button",
				onclick: async () => {
					const chosen = file.files[0];

					if (!chosen) return;
					if (chosen.size > MOST_BYTES) {
						fill(result, el("p.fault", {}, t("settings.too_large")));
						return;
					}
					button.disabled = true;
					try {
						const found = await api.postText("settings/check", await chosen.text());

						fill(
							result,
							el(
								"p." + (found.good ? "passed" : "fault"),
								{},
								t(found.good ? "settings.good" : "settings.bad"),
							),
							el(
								"ul.faults",
								{},
								found.faults.map((one) =>
									el(
										"li" + (one.warning ? ".warn-words" : ".bad-words"),
										{},
										text.foreign(one.text),
									),
								),
							),
							found.effect ? effectOf(found.effect) : null,
						);
					} catch (fault) {
						fill(result, el("p.fault", {}, sentence(fault)));
					}
					button.disabled = false;
				},
			},
			t("settings.do_check"),
		);

		fill(body, el("h2", {}, t("settings.check")), el("p.quiet", {}, t("settings.check_help")));
		add(
			body,
			session.me().role === "admin"
				? [
						el("label.form-label", {for: "candidate"}, t("settings.file")),
						el("div.row-line", {}, el("div.grow", {}, file), button),
						result,
					]
				: el("p", {}, t("settings.admin_only")),
		);
	}

	const TABS = {config, week, texts, check};

	async function load() {
		asked.leave();
		body.setAttribute("aria-busy", "true");
		try {
			await TABS[tab]();
		} catch (fault) {
			if (fault.name === "AbortError") return; // of one that is asked for again
			failed(body, fault, load);
		}
		body.removeAttribute("aria-busy");
	}

	return {
		node,
		route(rest) {
			tab = TABS[rest[0]] ? rest[0] : "config";
			fill(
				tabs,
				Object.keys(TABS).map((name) =>
					el(
						"a",
						{href: "#/settings/" + name, "aria-current": name === tab ? "page" : null},
						t("settings." + name),
					),
				),
			);
			tabs.querySelector("[aria-current]").scrollIntoView({block: "nearest", inline: "center"});
			load();
		},
		leave: asked.leave,
	};
}
