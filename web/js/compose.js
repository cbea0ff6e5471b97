// The place to answer. While somebody types, the server says what it would do with the words: how many segments they
// take, the minute they leave and why not sooner, and what the guard has against them. Nothing is counted or decided
// here.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon} from "./dom.js";
import {brief, has, t, term} from "./i18n.js";
import {say, sentence} from "./notice.js";
import {snippets} from "./snippets.js";
import {both} from "./times.js";

const WAIT_MS = 350;
const leaving = new Map(); // drafts the server has not answered for yet -> the end of that

export function composer({shown, again}) {
	let timer = null;
	let asked = null;
	let verdict = null; // the server's answer for the words that stand there; null: none yet
	let sending = false; // until the server has answered nothing is sent again, whoever presses what
	const number = shown().case.case;
	const KEPT = "followup-draft-" + session.me().name + "-" + number;

	const box = el("textarea.form-control.words-box", {
		id: "reply",
		rows: 3,
		maxlength: 1500,
		"aria-label": t("act.reply"),
		placeholder: t("compose.placeholder"),
		"aria-describedby": "verdict",
		lang: shown().case.language,
	});
	const said = el("div.verdict", {id: "verdict", "aria-live": "polite"});
	const send = el("button.btn.btn-main", {type: "button", "data-act": "send", onclick: go}, t("compose.send"));
	const until = el("input.form-control.form-control-sm", {
		id: "promise-by",
		placeholder: "15:00",
		"aria-label": t("compose.promise_by"),
		maxlength: 40,
		autocomplete: "off",
	});
	const because = el("input.form-control.form-control-sm", {
		id: "override",
		"aria-label": t("compose.override"),
		placeholder: t("compose.override_words"),
		maxlength: 300,
		autocomplete: "off",
	});
	const promise = el("label.extra", {hidden: true}, el("span", {}, t("compose.promise_by")), until);
	const override = el("label.extra", {hidden: true}, el("span", {}, t("compose.override")), because);
	const shut = el("p.quiet", {hidden: true});

	// News may wait for other news and leave with it; plain words do not.
	const news = el(
		"button.btn.btn-sm.btn-plain",
		{
			type: "button",
			"data-act": "news",
			"aria-pressed": "false",
			title: t("compose.progress_help"),
			onclick: () => {
				news.setAttribute("aria-pressed", String(news.getAttribute("aria-pressed") !== "true"));
				later();
			},
		},
		t("compose.progress"),
	);

	const toggle = (label, row, input) => {
		const button = el(
			"button.btn.btn-sm.btn-plain",
			{
				type: "button",
				"aria-expanded": "false",
				onclick: () => {
					row.hidden = !row.hidden;
					button.setAttribute("aria-expanded", String(!row.hidden));
					if (row.hidden) input.value = "";
					else input.focus();
					later();
				},
			},
			label,
		);

		return button;
	};
	const tools = el(
		"div.row-line",
		{},
		el(
			"button.btn.btn-sm.btn-plain",
			{
				type: "button",
				"data-act": "snippets",
				"aria-haspopup": "dialog",
				onclick: () => snippets({box, number, changed: later}),
			},
			t("compose.snippets"),
		),
		news,
		session.may("promise") ? toggle(t("compose.promise"), promise, until) : null,
		session.may("override") ? toggle(t("compose.override_button"), override, because) : null,
	);
	const node = el(
		"div.compose",
		{},
		shut,
		el(
			"div.compose-open",
			{},
			box,
			promise,
			override,
			said,
			el(
				"div.row-line",
				{},
				tools,
				el("span.grow", {}),
				el("span.quiet.small.wide-only", {}, el("kbd", {}, "Ctrl"), " ", el("kbd", {}, "Enter")),
				send,
			),
		),
	);

	box.value = sessionStorage.getItem(KEPT) || "";

	function wish() {
		return {
			text: box.value.trim(),
			override: because.value.trim() || null,
			promise_by: until.value.trim() || null,
			progress: news.getAttribute("aria-pressed") === "true",
		};
	}

	function later() {
		sessionStorage.setItem(KEPT, box.value);
		clearTimeout(timer);
		asked?.abort();
		verdict = null;
		send.disabled = sending || !box.value.trim();
		if (!box.value.trim()) {
			fill(said);
			return;
		}
		timer = setTimeout(look, WAIT_MS);
	}

	async function look() {
		asked?.abort();
		const mine = (asked = new AbortController());

		try {
			const found = await api.preview("cases/" + number + "/reply", wish(), mine.signal);

			if (mine.signal.aborted) return;
			verdict = found;
			draw();
		} catch (fault) {
			if (fault.name !== "AbortError" && fault.code !== "login") fill(said, el("p.fault", {}, sentence(fault)));
		}
	}

	// A rule in the agent's language; the server's English where we have no words for it.
	const ruled = (rule, words) => (has("rule", rule) ? term("rule", rule) : text.foreign(words));
	// Which of the words it is about stands in the English alone.
	const quoted = (rule, words) =>
		has("rule", rule) ? el("p.quiet.small", {lang: "en"}, text.foreign(words)) : null;

	function counted() {
		const parts = [t("compose.segments", {n: verdict.segments})];

		if (verdict.encoding) parts.push(term("encoding", verdict.encoding));
		if (verdict.price) parts.push(verdict.price);
		return parts.join(" · ");
	}

	function draw() {
		const c = shown()?.case;

		if (!verdict || !c) return;
		if (verdict.refusal) {
			send.disabled = true;
			fill(
				said,
				el(
					"p.fault",
					{role: "alert"},
					el("strong", {}, t("compose.refused"), " "),
					ruled(verdict.refusal.rule, verdict.refusal.cure),
				),
				quoted(verdict.refusal.rule, verdict.refusal.cure),
				el("p.quiet.small", {}, counted()),
			);
			return;
		}
		send.disabled = sending;
		fill(
			said,
			el(
				"p.leaves" + (verdict.leaves_now ? ".good-words" : ".warn-words"),
				{},
				icon("clock"),
				el(
					"strong",
					{},
					verdict.leaves_now ? t("compose.now") : t("compose.at", {at: both(verdict.due_at, c)}),
				),
				el("span.quiet", {}, " · ", counted()),
			),
			verdict.leaves_now
				? null
				: el(
						"p.quiet.small",
						{},
						has("reason", verdict.why) ? term("reason", verdict.why) : text.foreign(verdict.sentence),
					),
			verdict.warnings?.map((one) => el("p.warning.small", {}, icon("alert"), ruled(one.rule, one.says))),
			verdict.text && verdict.text.trim() !== box.value.trim()
				? el(
						"details.as-sent.small",
						{},
						el("summary", {}, t("compose.as_sent")),
						el("p.words", {}, text.foreign(verdict.text)),
					)
				: null,
		);
	}

	async function go() {
		if (!box.value.trim() || send.disabled || sending) return;
		const mine = deliver(shown().case);

		leaving.set(KEPT, mine);
		await mine;
		leaving.delete(KEPT);
		sending = box.readOnly = false;
		send.disabled = !box.value.trim();
	}

	async function deliver(c) {
		sending = send.disabled = box.readOnly = true;
		clearTimeout(timer);
		asked?.abort();
		try {
			const done = await api.post("cases/" + number + "/reply", wish());

			clearTimeout(timer); // the case may have changed meanwhile
			asked?.abort();
			box.value = until.value = because.value = "";
			promise.hidden = override.hidden = true;
			news.setAttribute("aria-pressed", "false");
			sessionStorage.removeItem(KEPT);
			fill(said);
			verdict = null;
			say(done.leaves_now ? t("said.sent_now") : t("said.sent_later", {at: both(done.due_at, c)}));
			again();
		} catch (fault) {
			if (api.idle(fault)) return;
			if (node.isConnected && shown()?.case.case === number)
				fill(said, el("p.fault", {role: "alert"}, sentence(fault)));
			// Who has gone on believes that it left.
			else
				say(c.code + ": " + sentence(fault), {
					bad: true,
					action: {
						label: t("keys.open"),
						run: () => {
							location.hash = "#/cases/" + number;
						},
					},
				});
		}
	}

	box.addEventListener("input", later);
	until.addEventListener("input", later);
	because.addEventListener("input", later);
	box.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			if (!event.repeat) go();
		}
	});
	// Who comes back before the answer meets no words that may have left.
	sending = box.readOnly = leaving.has(KEPT);
	leaving.get(KEPT)?.then(() => {
		sending = box.readOnly = false;
		box.value = sessionStorage.getItem(KEPT) || "";
		if (node.isConnected) later();
	});
	send.disabled = sending || !box.value.trim();
	if (box.value && !sending) timer = setTimeout(look, WAIT_MS);

	return {
		node,
		// The case changed: whether its agent may write now.
		refresh() {
			const {may, case: c} = shown();
			const open = may.reply && session.may("reply");

			node.querySelector(".compose-open").hidden = !open;
			shut.hidden = open;
			if (!open)
				text.set(
					shut,
					c.state === "closed"
						? t("compose.shut_closed")
						: c.holder && !c.mine
							? t("compose.shut_held", {
									who: text.line(c.holder_name || c.holder),
									until: brief(c.held_until_at, c.shop_zone, api.now()),
								})
							: t("compose.shut"),
				);
			else if (box.value.trim() && document.activeElement !== box) later();
		},
		focus() {
			if (!box.closest("[hidden]")) box.focus();
		},
		// What was told for this minute is asked for anew in the next: "leaves now" must not grow old.
		tick(minute) {
			if (verdict && !sending && !verdict.refusal && minute) look();
		},
		leave() {
			clearTimeout(timer);
			asked?.abort();
		},
	};
}
