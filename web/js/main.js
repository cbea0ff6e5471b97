// Begins the page: the session, the shell around the views, and which view the address names.
import * as api from "./api.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import {el, fill, icon} from "./dom.js";
import {LANGUAGES, choose, language, start as startWords, t, term} from "./i18n.js";
import {complain, unsay} from "./notice.js";
import {line} from "./text.js";
import {loginView} from "./login.js";
import {inboxView} from "./inbox.js";
import {callsView} from "./calls.js";
import {boardView} from "./board.js";
import {incidentsView} from "./incidents.js";
import {reportsView} from "./reports.js";
import {settingsView} from "./settings.js";
import {repliesView} from "./unmatched.js";
import {trainingView} from "./training.js";

const VIEWS = {
	inbox: {make: inboxView, icon: "inbox", key: "g i"},
	calls: {make: callsView, icon: "phone", key: "g c"},
	board: {make: boardView, icon: "board", key: "g b"},
	incidents: {make: incidentsView, icon: "flag", key: "g n"},
	reports: {make: reportsView, icon: "chart", key: "g r"},
	settings: {make: settingsView, icon: "gear", key: "g s"},
	training: {make: trainingView, icon: "school", key: "g p", training: true},
	replies: {make: repliesView, key: "g u", unlisted: true},
};

// Reports are of real cases; what came of practice takes their place.
const views = () =>
	Object.entries(VIEWS).filter(([name, entry]) =>
		session.get()?.training ? name !== "reports" : !entry.training,
	);

const app = document.getElementById("app");
let view = null; // {name, node, route(rest, query), changed(cases), incident(), replies(), anew(), tick(now, minute), leave()}
let main = null;
let strip = null;
let links = {};
let timer = null;
let minute = 0; // the one in which the view last ticked
let routed = null; // the address whose place is shown

function place() {
	const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
	const words = path.split("/").filter(Boolean).map(decodeURIComponent);

	// A case is a place of the inbox.
	if (words[0] === "cases") words.unshift("inbox");
	return {
		name: views().some(([name]) => name === words[0]) ? words[0] : "inbox",
		rest: words.slice(1),
		query: new URLSearchParams(search || ""),
	};
}

function route() {
	const to = place();

	if (!main) return;
	routed = location.hash;
	// A question about one place is not answered at another.
	for (const open of document.querySelectorAll("dialog[open]")) open.close();
	if (!view || view.name !== to.name) {
		view?.leave?.();
		keys.layer("view", null);
		keys.layer("thread", null);
		view = {name: to.name, ...VIEWS[to.name].make({go, count, title})};
		fill(main, mark(), strip, view.node);
		for (const [name, link] of Object.entries(links)) {
			if (name === to.name) link.setAttribute("aria-current", "page");
			else link.removeAttribute("aria-current");
		}
		title(t("nav." + to.name));
	}
	view.route(to.rest, to.query);
}

// At once: a key pressed before the browser tells of the new address must not meet the old place.
export function go(hash) {
	location.hash = hash;
	route();
}

function title(words) {
	document.title = (session.get()?.training ? t("training.mark") + " · " : "") + line(words) + " · followup";
}

// The number beside "inbox": conversations with something unread on the first page of the list.
function count(n, more) {
	links.inbox?.querySelector(".count")?.remove();
	if (n) links.inbox?.append(el("span.count", {"aria-label": t("nav.unread", {n})}, more ? n + "+" : n));
}

// On every page of practice, and never closed.
function mark(training = session.get()?.training) {
	return training
		? el("p.strip.training", {role: "note"}, el("strong", {}, t("training.mark")), " – ", t("training.mark_words"))
		: null;
}

function connected(yes) {
	strip.hidden = yes;
}

// Another page over another store; nothing of it can leave.
function practice() {
	return el("a.practice", {href: "/api/practice"}, icon("school"), t("nav.practice"));
}

function languages() {
	const choice = el(
		"select.form-select.form-select-sm",
		{
			"aria-label": t("nav.language"),
			onchange: async () => {
				await choose(choice.value);
				shell();
			},
		},
		Object.entries(LANGUAGES).map(([tag, name]) =>
			el("option", {value: tag, lang: tag, selected: tag === language()}, name),
		),
	);

	return choice;
}

