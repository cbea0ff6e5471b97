// The one text of an incident, a language each. While somebody writes, the server says what the guard has against it,
// who would get it and who would not; a second person reads it and approves. Nothing is counted or decided here.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon} from "./dom.js";
import {LANGUAGES, brief, number, t, term} from "./i18n.js";
import {ask, complain, say, sentence} from "./notice.js";

const WAIT_MS = 400;
const PLACES = ["name", "order", "shop", "signature", "code"];

export function incidentTexts({id, shown, again}) {
	let language = null;
	let drawn = ""; // what stands there; drawn anew only when it is another, so that nobody's typing is lost
	let timer = null;
	let asked = null;
	let box = null;
	let said = null;
	let keep = null;

	const body = el("div.one-text", {});
	const tabs = el("div.tabs", {role: "group", "aria-label": t("incident.languages")});
	const node = el(
		"section.card-box.wide-box",
		{"aria-label": t("incident.one_text")},
		el("h2", {}, t("incident.one_text")),
		tabs,
		body,
	);

	const kept = () => "followup-incident-" + session.me().name + "-" + id + "-" + language;
	const open = () => shown().incident.closed_at === null;
	const textNow = () => shown().texts.find((one) => one.language === language);
	const members = () => shown().cases.filter((one) => one.left_at === null);
	const zone = () => session.shopZone(shown().incident.shop || session.get().shops[0]?.id);
	const post = (what, more) => api.post("incidents/" + id + "/" + what, {language, ...more});

	// ---- what the server says of the words ----

	function reach(verdict) {
		return [
			el(
				"p.reach" + (verdict.cases ? ".good-words" : ".warn-words"),
				{},
				icon("user"),
				el("strong", {}, t("incident.reaches", {n: verdict.cases})),
				verdict.cases
					? el(
							"span.quiet",
							{},
							" · ",
							t("compose.segments", {n: verdict.segments}),
							" · ",
							verdict.last_at <= api.now() + 60
								? t("compose.now")
								: t("incident.between", {
										from: brief(
											verdict.first_at,
											zone(),
											api.now(),
										),
										to: brief(
											verdict.last_at,
											zone(),
											api.now(),
										),
									}),
						)
					: null,
			),
			verdict.left_out.length
				? el(
						"ul.left-out.small",
						{},
						verdict.left_out.map((one) =>
							el(
								"li",
								{},
								el("span.number", {}, number(one.cases)),
								" ",
								term("incident_why", one.why),
							),
						),
					)
				: null,
			verdict.example
				? el(
						"figure.as-read",
						{},
						el("figcaption.quiet.small", {}, t("incident.example")),
						el("p.words", {}, text.foreign(verdict.example)),
					)
				: null,
		];
	}

	function objections(verdict) {
		return verdict.findings.map((one) =>
			one.refuses
				? el(
						"p.fault",
						{role: "alert"},
						el("strong", {}, t("compose.refused"), " "),
						text.foreign(one.says),
					)
				: el("p.warning.small", {}, icon("alert"), text.foreign(one.says)),
		);
	}

	async function look() {
		asked = new AbortController();
		try {
			const verdict = await api.preview(
				"incidents/" + id + "/text",
				{language, text: box.value.trim()},
				asked.signal,
			);

			keep.disabled = verdict.findings.some((one) => one.refuses);
			fill(said, objections(verdict), reach(verdict));
		} catch (fault) {
			if (fault.name === "AbortError" || fault.code === "login") return;
			fill(said, el("p.fault", {role: "alert"}, sentence(fault)));
		}
	}

	function later() {
		sessionStorage.setItem(kept(), box.value);
		clearTimeout(timer);
		asked?.abort();
		keep.disabled = true;
		if (box.value.trim()) timer = setTimeout(look, WAIT_MS);
		else fill(said);
	}

	// ---- what is done ----

	async function act(run) {
		const mine = language;

		try {
			await run();
			if (language === mine) drawn = "";
			await again();
		} catch (fault) {
			if (fault.name === "AbortError") return;
			if (said && language === mine) fill(said, el("p.fault", {role: "alert"}, sentence(fault)));
			else complain(fault);
		}
	}

	const save = () =>
		act(async () => {
			const mine = kept(); // another language may be shown when the answer comes
			const words = box.value;

			await post("text", {text: words.trim()});
			if (sessionStorage.getItem(mine) === words) sessionStorage.removeItem(mine);
			say(t("incident.said_kept"));
		});

	const withdraw = () =>
		act(async () => {
			const done = await post("withdraw");

			say(t("incident.said_withdrawn", {n: done.taken_back}));
		});

	function approve() {
		const draft = textNow();

		if (!draft || draft.state !== "draft" || !mayApprove(draft)) return;
		ask({
			title: t("incident.approve"),
			intro: t("incident.approve_help"),
			button: t("incident.approve"),
			fields: [],
			send: async () => {
				const done = await post("approve", {text: draft.text});

				say(t("incident.said_approved", {n: done.cases}));
				drawn = "";
				again();
			},
		});
	}

	const mayApprove = (draft) => session.may("incident_approve") && draft.written_by !== session.me().name;

	// ---- what is seen ----

	function place(name) {
		return el(
			"button.btn.btn-sm.btn-plain",
			{
				type: "button",
				onclick: () => {
					box.setRangeText("{" + name + "}", box.selectionStart, box.selectionEnd, "end");
					box.focus();
					later();
				},
			},
			"{" + name + "}",
		);
	}

	function write(before) {
		box = el("textarea.form-control.words-box", {
			id: "incident-words",
			rows: 4,
			maxlength: 1500,
			"aria-label": t("incident.one_text"),
			"aria-describedby": "incident-verdict",
			lang: language,
		});
		said = el("div.verdict", {id: "incident-verdict", "aria-live": "polite"});
		keep = el(
			"button.btn.btn-main",
			{type: "button", "data-act": "keep-text", onclick: save, disabled: true},
			t("incident.keep"),
		);
		box.value = sessionStorage.getItem(kept()) ?? before;
		box.addEventListener("input", later);
		fill(
			body,
			box,
			el("div.row-line", {}, el("span.quiet.small", {}, t("incident.places")), PLACES.map(place)),
			said,
			el("div.row-line", {}, el("span.grow.quiet.small", {}, t("incident.keep_help")), keep),
		);
		if (box.value.trim()) later();
	}

	function read(one) {
		const at = (when) => brief(when, zone(), shown().now_at);
		const button = (name, words, run, main) =>
			el(
				"button.btn" + (main ? ".btn-main" : ".btn-plain"),
				{type: "button", "data-act": name, onclick: run},
				words,
			);
		const draft = one.state === "draft";

		box = keep = null;
		said = el("div.verdict", {"aria-live": "polite"});
		fill(
			body,
			el(
				"p",
				{},
				el(
					"span.tag" + (draft ? ".warn" : ".good"),
					{},
					t(draft ? "incident.draft" : "incident.approved"),
				),
				" ",
				el(
					"span.quiet.small",
					{},
					t("incident.written", {
						who: text.line(session.person(one.written_by)),
						at: at(one.written_at),
					}),
				),
				one.approved_by
					? el(
							"span.quiet.small",
							{},
							" · ",
							t("incident.approved_by", {
								who: text.line(session.person(one.approved_by)),
								at: at(one.approved_at),
							}),
						)
					: null,
			),
			el("p.words.text-words", {lang: one.language}, text.foreign(one.words)),
			said,
			open()
				? el(
						"div.row-line",
						{},
						el(
							"span.grow.quiet.small",
							{},
							draft && !mayApprove(one) ? t("incident.second") : "",
						),
						draft && session.may("incident_text")
							? button("change-text", t("incident.change"), () =>
									write(one.words),
								)
							: null,
						(draft ? session.may("incident_text") : session.may("incident_approve"))
							? button("withdraw", t("incident.withdraw"), withdraw)
							: null,
						draft && mayApprove(one)
							? button("approve", t("incident.approve"), approve, true)
							: null,
					)
				: null,
		);
		// Who approves reads what it will do, as things are now.
		if (draft && open() && session.may("incident_text")) foresee(one);
	}

	async function foresee(one) {
		try {
			const verdict = await api.preview("incidents/" + id + "/text", {
				language: one.language,
				text: one.words,
			});

			if (textNow()?.text === one.text) fill(said, objections(verdict), reach(verdict));
		} catch (fault) {
			if (fault.code !== "login") fill(said, el("p.fault", {}, sentence(fault)));
		}
	}

	function draw() {
		const one = textNow();
		const now = [language, one?.text, one?.state, open()].join(" ");

		if (now === drawn) return;
		drawn = now;
		clearTimeout(timer);
		asked?.abort();
		said = null;
		if (one) read(one);
		else if (open() && session.may("incident_text")) write("");
		else fill(body, el("p.quiet", {}, t("incident.no_text")));
	}

	return {
		node,
		approve,
		refresh() {
			const counts = new Map();

			for (const one of members()) counts.set(one.language, (counts.get(one.language) || 0) + 1);
			for (const one of shown().texts) if (!counts.has(one.language)) counts.set(one.language, 0);
			const all = [...counts].sort(([, m], [, n]) => n - m);

			if (!counts.has(language)) language = all[0]?.[0] ?? null;
			fill(
				tabs,
				all.map(([name, n]) =>
					el(
						"button",
						{
							type: "button",
							"aria-pressed": String(name === language),
							onclick: () => {
								language = name;
								this.refresh();
							},
						},
						LANGUAGES[name] || name,
						" ",
						el("span.number", {}, number(n)),
						shown().texts.some(
							(one) => one.language === name && one.state === "approved",
						)
							? " ✓"
							: "",
					),
				),
			);
			if (language) draw();
			else fill(body, el("p.quiet", {}, t("incident.no_cases")));
		},
		focus() {
			if (!box && textNow()?.state === "draft")
				body.querySelector('[data-act="change-text"]')?.click();
			box?.focus();
		},
		leave() {
			clearTimeout(timer);
			asked?.abort();
		},
	};
}
