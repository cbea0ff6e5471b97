// The first page.
import * as api from "./api.js";
import {LANGUAGES, choose, language, t} from "./i18n.js";
import {el, icon} from "./dom.js";
import {sentence} from "./notice.js";
import * as text from "./text.js";

export function loginView({begin, sso, anew}) {
	const name = el("input.form-control", {
		id: "login-name",
		name: "name",
		autocomplete: "username",
		required: true,
		maxlength: 64,
	});
	const password = el("input.form-control", {
		id: "login-password",
		name: "password",
		type: "password",
		autocomplete: "current-password",
		required: true,
		maxlength: 200,
	});
	const fault = el("p.fault", {role: "alert", hidden: true});
	const button = el("button.btn.btn-main", {type: "submit"}, t(sso ? "login.sso" : "login.button"));
	const choice = el(
		"select.form-select.form-select-sm",
		{
			"aria-label": t("nav.language"),
			onchange: async () => {
				await choose(choice.value);
				anew();
			},
		},
		Object.entries(LANGUAGES).map(([tag, own]) =>
			el("option", {value: tag, lang: tag, selected: tag === language()}, own),
		),
	);
	const form = el(
		"form",
		{},
		el("div.row-line", {}, el("span.brand", {}, icon("inbox")), el("h1", {}, t("login.title"))),
		sso
			? null
			: [
					el("div", {}, el("label.form-label", {for: "login-name"}, t("login.name")), name),
					el("div", {}, el("label.form-label", {for: "login-password"}, t("login.password")), password),
				],
		fault,
		button,
		choice,
	);

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		button.disabled = true;
		fault.hidden = true;
		try {
			begin(await api.login(sso ? {} : {name: name.value, password: password.value}));
		} catch (refusal) {
			password.value = "";
			text.set(fault, sentence(refusal));
			fault.hidden = false;
			button.disabled = false;
			(sso ? button : password).focus();
		}
	});
	queueMicrotask(() => (sso ? button : name).focus());
	return el("main.login", {}, form);
}