function menu() {
	const who = session.me();
	const duty = el(
		"button.btn.btn-plain",
		{
			type: "button",
			"aria-pressed": String(who.on_duty),
			onclick: async () => {
				try {
					session.me().on_duty = (await api.post("duty", {on: !who.on_duty})).on_duty;
					dialog.close();
				} catch (fault) {
					complain(fault);
				}
			},
		},
		t(who.on_duty ? "me.off" : "me.on"),
	);
	const dialog = el(
		"dialog",
		{"aria-labelledby": "me-title"},
		el(
			"div.inner",
			{},
			el("h2", {id: "me-title"}, who.full_name),
			el(
				"p.quiet",
				{},
				term("role", who.role),
				" · ",
				t("me.level", {n: who.level}),
				" · ",
				t(who.on_duty ? "me.is_on" : "me.is_off"),
			),
			el("label", {}, el("span.form-label", {}, t("nav.language")), languages()),
			el(
				"div.row-line",
				{},
				duty,
				el(
					"button.btn.btn-plain",
					{
						type: "button",
						onclick: () => {
							dialog.close();
							keys.help();
						},
					},
					t("keys.title"),
				),
				el("button.btn.btn-plain", {type: "button", onclick: logout}, t("me.logout")),
			),
			el(
				"div.buttons",
				{},
				el("button.btn.btn-main", {type: "button", onclick: () => dialog.close()}, t("act.ok")),
			),
		),
	);

	document.body.append(dialog);
	dialog.addEventListener("close", () => dialog.remove());
	dialog.showModal();
}

// How one logged in here, and so logs in again.
const way = () => ({sso: session.get()?.sso, training: session.get()?.training});

async function logout() {
	try {
		await api.post("logout");
	} catch (fault) {
		// Still logged in: who believed otherwise would leave the page to whoever comes next.
		complain(fault);
		return;
	}
	sessionStorage.clear();
	ended(way());
}

function shell() {
	for (const open of document.querySelectorAll("dialog")) open.close();
	view?.leave?.();
	view = null;
	links = {};
	for (const [name, entry] of views().filter(([, entry]) => !entry.unlisted))
		links[name] = el("a", {href: "#/" + name}, icon(entry.icon), t("nav." + name));
	strip = el("p.strip", {role: "status", hidden: true}, t("live.lost"));
	main = el("main.main", {id: "main"});
	const global = {"?": {run: keys.help, says: t("keys.help")}};

	for (const [name, entry] of views())
		global[entry.key] = {run: () => go("#/" + name), says: t("keys.go", {where: t("nav." + name)})};
	keys.layer("global", global);
	document.body.classList.toggle("training", Boolean(session.get().training));
	fill(
		app,
		el(
			"div.shell",
			{},
			el(
				"nav.rail",
				{"aria-label": t("nav.label")},
				el("span.brand", {}, icon("inbox")),
				Object.values(links),
				session.get().practice ? practice() : null,
				el(
					"button.push",
					{type: "button", onclick: menu, "aria-haspopup": "dialog"},
					icon("user"),
					el("span.cut", {}, t("nav.me")),
				),
			),
			main,
		),
	);
	route();
}

function begin(found) {
	session.set(found);
	shell();
	api.listen({
		changed: (cases) => view?.changed?.(cases),
		incident: () => view?.incident?.(),
		replies: () => view?.replies?.(),
		anew: (together) => view?.anew?.(together),
		ended: () => ended(way()),
		connected,
		known: (again) => {
			// Another page of this browser may have logged in somebody else.
			if (again.me.name !== session.me().name) location.reload();
			else session.set(again);
		},
	});
	clearInterval(timer);
	minute = Math.floor(api.now() / 60);
	timer = setInterval(tick, 1000);
}

// A second may be left out, by a busy machine or for a page out of sight; that a minute began is told all the same.
function tick() {
	const now = api.now();
	const began = Math.floor(now / 60) !== minute;

	minute = Math.floor(now / 60);
	view?.tick?.(now, began);
}

// No session any more: whatever stood on the page goes, and with it the customers' words.
function ended(fault = {}) {
	api.hush();
	clearInterval(timer);
	for (const open of document.querySelectorAll("dialog")) open.close();
	unsay();
	view?.leave?.();
	view = main = null;
	session.set(null);
	for (const name of ["global", "view", "thread"]) keys.layer(name, null);
	document.body.classList.toggle("training", Boolean(fault.training));
	fill(app, mark(fault.training), loginView({begin, sso: fault.sso, anew: () => ended(fault)}));
	title(t("login.title"));
}

await startWords();
addEventListener("hashchange", () => location.hash === routed || route());
api.start((fault) => session.get() && ended(fault));
try {
	begin(await api.me());
} catch (fault) {
	ended(fault);
	if (fault.code !== "login") complain(fault);
}
