// The words of the page, and numbers and times as people of that language write them. A language is a file in lang/.
export const LANGUAGES = {"zh-CN": "中文", en: "English", ru: "Русский"};
const KEPT = "followup-language";

let words = {};
let fallback = {};
let current = "en";
let plural = new Intl.PluralRules("en");

function wanted() {
	const kept = localStorage.getItem(KEPT);

	for (const tag of [kept, ...navigator.languages]) {
		if (!tag) continue;
		for (const known of Object.keys(LANGUAGES))
			if (tag === known || tag.split("-")[0] === known.split("-")[0]) return known;
	}
	return "en";
}

async function load(language) {
	const answer = await fetch("lang/" + language + ".json");

	return answer.ok ? answer.json() : {};
}

export async function start() {
	const tag = wanted();
	const english = await load("en");
	const own = tag === "en" ? english : await load(tag);

	if (tag !== wanted()) return; // another one was chosen meanwhile
	current = tag;
	fallback = english;
	words = own;
	plural = new Intl.PluralRules(current);
	document.documentElement.lang = current;
}

export function language() {
	return current;
}

export async function choose(language_) {
	localStorage.setItem(KEPT, language_);
	await start();
}

// t("inbox.count", {n: 3}): "{n}" is replaced; where the words are an object, n says which plural.
export function t(key, values = {}) {
	let found = words[key] ?? fallback[key];

	if (found === undefined) return key;
	if (typeof found === "object") found = found[plural.select(Number(values.n ?? 0))] ?? found.other;
	return found.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

// A name out of the store - a state, a label - in words; the name itself where a newer server knows more than we do.
export function term(group, name) {
	const key = group + "." + name;

	return words[key] ?? fallback[key] ?? String(name ?? "").replace(/_/g, " ");
}

// Whether we have words for it, so that the server's own are left out.
export function has(group, name) {
	return Boolean(name) && words[group + "." + name] !== undefined;
}

export function number(value, options) {
	return new Intl.NumberFormat(current, options).format(value);
}

export function percent(part, whole) {
	return whole
		? new Intl.NumberFormat(current, {style: "percent", maximumFractionDigits: 0}).format(part / whole)
		: "–";
}

const formats = new Map();

function format(zone, options) {
	const key = current + zone + JSON.stringify(options);

	if (!formats.has(key)) {
		let made;

		try {
			made = new Intl.DateTimeFormat(current, {...options, timeZone: zone || undefined, hourCycle: "h23"});
		} catch {
			made = new Intl.DateTimeFormat(current, {...options, timeZone: "UTC", hourCycle: "h23"}); // a zone the browser lacks
		}
		formats.set(key, made);
	}
	return formats.get(key);
}

// Seconds UTC on the clock of a zone.
export function clock(at, zone) {
	return format(zone, {hour: "2-digit", minute: "2-digit"}).format(at * 1000);
}

export function day(at, zone) {
	return format(zone, {weekday: "short", day: "numeric", month: "short"}).format(at * 1000);
}

export function dayKey(at, zone) {
	return format(zone, {year: "numeric", month: "2-digit", day: "2-digit"}).format(at * 1000);
}

export function dayClock(at, zone) {
	return format(zone, {weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit"}).format(
		at * 1000,
	);
}

// "14:03" today, "Wed 18 Nov 14:03" on other days.
export function brief(at, zone, now) {
	return dayKey(at, zone) === dayKey(now, zone) ? clock(at, zone) : dayClock(at, zone);
}

// "3 min", "2 h", "4 d": how long something has waited or has left.
export function span(seconds) {
	const s = Math.abs(seconds);

	if (s < 3600) return t("span.min", {n: Math.floor(s / 60)});
	if (s < 2 * 86400) return t("span.h", {n: Math.floor(s / 3600)});
	return t("span.d", {n: Math.floor(s / 86400)});
}
