// What the server says in English sentences of a known form, in the language of the page. Where the form is another one,
// as a newer server's may be, the page says less, or says that the words are English.
import {has, language, t, term} from "./i18n.js";
import {foreign} from "./text.js";

// Why a span of the week is shut: "quiet_hours of the region", by the setting's name and whose it is.
export function hoursRule(rule) {
	const [, setting, whose] = /^(\S+?)(?: of the (\w+))?$/.exec(rule) || [null, rule, ""];

	if (!has("hours", setting)) return rule;
	return term("hours", setting) + (whose ? " · " + term("whose", whose) : "");
}

// Which other cases a reply may be about: "may be about case K7P6, M3XX too".
export function doubt(words) {
	const [, cases, too] = /^may be about case ([A-Z0-9, ]+?)( too)?$/.exec(words) || [];

	if (!cases) return t("thread.doubt");
	return too ? t("doubt.too", {cases}) : t("doubt.case", {cases});
}

// Why a step waits or none comes: the server's sentence says most, and says it in English; other agents get the reason in
// their own words.
export function reason(name, sentence) {
	return language() !== "en" && has("reason", name) ? term("reason", name) : foreign(sentence);
}

// A refusal's advice where we have no words for its rule: the server's, and that they are English.
export function advice(words) {
	if (language() !== "en") return t("fault.english", {words});
	// It stands behind a sentence. Names of settings and programs keep their small letter.
	return /^[a-z]+[ ,;]/.test(words) ? words[0].toUpperCase() + words.slice(1) : words;
}
