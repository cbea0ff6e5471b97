// What an agent does to a case: one table for the buttons, the keys and the dialogs.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el} from "./dom.js";
import {brief, dayClock, has, t, term} from "./i18n.js";
import {ask, complain, say, show} from "./notice.js";
import {doubt} from "./server_words.js";
import {both} from "./times.js";

const TIME_FIELD = {name: "at", kind: "text", required: true, example: "15:00 · 2026-11-24 15:00"};

// name -> {right, when(shown), run(ctx)}; the order is that of the buttons.
const ACTS = {
	claim: {right: "claim", main: () => true, when: (s) => s.may.claim && !s.case.mine && !s.case.holder},
	resolve: {right: "resolve", main: (s) => s.case.mine, when: (s) => s.may.resolve},
	reopen: {right: "resolve", when: (s) => s.may.reopen},
	note: {right: "note", when: () => true},
	callback: {right: "call", when: (s) => s.case.state !== "closed"},
	call: {right: "call", when: (s) => s.case.state !== "closed"},
	promise: {right: "promise", when: (s) => s.case.state !== "closed"},
	offer: {right: "offer", when: (s) => s.case.state !== "closed"},
	hand_over: {right: "claim", when: (s) => s.case.mine && session.get().colleagues.length},
	release: {right: "claim", when: (s) => s.may.release},
	contacted: {right: "note", when: (s) => s.may.contacted},
	close: {right: "close", when: (s) => s.may.close},
	suspect: {right: "suspect", when: (s) => s.case.state !== "closed"},
	do_not_contact: {right: "do_not_contact", when: (s) => !s.case.opted_out},
	take_over: {right: "take_over", hidden: true, when: (s) => s.may.take_over},
};
const SHOWN = 5; // the others are under "more"

