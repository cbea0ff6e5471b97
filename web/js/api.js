// The server's JSON API: one function to ask, one to act, and what it tells live. Paths and shapes are
// followup-inbox(8)'s.
import {released} from "./press.js";

export class Refused extends Error {
	constructor(status, error) {
		super(error.cure || error.code);
		this.status = status;
		this.code = error.code;
		this.rule = error.rule;
		this.place = error.place;
		this.sso = Boolean(error.sso);
		this.training = Boolean(error.training);
	}
}

let csrf = "";
let onLogin = () => {};
let ahead = 0; // the server's clock less ours, in seconds
let known; // the newest change when the session was told; what was asked after it has that one

export function start(needLogin) {
	onLogin = needLogin;
}

// Seconds UTC by the server's clock: deadlines tick by it, whatever the agent's machine believes.
export function now() {
	return Math.floor(Date.now() / 1000 + ahead);
}

function learn(session) {
	csrf = session.csrf;
	known = session.change;
	setClock(session.now_at);
	return session;
}

export function setClock(at) {
	if (at) ahead = at - Date.now() / 1000;
}

async function read(answer) {
	let body = null;

	try {
		body = await answer.json();
	} catch (fault) {
		if (fault.name === "AbortError") throw fault; // nobody wants it any more
		// A proxy's page, or nothing.
	}
	await released();
	if (answer.ok && body) return body;
	throw new Refused(
		answer.status,
		body?.error || {code: answer.ok ? "internal" : "http_" + answer.status, cure: ""},
	);
}

async function ask(path, options) {
	let answer;

	try {
		answer = await fetch(path, {credentials: "same-origin", redirect: "error", ...options});
	} catch (fault) {
		if (fault.name === "AbortError") throw fault;
		throw new Refused(0, {code: "offline", cure: ""});
	}
	try {
		const found = await read(answer);

		options.signal?.throwIfAborted();
		return found;
	} catch (fault) {
		if (fault.code === "login") onLogin(fault);
		throw fault;
	}
}

export function query(values) {
	const parts = new URLSearchParams();

	for (const [key, value] of Object.entries(values))
		if (value !== null && value !== undefined && value !== "" && value !== false)
			parts.set(key, value === true ? "1" : value);
	const text = parts.toString();

	return text ? "?" + text : "";
}

export function get(path, values = {}, signal = undefined) {
	return ask("/api/" + path + query(values), {signal});
}

function send(path, body, kind, signal) {
	return ask("/api/" + path, {
		method: "POST",
		signal,
		body,
		headers: {"Content-Type": kind, "X-Followup-Csrf": csrf},
	});
}

// Questions of which the newest counts: the answer to one asked before it, or by a view that was left, comes as an
// AbortError, of which nobody is told.
export function newest() {
	let asked = null;

	return {
		get(path, values = {}) {
			asked?.abort();
			asked = new AbortController();
			return get(path, values, asked.signal);
		},
		leave: () => asked?.abort(),
	};
}

// Whether a fault is none to tell of: nobody wants the answer any more, or the login has been shown.
export const idle = (fault) => fault.name === "AbortError" || fault.code === "login";

const underWay = new Set();

// An act. The same one again, while the first is under way, is a second press of a key or a button: it is dropped, as
// an AbortError, of which nobody is told.
export async function post(path, body = {}) {
	const words = JSON.stringify(body);
	const key = path + " " + words;

	if (underWay.has(key)) throw new DOMException(path, "AbortError");
	underWay.add(key);
	try {
		return await send(path, words, "application/json");
	} finally {
		underWay.delete(key);
	}
}

// What would come of an act. It changes nothing, and may be asked as often as somebody types.
export function preview(path, body, signal = undefined) {
	return send(path + "/preview", JSON.stringify(body), "application/json", signal);
}

export function postText(path, body) {
	return send(path, body, "text/plain");
}

export async function me() {
	return learn(await ask("/api/me", {}));
}

export async function login(body) {
	return learn(
		await read(
			await fetch("/api/login", {
				method: "POST",
				credentials: "same-origin",
				body: JSON.stringify(body),
				headers: {"Content-Type": "application/json"},
			}),
		),
	);
}

// ---- live ----

// A browser holds six connections to a host at once, and each page that listens keeps one. So only pages in sight
// listen; one that comes back into sight loads anew what it shows.
let source = null;
let hear = null; // whom to tell; null: nobody is logged in here
let missed = ""; // why nobody listened for a time: "hidden", "lost"
let turn = 0; // of coming back; only the newest goes on
let later = null;
let rest = null;
let watch = null;
const AGAIN_MS = 3000;
const HIDDEN_MS = 2000;
const WATCH_MS = 5 * 60 * 1000;
const tabs = new BroadcastChannel("followup");

// hear: {changed(cases), incident(), replies(), anew(together: all agents at this moment), ended(), connected(boolean),
// known(session)}
export function listen(who) {
	hush();
	hear = who;
	missed = "";
	connect();
	// Out of sight nobody would tell that the session is over, and customers' words must not outlive it.
	watch = setInterval(() => source || me().catch(() => {}), WATCH_MS);
}

function connect() {
	clearTimeout(later);
	if (!hear || source) return;
	if (document.hidden) {
		missed = "hidden";
		return;
	}
	source = new EventSource("/api/events");
	source.addEventListener("hello", (event) => {
		const hello = JSON.parse(event.data);

		setClock(hello.now_at);
		hear.connected(true);
		// What changed between the first questions and this moment nobody tells of.
		if (missed || hello.change > known) hear.anew(missed === "lost");
		missed = "";
	});
	source.addEventListener("changed", (event) => hear.changed(JSON.parse(event.data).cases));
	source.addEventListener("incident", () => hear.incident());
	source.addEventListener("replies", () => hear.replies());
	source.addEventListener("many", () => hear.anew(true));
	source.addEventListener("end", () => hear.ended());
	source.addEventListener("error", () => {
		hear.connected(false);
		missed = "lost";
		// The browser tries again by itself, but not after an answer that was no stream: a proxy's error, too
		// many listeners, or no session any more.
		if (source.readyState === EventSource.CLOSED) {
			deaf();
			comeBack(AGAIN_MS);
		}
	});
}

// Asks first who is logged in. Where nobody is, that leads to the login and nothing of customers stays.
async function comeBack(wait) {
	const mine = ++turn;
	let found = null;

	try {
		found = await me();
	} catch {
		wait = AGAIN_MS;
	}
	if (mine !== turn || !hear) return;
	if (found) hear.known(found);
	later = setTimeout(connect, wait);
}

function deaf() {
	source?.close();
	source = null;
	clearTimeout(later);
}

document.addEventListener("visibilitychange", () => {
	clearTimeout(rest);
	if (document.hidden)
		rest = setTimeout(() => {
			turn++;
			missed = "hidden";
			deaf();
		}, HIDDEN_MS);
	else if (hear && !source) comeBack(0);
});

// Another page of this browser saw the session end.
tabs.addEventListener("message", () => hear && me().catch(() => {}));

export function hush() {
	deaf();
	turn++;
	clearInterval(watch);
	if (hear) tabs.postMessage("ended");
	hear = null;
}
