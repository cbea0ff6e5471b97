// The inbox: the list at the left, one case at the right. The list is a listbox: it keeps the focus, and tells which
// row is meant.
import * as api from "./api.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {between, restAfter} from "./calm.js";
import {el, fill, icon} from "./dom.js";
import {LANGUAGES, span, t, term} from "./i18n.js";
import {complain, failed} from "./notice.js";
import {slaTag} from "./sla.js";
import {threadPane} from "./thread.js";

const PAGE = 50;
const KEPT = "followup-filters";
const TABS = ["mine", "unclaimed", "unread"];
const NAMED_MOST = 200; // cases in one question
const OLD_MS = 60000; // older than this no list gets while something changes
// With one of these set, any change may bring a case into view.
const CHANGING = ["mine", "unclaimed", "label", "level", "language", "state", "sort"];

function filtersKept() {
	try {
		return JSON.parse(sessionStorage.getItem(KEPT)) || {};
	} catch {
		return {};
	}
}

export function inboxView({go, count, title}) {
	let filters = filtersKept();
	let rows = [];
	let next = null;
	let chosen = null; // the case number the list points at
	let asked = null; // AbortController of the load under way
	let only = null; // numbers of cases, when a report sent us here
	const named = new Set(); // cases in view that changed
	let namedLate = null;
	const naming = api.newest();
	let asking = false; // about some of them
	const meanwhile = new Set(); // cases that changed since the list was asked for: its rows of them may be older
	let listLate = null;
	let loadedAt = 0;
	let rest = 0; // ms the list is left alone for
	let stale = false; // something changed that is perhaps not in the list yet

	const list = el("ul.rows", {role: "listbox", tabindex: "0", id: "list", "aria-label": t("list.label")});
	const summary = el("span.grow.quiet", {});
	const more = el(
		"button.btn.btn-plain.btn-sm",
		{type: "button", hidden: true, onclick: () => load(true)},
		t("list.more"),
	);
	const pane = threadPane({
		go,
		title,
		changedHere: () => changedHere(),
		opened: (number) => point(number),
	});
	const head = el("div.list-head", {});
	const node = el(
		"div.inbox",
		{},
		el("section.list-pane", {"aria-label": t("nav.inbox")}, head, list, el("div.list-foot", {}, summary, more)),
		pane.node,
	);

	// ---- the head: search, tabs, filters ----

	const search = el("input.form-control", {
		type: "search",
		id: "search",
		placeholder: t("list.search"),
		"aria-label": t("list.search"),
		autocomplete: "off",
		maxlength: 100,
	});

	function keep(key, value) {
		filters[key] = value;
		only = null;
		sessionStorage.setItem(KEPT, JSON.stringify({...filters, q: undefined}));
		headAgain();
		load();
	}

	function choice(key, any, options, label = any) {
		return el(
			"select.form-select",
			{name: key, "aria-label": label, onchange: (event) => keep(key, event.target.value)},
			el("option", {value: ""}, any),
			options.map(([value, label]) => el("option", {value, selected: filters[key] === value}, label)),
		);
	}

	function headAgain() {
		const all = session.get();
		const had = document.activeElement;
		const mark = had?.getAttribute?.("aria-label");

		fill(
			head,
			el("h1", {}, t("nav.inbox")),
			el("div.search", {}, icon("search"), search),
			el(
				"div.tabs",
				{role: "group", "aria-label": t("list.which")},
				TABS.map((name) =>
					el(
						"button",
						{
							type: "button",
							"aria-pressed": String(Boolean(filters[name])),
							onclick: () => keep(name, !filters[name]),
						},
						t("list." + name),
					),
				),
				el("a", {href: "#/replies"}, t("list.unmatched")),
			),
			el(
				"div.filters",
				{},
				choice("state", t("list.open"), [
					["all", t("list.all")],
					...all.states.map((s) => [s, term("state", s)]),
				]),
				choice(
					"label",
					t("list.label_any"),
					all.labels.map((l) => [l, term("label", l)]),
				),
				choice(
					"shop",
					t("list.shop_any"),
					all.shops.map((s) => [s.id, s.name]),
				),
				choice(
					"level",
					t("list.level_any"),
					["1", "2", "3", "4", "5"].map((n) => [n, t("list.level", {n})]),
				),
				choice("language", t("list.language_any"), Object.entries(LANGUAGES)),
				choice(
					"sort",
					t("sort.unread"),
					[
						["newest", t("sort.newest")],
						["sla", t("sort.sla")],
					],
					t("sort.label"),
				),
			),
			only &&
				el(
					"div.row-line",
					{},
					el("span.tag.info", {}, t("list.of_report", {n: only.length})),
					el(
						"button.btn.btn-sm.btn-plain",
						{type: "button", onclick: () => go("#/inbox")},
						t("list.leave_report"),
					),
				),
		);
		// Made anew under the hand of who uses the keyboard: the focus goes to the same control.
		if (mark && !had.isConnected)
			[...head.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === mark)?.focus();
	}

	let typed = null;
	let found = Promise.resolve(); // once the rows are those of the words

	function look() {
		clearTimeout(typed);
		typed = null;
		filters.q = search.value.trim();
		only = null;
		found = load();
	}

	search.addEventListener("input", () => {
		clearTimeout(typed);
		typed = setTimeout(look, 250);
	});
	search.addEventListener("keydown", async (event) => {
		if (event.key === "ArrowDown" || event.key === "Enter") {
			event.preventDefault();
			list.focus();
			if (event.key !== "Enter") return;
			// The first of what was asked for, not of what stood there before.
			if (typed) look();
			const mine = found;

			await mine;
			if (mine === found && !typed && document.activeElement === list && rows.length) choose(0);
		}
	});

	// ---- loading ----

	async function page(after, signal) {
		if (only) {
			const from = Number(after);
			const cases = only.slice(from, from + PAGE).join(",");
			const found = await api.get("conversations", {cases}, signal);

			return {...found, next: from + PAGE < only.length ? String(from + PAGE) : null};
		}
		if (filters.q) return api.get("search", {q: filters.q, limit: PAGE}, signal);
		const {q, ...rest} = filters;

		return api.get("conversations", {...rest, limit: PAGE, after}, signal);
	}

	async function load(further = false) {
		asked?.abort();
		const mine = (asked = new AbortController());

		if (!further) list.setAttribute("aria-busy", "true");
		meanwhile.clear();
		try {
			const found = await page(further ? next : "", mine.signal);

			rows = further ? rows.concat(found.conversations) : found.conversations;
			next = found.next;
			loadedAt = Date.now();
			stale = false;
			draw();
			nameMeanwhile();
		} catch (fault) {
			if (fault.name === "AbortError") return; // other rows are wanted
			// Another page of this session searches: one at a time.
			if (fault.code === "replaced")
				setTimeout(() => mine.signal.aborted || load(further), between(500, 2500));
			else if (rows.length) complain(fault);
			else failed(list, fault, () => load());
		}
		list.removeAttribute("aria-busy");
	}

	function nameMeanwhile() {
		for (const c of rows) if (meanwhile.has(c.case)) named.add(c.case);
		meanwhile.clear();
		if (named.size) namedSoon();
	}

	// ---- live ----
	//
	// Every agent hears of every change in the same moment. Rows in view are asked for by their numbers, which costs
	// the server next to nothing; the list itself only where a row may have come, gone or moved, at a moment of one's
	// own. What was searched, and a report's list, keep their rows.

	const fixed = () => Boolean(only || filters.q);

	// A new unread conversation stands behind those that wait longer: not on a page that is full of them.
	const mayEnter = () =>
		!fixed() && !(next && rows.at(-1)?.unread && CHANGING.every((key) => !filters[key]));

	const moved = (before, now) =>
		!fixed() &&
		(Boolean(before.unread) !== Boolean(now.unread) ||
			before.unread_since_at !== now.unread_since_at ||
			before.state !== now.state ||
			CHANGING.some((key) => filters[key]));

	async function refreshNamed() {
		namedLate = null;
		if (document.hidden || !named.size || asking) return;
		const numbers = [...named].slice(0, NAMED_MOST);

		for (const one of numbers) named.delete(one);
		asking = true; // one answer after the other: the older must not come last
		try {
			const found = (await naming.get("conversations", {cases: numbers.join(",")})).conversations;
			let anew = found.length < numbers.length;

			for (const now of found) {
				const at = rows.findIndex((c) => c.case === now.case);

				if (at < 0) continue;
				anew ||= moved(rows[at], now);
				rows[at] = {...now, hit: rows[at].hit};
			}
			draw();
			if (anew) listSoon();
		} catch (fault) {
			if (fault.code !== "offline") complain(fault);
		}
		asking = false;
		if (named.size) namedSoon();
	}

	function namedSoon(wait = between(200, 700)) {
		if (!namedLate) namedLate = setTimeout(refreshNamed, wait);
	}

	async function refresh() {
		listLate = null;
		if (fixed() || document.hidden) return;
		if (list.hasAttribute("aria-busy")) {
			listSoon();
			return;
		}
		const {q, ...wish} = filters;
		const began = Date.now();
		const mine = asked;

		stale = false;
		meanwhile.clear();
		try {
			const found = await api.get("conversations", {
				...wish,
				limit: Math.min(Math.max(rows.length, PAGE), 200),
			});

			if (mine !== asked || fixed()) return; // other rows are wanted meanwhile
			rows = found.conversations;
			next = found.next;
			loadedAt = Date.now();
			rest = restAfter(began);
			draw();
			nameMeanwhile();
		} catch (fault) {
			stale = true;
			if (fault.code !== "offline") complain(fault);
		}
	}

	function listSoon(wait = between(500, 2500)) {
		stale = true;
		if (!listLate && !fixed()) listLate = setTimeout(refresh, Math.max(wait, loadedAt + rest - Date.now()));
	}

	// What the agent did is seen at once.
	function changedHere() {
		clearTimeout(namedLate);
		clearTimeout(listLate);
		namedLate = listLate = null;
		rest = 0;
		if (rows.some((c) => c.case === chosen)) named.add(chosen);
		namedSoon(0);
		listSoon(400);
	}

	function changed(cases) {
		const here = new Set(rows.map((c) => c.case));
		let other = false;

		for (const one of cases) {
			meanwhile.add(one.case);
			if (here.has(one.case)) named.add(one.case);
			else other = true;
		}
		if (named.size) namedSoon();
		if (other && mayEnter()) listSoon();
		else if (other) stale = true;
	}

	// together: all agents are in the same position, as after a restart of the server.
	function anew(together) {
		if (fixed()) {
			for (const c of rows) named.add(c.case);
			namedSoon();
		} else {
			if (!together) rest = 0;
			listSoon(together ? between(0, 3000) : 0);
		}
	}

	// ---- drawing ----

	function row(c) {
		const now = api.now();
		const waits = c.unread && c.unread_since_at ? c.unread_since_at : null;
		const words = c.hit ? c.hit.text : c.last?.text;
		const fromShop = !c.hit && c.last?.from === "shop";

		return el(
			"li.conv" + (c.unread ? ".unread" : ""),
			{role: "option", id: "case-" + c.case, "data-case": c.case, "aria-selected": String(c.case === chosen)},
			el("span.dot", {}),
			el(
				"span.name.cut",
				{},
				c.name ? text.foreign(c.name) : c.phone || t("case.nameless"),
				c.unread > 1 ? el("span.quiet.small", {}, " (" + c.unread + ")") : null,
			),
			el(
				"span.age",
				{"data-at": waits ?? c.last?.at ?? c.changed_at},
				span(now - (waits ?? c.last?.at ?? c.changed_at)),
			),
			el(
				"span.words.cut",
				{},
				c.unread ? el("span.visually-hidden", {}, t("list.is_unread") + " ") : null,
				fromShop ? el("span.quiet", {}, t("list.us") + " ") : null,
				words ? text.foreign(words) : t("list.no_words"),
			),
			el(
				"span.tags",
				{},
				slaTag(c, now),
				c.label && c.label !== "other" ? el("span.tag." + tone(c.label), {}, term("label", c.label)) : null,
				c.state !== "replied" && !(c.outcome && c.outcome === c.label)
					? el("span.tag", {}, c.outcome ? term("outcome", c.outcome) : term("state", c.state))
					: null,
				c.needs_level || c.level
					? el(
							"span.tag" + ((c.needs_level || c.level) >= 4 ? ".warn" : ""),
							{},
							t("list.level", {n: c.needs_level || c.level}),
						)
					: null,
				c.holder ? el("span.tag.held", {}, text.foreign(c.holder_name || session.person(c.holder))) : null,
				c.opted_out ? el("span.tag.bad", {}, t("case.opted_out")) : null,
				el("span.tag", {}, text.foreign(session.shopName(c.shop))),
				c.language ? el("span.tag", {}, c.language) : null,
				c.hit && c.hit.where !== "reply" ? el("span.tag.info", {}, term("hit", c.hit.where)) : null,
			),
		);
	}

	function draw() {
		const at = rows.findIndex((c) => c.case === chosen);
		const scroll = list.scrollTop;
		const unread = rows.filter((c) => c.unread).length;

		if (rows.length) fill(list, rows.map(row));
		else
			fill(
				list,
				el(
					"li.empty",
					{role: "presentation"},
					icon("inbox"),
					el("p", {}, t(filters.q ? "list.nothing_found" : "list.nothing")),
				),
			);
		list.scrollTop = scroll;
		more.hidden = !next;
		text.set(
			summary,
			only ? t("list.shown_of", {n: rows.length, all: only.length}) : t("list.shown", {n: rows.length}),
		);
		if (!filters.q && !only) count(unread, unread === rows.length && next);
		if (at >= 0) list.setAttribute("aria-activedescendant", "case-" + chosen);
		else list.removeAttribute("aria-activedescendant");
	}

	function point(number) {
		list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
		chosen = number;
		const found = document.getElementById("case-" + number);

		found?.setAttribute("aria-selected", "true");
		found?.scrollIntoView({block: "nearest"});
		if (found) list.setAttribute("aria-activedescendant", found.id);
	}

	function choose(index) {
		if (rows[index]) go("#/cases/" + rows[index].case);
	}

	function step(by) {
		const at = rows.findIndex((c) => c.case === chosen);
		const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;

		if (to >= rows.length && next) load(true);
		if (to < 0 || to >= rows.length) return;
		// On a wide page the case comes along; on a phone the list stays until Enter.
		point(rows[to].case);
		if (matchMedia("(min-width: 821px)").matches) go("#/cases/" + rows[to].case);
	}

	list.addEventListener("click", (event) => {
		const found = event.target.closest("[data-case]");

		if (found) go("#/cases/" + found.dataset.case);
	});
	list.addEventListener("keydown", (event) => {
		const by = {ArrowDown: 1, ArrowUp: -1}[event.key];

		if (by) {
			event.preventDefault();
			step(by);
		}
	});

	const table = {
		j: {run: () => step(1), says: t("keys.next"), shown: "j", repeats: true},
		k: {run: () => step(-1), says: t("keys.previous"), repeats: true},
		Enter: {
			run: () => {
				if (!chosen) return;
				go("#/cases/" + chosen);
				pane.focus();
			},
			says: t("keys.open"),
		},
		"/": {
			run: () => {
				search.focus();
				search.select();
			},
			says: t("keys.search"),
		},
		u: {run: () => keep("unread", !filters.unread), says: t("keys.unread")},
		m: {run: () => keep("mine", !filters.mine), says: t("keys.mine")},
		Escape: {
			run: () => {
				if (node.classList.contains("reading") && innerWidth <= 820) go("#/inbox");
				else list.focus();
			},
			says: t("keys.back"),
			shown: "Esc",
		},
	};

	headAgain();
	return {
		node,
		route(rest, query) {
			const wanted = query
				.get("cases")
				?.split(",")
				.map(Number)
				.filter((n) => Number.isSafeInteger(n) && n > 0);

			if (rest[0] === "cases" && rest[1]) {
				node.classList.add("reading");
				pane.open(rest[1]);
				if (!rows.length) load();
			} else {
				node.classList.remove("reading");
				pane.close();
				only = wanted?.length ? wanted : null;
				for (const key of ["shop", "state", "label", "level", "sort"])
					if (query.has(key)) filters[key] = query.get(key);
				headAgain();
				load();
				list.focus({preventScroll: true});
			}
			keys.layer("view", table);
			keys.layer("thread", pane.keys());
		},
		changed(cases) {
			changed(cases);
			pane.changed(cases);
		},
		anew(together) {
			anew(together);
			pane.anew();
		},
		tick(now, minute) {
			if (!document.hidden && named.size) namedSoon();
			if (!document.hidden && stale && Date.now() - loadedAt > OLD_MS) listSoon();
			for (const age of list.querySelectorAll(".age")) {
				const words = span(now - Number(age.dataset.at));

				if (age.textContent !== words) text.set(age, words);
			}
			for (const tag of node.querySelectorAll(".sla[data-deadline]")) slaTag.tick(tag, now);
			pane.tick(minute);
		},
		leave() {
			asked?.abort();
			asked = null;
			naming.leave();
			named.clear();
			clearTimeout(namedLate);
			clearTimeout(listLate);
			clearTimeout(typed);
			pane.close();
		},
	};
}

export function tone(label) {
	return (
		{
			satisfied: "good",
			yes: "good",
			unsatisfied: "bad",
			escalate: "bad",
			optout: "bad",
			wrong_number: "warn",
			review_deal: "warn",
			callback: "info",
			help: "info",
		}[label] || "plain"
	);
}
