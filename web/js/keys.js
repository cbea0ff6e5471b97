// The keyboard. Views put their keys into layers; the newest layer that knows a key gets it. Nobody's typing is
// disturbed.
import {el} from "./dom.js";
import {t} from "./i18n.js";
import {show} from "./notice.js";

const layers = new Map(); // name -> {key: {run, says}}

export function layer(name, table) {
	layers.delete(name);
	if (table) layers.set(name, table);
}

function typing(target) {
	return target.closest?.("input, textarea, select, [contenteditable]");
}

let started = ""; // the first of two keys ("g i")

function pressed(event) {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]"))
		return;
	if (typing(event.target)) {
		if (event.key === "Escape") event.target.blur();
		return;
	}
	// Enter and the blank belong to the button or link that has the focus.
	if ((event.key === "Enter" || event.key === " ") && event.target.closest?.("button, a, summary")) return;
	const whole = started ? started + " " + event.key : event.key;

	started = "";
	for (const table of [...layers.values()].reverse()) {
		const found = table[whole];

		if (found) {
			event.preventDefault();
			// A key held down goes on through a list; it does nothing to a case twice.
			if (!event.repeat || found.repeats) found.run(event);
			return;
		}
		if (Object.keys(table).some((key) => key.startsWith(whole + " "))) {
			started = whole;
			return;
		}
	}
}

export function help() {
	const rows = [];

	for (const table of layers.values())
		for (const [key, entry] of Object.entries(table))
			if (entry.says)
				rows.push(el("tr", {}, el("td", {}, el("kbd", {}, entry.shown || key)), el("td", {}, entry.says)));
	const dialog = el(
		"dialog",
		{"aria-labelledby": "keys-title"},
		el(
			"div.inner",
			{},
			// It has the focus: a button's, below many rows, would hide the first of them.
			el("h2", {id: "keys-title", tabindex: "-1", autofocus: true}, t("keys.title")),
			el("table.keys-table", {}, el("tbody", {}, rows)),
			el(
				"div.buttons",
				{},
				el("button.btn.btn-main", {type: "button", onclick: () => dialog.close()}, t("act.ok")),
			),
		),
	);

	show(dialog);
}

document.addEventListener("keydown", pressed);
