// Answers one writes often. The shop's own come from the server where it has some; an agent's stay in this browser,
// by name.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill} from "./dom.js";
import {t} from "./i18n.js";
import {show} from "./notice.js";

const MOST = 40;
const key = () => "followup-snippets-" + session.me().name;

function own() {
	try {
		return JSON.parse(localStorage.getItem(key())) || [];
	} catch {
		return [];
	}
}

async function shops(number) {
	try {
		return (await api.get("snippets", {case: number})).snippets;
	} catch {
		return []; // a server that has none
	}
}

export async function snippets({box, number, changed}) {
	const list = el("div.snippets", {});
	const dialog = el(
		"dialog",
		{"aria-labelledby": "snippets-title"},
		el(
			"div.inner",
			{},
			el("h2", {id: "snippets-title"}, t("compose.snippets")),
			list,
			el(
				"div.buttons",
				{},
				box.value.trim()
					? el("button.btn.btn-plain", {type: "button", onclick: keep}, t("compose.keep"))
					: null,
				el("button.btn.btn-main", {type: "button", onclick: () => dialog.close()}, t("act.ok")),
			),
		),
	);

	function put(words) {
		dialog.close();
		box.focus();
		box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
		changed();
	}

	function save(all) {
		localStorage.setItem(key(), JSON.stringify(all.slice(0, MOST)));
	}

	function keep() {
		save([box.value.trim(), ...own().filter((one) => one !== box.value.trim())]);
		draw(known);
	}

	let known = []; // of the shop's

	function draw(theirs) {
		const mine = own();

		known = theirs;
		fill(
			list,
			theirs.map((one) =>
				el(
					"button.snippet",
					{type: "button", onclick: () => put(one.text)},
					el("strong", {}, text.foreign(one.name)),
					el("span", {}, text.foreign(one.text)),
				),
			),
			mine.map((words) =>
				el(
					"div.row-line",
					{},
					el("button.snippet.grow", {type: "button", onclick: () => put(words)}, text.foreign(words)),
					el(
						"button.btn.btn-sm.btn-plain",
						{
							type: "button",
							"aria-label": t("compose.forget"),
							onclick: () => {
								save(own().filter((one) => one !== words));
								draw(theirs);
							},
						},
						"×",
					),
				),
			),
			theirs.length || mine.length ? null : el("p.quiet", {}, t("compose.no_snippets")),
		);
	}

	draw([]);
	show(dialog);
	const found = await shops(number);

	if (found.length && dialog.isConnected) draw(found);
}
