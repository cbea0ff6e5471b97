// The clock of a first contact's promise, in words that change as it runs.
import {el} from "./dom.js";
import {span, t} from "./i18n.js";
import * as text from "./text.js";

const NEAR_S = 30 * 60;

function look(deadline, now) {
	const left = deadline - now;

	if (left < 0) return ["bad", t("sla.over", {span: span(left)})];
	if (left < 600)
		return ["bad", t("sla.left_exact", {m: Math.floor(left / 60), s: String(left % 60).padStart(2, "0")})];
	return [left < NEAR_S ? "warn" : "plain", t("sla.left", {span: span(left)})];
}

export function slaTag(c, now) {
	if (!c.sla || c.sla.state === "kept") return null;
	if (c.sla.state === "missed") return el("span.tag.bad", {}, t("sla.missed"));
	const [tone, words] = look(c.sla.deadline_at, now);

	return el("span.tag.sla." + tone, {"data-deadline": c.sla.deadline_at, title: t("sla.title")}, words);
}

slaTag.tick = (tag, now) => {
	const [tone, words] = look(Number(tag.dataset.deadline), now);

	if (tag.textContent !== words) text.set(tag, words);
	tag.className = "tag sla " + tone;
};
