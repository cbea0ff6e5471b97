// The choice of one shop, or of all of them, at the head of a page.
import * as session from "./session.js";
import {el} from "./dom.js";
import {t} from "./i18n.js";

// `picked` is called with the shop's id, or "" for all.
export function shopChoice(picked) {
	const choice = el(
		"select.form-select.w-auto",
		{"aria-label": t("list.shop_any"), onchange: () => picked(choice.value)},
		el("option", {value: ""}, t("list.shop_any")),
		session.get().shops.map((one) => el("option", {value: one.id}, one.name)),
	);

	return choice;
}