export function actions({shown, again, compose}) {
	const first = shown().case;
	const number = first.case;
	// Who has gone on to another case before the answer came is still told of this one.
	const here = () => (shown()?.case.case === number ? shown().case : first);
	const path = (act) => "cases/" + number + "/" + act;

	// Does it; tells it; shows the case anew. What refuses it goes to whoever asked.
	async function act(name, body, words) {
		const done = await api.post(path(name), body);

		say(typeof words === "function" ? words(done) : words);
		await again();
		return done;
	}

	const doing = new Set();

	// The same again, before the case is shown as it is then, is a second press of one who saw no answer yet.
	async function quietly(name, work) {
		if (doing.has(name)) return;
		doing.add(name);
		try {
			await work();
		} catch (fault) {
			complain(fault);
		}
		doing.delete(name);
	}

	const noteField = (required) => ({
		name: "note",
		kind: "long",
		label: t(required ? "ask.note" : "ask.note_may"),
		required,
	});
	const orNull = (value) => value || null;

	function withNote(name, title, words, {required = false, path: to = name} = {}) {
		ask({
			title,
			fields: [noteField(required)],
			button: t("act." + name),
			send: ({note}) => act(to, {note: orNull(note)}, words),
		});
	}

	const run = {
		claim: () =>
			quietly("claim", () =>
				act("claim", {note: null}, (done) =>
					t("said.claimed", {
						until: brief(done.held_until_at, here().shop_zone, api.now()),
					}),
				),
			),
		take_over: () => withNote("take_over", t("act.take_over"), t("said.taken"), {required: true, path: "claim"}),
		release: () => withNote("release", t("act.release"), t("said.released")),
		resolve: () => withNote("resolve", t("act.resolve"), t("said.resolved")),
		reopen: () => withNote("reopen", t("act.reopen"), t("said.reopened")),
		contacted: () => withNote("contacted", t("act.contacted"), t("said.contacted")),
		note: () => withNote("note", t("act.note"), t("said.noted"), {required: true}),
		suspect: () =>
			withNote("suspect", t("act.suspect"), (done) => t(done.closed ? "said.closed" : "said.suspected"), {
				required: true,
			}),
		do_not_contact: () =>
			withNote("do_not_contact", t("act.do_not_contact"), t("said.opted_out"), {
				required: true,
				path: "do-not-contact",
			}),
		close: () =>
			ask({
				title: t("act.close"),
				button: t("act.close"),
				fields: [
					{
						name: "outcome",
						label: t("ask.outcome"),
						choices: session.get().close_outcomes.map((one) => [one, term("outcome", one)]),
					},
					noteField(false),
				],
				send: ({outcome, note}) => act("close", {outcome, note: orNull(note)}, t("said.closed")),
			}),
		hand_over: () =>
			ask({
				title: t("act.hand_over"),
				button: t("act.hand_over"),
				fields: [
					{
						name: "to",
						label: t("ask.to"),
						choices: session
							.get()
							.colleagues.map((one) => [
								one.name,
								one.full_name +
									" · " +
									term("role", one.role) +
									(one.on_duty ? "" : " · " + t("me.is_off")),
							]),
					},
					noteField(false),
				],
				send: ({to, note}) =>
					act("hand-over", {to, note: orNull(note)}, t("said.handed", {who: text.line(session.person(to))})),
			}),
		callback: () =>
			ask({
				title: t("act.callback"),
				intro: theirClock(),
				button: t("act.callback"),
				fields: [{...TIME_FIELD, label: t("ask.at")}, noteField(false)],
				send: ({at, note}) =>
					act("callback", {at, note: orNull(note)}, (done) =>
						t(done.moved ? "said.callback_moved" : "said.callback", {
							at: both(done.due_at, here()),
						}),
					),
			}),
		promise: () =>
			ask({
				title: t("act.promise"),
				intro: theirClock(),
				button: t("act.promise"),
				fields: [
					{name: "what", label: t("ask.what"), required: true},
					{...TIME_FIELD, name: "by", label: t("ask.by")},
				],
				send: ({what, by}) =>
					act("promise", {what, by, warn_minutes: 120}, (done) =>
						t("said.promised", {at: both(done.due_at, here())}),
					),
			}),
		offer: () =>
			ask({
				title: t("act.offer"),
				intro: t("ask.offer_intro"),
				button: t("act.offer"),
				fields: [
					{
						name: "kind",
						label: t("ask.kind"),
						choices: ["refund", "replacement", "repair", "credit"].map((one) => [one, term("offer", one)]),
					},
					{name: "amount", label: t("ask.amount"), example: "19.90"},
					{name: "currency", label: t("ask.currency"), example: "CNY", max: 3},
					noteField(false),
				],
				send: ({kind, amount, currency, note}) =>
					act(
						"offer",
						{kind, amount: amount || "0", currency: orNull(currency), note: orNull(note)},
						t("said.offered"),
					),
			}),
		call: () => called(shown().calls[0] || null),
		reply: () => compose()?.focus(),
	};

	function theirClock() {
		const c = here();

		return c.zone ? t("ask.their_clock", {now: dayClock(api.now(), c.zone), zone: c.zone}) : t("ask.no_clock");
	}

	function called(task) {
		ask({
			title: t("act.call"),
			intro: theirClock(),
			button: t("act.ok"),
			fields: [
				{
					name: "outcome",
					label: t("ask.came_of_it"),
					choices: session.get().call_outcomes.map((one) => [one, term("call_outcome", one)]),
				},
				{...TIME_FIELD, label: t("ask.back_at"), required: false},
				noteField(false),
			],
			send: ({outcome, at, note}) =>
				act("call", {outcome, call: task?.call ?? null, at: orNull(at), note: orNull(note)}, (done) =>
					done.again_at
						? t("said.call_again", {at: both(done.again_at, here())})
						: t("said.called"),
				),
		});
	}

	async function label(name, reply = newest()) {
		if (!reply || reply.label === name) return;
		const before = reply.label;

		await quietly("label " + reply.id + name, async () => {
			const done = await api.post("replies/" + reply.id + "/label", {label: name, note: null});

			say(t("said.labelled", {label: term("label", name)}) + effect(done), {
				action: {label: t("act.change_back"), run: () => label(before, {...reply, label: name})},
			});
			await again();
		});
	}

	function effect(done) {
		if (!done.effect) return "";
		return " " + (has("effect", done.effect_name) ? term("effect", done.effect_name) : done.effect);
	}

	function newest() {
		return shown()
			?.thread.filter((item) => item.kind === "reply")
			.pop();
	}

	function chooseLabel(reply) {
		const quick = actions.labels;
		const dialog = el(
			"dialog",
			{"aria-labelledby": "label-title"},
			el(
				"div.inner",
				{},
				el("h2", {id: "label-title"}, t("act.label")),
				el("blockquote.quoted", {}, text.foreign(reply.text)),
				el(
					"div.choices",
					{},
					session.get().labels.map((name) =>
						el(
							"button.btn.btn-sm." + (name === reply.label ? "btn-main" : "btn-plain"),
							{
								type: "button",
								onclick: () => {
									dialog.close();
									label(name, reply);
								},
							},
							quick.includes(name) ? el("kbd", {}, quick.indexOf(name) + 1) : null,
							" ",
							term("label", name),
						),
					),
				),
				el(
					"div.buttons",
					{},
					el("button.btn.btn-plain", {type: "button", onclick: () => dialog.close()}, t("act.cancel")),
				),
			),
		);

		show(dialog);
	}

	// Buttons that do not fit are under "more", which is a <details>: it opens by keyboard and needs no program.
	function bar() {
		const s = shown();
		const fit = Object.entries(ACTS).filter(([, one]) => !one.hidden && session.may(one.right) && one.when(s));
		const button = ([name, one]) =>
			el(
				"button.btn.btn-sm." + (one.main?.(s) ? "btn-main" : "btn-plain"),
				{
					type: "button",
					"data-act": name,
					onclick: (event) => {
						event.target.closest("details")?.removeAttribute("open");
						run[name]();
					},
				},
				t("act." + name),
			);
		const [first, rest] = [fit.slice(0, SHOWN), fit.slice(SHOWN)];

		return el(
			"div.acts",
			{role: "toolbar", "aria-label": t("thread.acts")},
			first.map(button),
			unread(s)
				? el("button.btn.btn-sm.btn-plain", {type: "button", "data-act": "read", onclick: read}, t("act.read"))
				: null,
			rest.length
				? el(
						"details.more",
						{},
						el("summary.btn.btn-sm.btn-plain", {"data-act": "more"}, t("act.more")),
						el("div.more-list", {}, rest.map(button)),
					)
				: null,
		);
	}

	const unread = (s) => s.thread.some((item) => item.unread);
	const read = () => quietly("read", () => act("read", {}, t("said.read")));

	return {
		bar,
		called,
		chooseLabel,
		label: (name) => label(name),
		run(name) {
			const one = ACTS[name];

			if (!shown()) return;
			if (name === "read" && unread(shown())) read();
			else if (one && session.may(one.right) && one.when(shown())) run[name]();
			else say(t("said.not_now", {act: t("act." + name)}));
		},
		cancel: (one) =>
			quietly("cancel " + one.step + one.number, () =>
				act("cancel", {step: one.step, number: one.number}, (done) =>
					t("said.cancelled", {what: text.line(done.what)}),
				),
			),
		endPromise: (one, state) =>
			quietly("promise " + one.promise, async () => {
				await api.post("promises/" + one.promise + "/end", {state});
				say(t("promise." + state));
				await again();
			}),
		attach: (reply) =>
			ask({
				title: t("act.attach"),
				intro: reply.doubt ? doubt(reply.doubt) : null,
				button: t("act.attach"),
				fields: [{name: "case", label: t("ask.case"), value: shown().case.code, required: true, max: 20}],
				send: async (values) => {
					await api.post("replies/" + reply.id + "/attach", values);
					await again();
				},
			}),
	};
}

actions.keys = [
	["c", "claim"],
	["T", "take_over"],
	["e", "resolve"],
	["o", "reopen"],
	["n", "note"],
	["b", "callback"],
	["t", "call"],
	["p", "promise"],
	["f", "offer"],
	["h", "hand_over"],
	["l", "release"],
	["x", "close"],
	["a", "read"],
];
actions.labels = [
	"satisfied",
	"unsatisfied",
	"neutral",
	"callback",
	"no_call",
	"escalate",
	"wrong_number",
	"optout",
	"other",
];
