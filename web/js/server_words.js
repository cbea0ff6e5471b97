// What the server says in English sentences of a known form, in the language of the page. Where the form is another one,
// as a newer server's may be, the page says less, or says that the words are English.
import {has, language, t, term} from "./i18n.js";

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

// A refusal's advice where we have no words for its rule: the server's, and that they are English.
export function advice(words) {
	return language() === "en" ? words : t("fault.english", {words});
}
