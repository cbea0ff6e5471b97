// What the page says beside its content: short lines that go by themselves, questions in a dialog, and refusals in
// words.
import {el, fill} from "./dom.js";
import * as text from "./text.js";
import {idle} from "./api.js";
import {has, t, term} from "./i18n.js";
import {advice} from "./server_words.js";

// A refusal as a sentence: what we know in the agent's language, and the server's own advice where we have no words for
// the rule.
export function sentence(fault) {
	const known = term("fault", fault.code || "internal");

	if (fault.rule && has("rule", fault.rule)) return known + " " + term("rule", fault.rule);

	return fault.message && fault.message !== fault.code ? known + " " + advice(fault.message) : known;
}

let place = null;

export function say(words, {bad = false, action = null} = {}) {
	const close = () => line.remove();
	const line = el(
		"div.toast-line.row-line" + (bad ? ".bad" : ""),
		{},
		el("span.grow", {}, words),
		action &&
			el(
				"button.btn.btn-sm.btn-plain",
				{
					type: "button",
					onclick: () => {
						close();
						action.run();
					},
				},
				action.label,
			),
	);

	if (!place || !place.isConnected) {
		place = el("div.toasts");
		document.body.append(place);
	}
	place.append(line);
	while (place.children.length > 3) place.firstChild.remove();
	announce(words);
	setTimeout(close, action || bad ? 9000 : 4500);
}

// Nothing that was said stays.
export function unsay() {
	place?.remove();
	announce("");
}

// For who does not see the page.
export function announce(words) {
	text.set(document.getElementById("said"), words);
}

export function complain(fault) {
	if (!idle(fault)) say(sentence(fault), {bad: true});
}

// A form in a dialog. fields: {name, label, kind, value, choices, required, help, max, check}. send(values) throws what
// refuses it. check(values) gives words about what is written so far, which stand below the field; null: none.
export function ask({title, intro, fields, button, send}) {
	const inputs = {};
	const notes = []; // {check, node, asked}
	const written = () =>
		Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
	const fault = el("p.fault", {role: "alert", hidden: true});
	const submit = el("button.btn.btn-main", {type: "submit"}, button || t("act.ok"));
	const rows = fields.map((field) => {
		const id = "ask-" + field.name;
		let input;

		if (field.choices) {
			input = el(
				"select.form-select",
				{id, name: field.name},
				field.choices.map(([value, label]) => el("option", {value, selected: value === field.value}, label)),
			);
		} else if (field.kind === "long") {
			input = el("textarea.form-control", {
				id,
				name: field.name,
				rows: 3,
				maxlength: field.max || 1000,
				required: field.required,
			});
			input.value = field.value || "";
		} else {
			input = el("input.form-control", {
				id,
				name: field.name,
				type: field.kind || "text",
				autocomplete: "off",
				maxlength: field.max || 200,
				required: field.required,
				placeholder: field.example,
			});
			input.value = field.value || "";
		}
		inputs[field.name] = input;
		const note = field.check && el("p.small", {id: id + "-note", "aria-live": "polite"});

		if (note) {
			notes.push({check: field.check, node: note, asked: 0});
			input.setAttribute("aria-describedby", note.id);
		}
		return el(
			"div",
			{},
			el("label.form-label", {for: id}, field.label),
			input,
			field.help && el("p.quiet.small", {}, field.help),
			note,
		);
	});
	const form = el(
		"form",
		{method: "dialog"},
		el("h2", {id: "ask-title"}, title),
		intro && el("p.quiet", {}, intro),
		rows,
		fault,
		el(
			"div.buttons",
			{},
			el("button.btn.btn-plain", {type: "button", onclick: () => dialog.close()}, t("act.cancel")),
			submit,
		),
	);
	const dialog = el("dialog", {"aria-labelledby": "ask-title"}, form);

	// The last word counts: an answer that comes late says nothing.
	async function tell(note) {
		const mine = ++note.asked;
		let words = "";

		try {
			words = (await note.check(written())) || "";
		} catch (refusal) {
			words = sentence(refusal);
		}
		if (mine === note.asked) text.set(note.node, words);
	}

	let late = null;

	form.addEventListener("input", () => {
		clearTimeout(late);
		late = setTimeout(() => notes.forEach(tell), 300);
	});
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		submit.disabled = true;
		fault.hidden = true;
		try {
			await send(written());
			dialog.close();
		} catch (refusal) {
			text.set(fault, sentence(refusal));
			fault.hidden = false;
			// Who shut it meanwhile believes that it was done.
			if (!dialog.open && !idle(refusal)) say(title + ": " + sentence(refusal), {bad: true});
		}
		submit.disabled = false;
	});
	show(dialog);
	(Object.values(inputs)[0] || submit).focus();
	return dialog;
}

// Opens a dialog that leaves no trace, and gives the focus back to where it was.
export function show(dialog) {
	const before = document.activeElement;

	document.body.append(dialog);
	// The browser gives the focus back at once and tells of the end later: who is elsewhere by then stays there.
	dialog.addEventListener("close", () => {
		dialog.remove();
		if (document.activeElement === document.body && before?.isConnected) before.focus();
	});
	dialog.showModal();
}

export function failed(node, fault, again) {
	if (idle(fault)) return;
	fill(
		node,
		el(
			"div.empty",
			{},
			el("p", {}, sentence(fault)),
			el("button.btn.btn-plain", {type: "button", onclick: again}, t("act.again")),
		),
	);
}
