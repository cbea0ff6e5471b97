// Replies that belong to no case, or may be about several: a person says which.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {calmly} from "./calm.js";
import {el, fill, refill} from "./dom.js";
import {brief, t, term} from "./i18n.js";
import {ask, complain, failed, say} from "./notice.js";
import {doubt} from "./server_words.js";

const WHICH = ["unmatched", "triage"];

export function repliesView({go}) {
	let which = WHICH[0];

	const asked = api.newest();
	const list = el("div.cards", {"aria-live": "polite"});
	const tabs = el("div.tabs", {role: "group", "aria-label": t("replies.which")});
	const node = el(
		"div.page",
		{},
		el("div.page-in", {}, el("header.page-head", {}, el("h1.grow", {}, t("replies.title")), tabs), list),
	);

	function attach(reply) {
		ask({
			title: t("act.attach"),
			intro: text.line(reply.text),
			button: t("act.attach"),
			fields: [{name: "case", label: t("ask.case"), required: true, max: 20}],
			send: async (values) => {
				const done = await api.post("replies/" + reply.reply + "/attach", {case: values.case.trim()});

				say(t("said.attached"), {action: {label: t("keys.open"), run: () => go("#/cases/" + done.case)}});
				await calm.now();
			},
		});
	}

	async function read(reply) {
		try {
			await api.post("replies/read", {replies: [reply.reply]});
			await calm.now();
		} catch (fault) {
			complain(fault);
		}
	}

	function card(reply) {
		return el(
			"article.card-box",
			{"data-reply": reply.reply},
			el(
				"header.row-line",
				{},
				el("strong.grow.number", {}, text.foreign(reply.from)),
				el("span.tag", {}, term("label", reply.label || "other")),
				el("span.quiet.small", {}, brief(reply.at, session.get().shops[0]?.zone, api.now())),
			),
			el("p.words", {}, text.foreign(reply.text)),
			reply.doubt ? el("p.quiet.small", {}, doubt(reply.doubt)) : null,
			el(
				"div.row-line",
				{},
				el(
					"button.btn.btn-sm.btn-main",
					{type: "button", "data-act": "attach", onclick: () => attach(reply)},
					t("act.attach"),
				),
				reply.case ? el("a.btn.btn-sm.btn-plain", {href: "#/cases/" + reply.case}, text.foreign(reply.code)) : null,
				reply.read_at
					? null
					: el(
							"button.btn.btn-sm.btn-plain",
							{type: "button", "data-act": "read", onclick: () => read(reply)},
							t("act.read"),
						),
			),
		);
	}

	async function load() {
		try {
			const found = (await asked.get("replies", {[which]: 1})).replies;

			refill(list, found.length ? found.map(card) : el("p.quiet", {}, t("replies.none")));
		} catch (fault) {
			failed(list, fault, load);
		}
	}

	function tabsAgain() {
		fill(
			tabs,
			WHICH.map((name) =>
				el(
					"button",
					{
						type: "button",
						"aria-pressed": String(name === which),
						onclick: () => {
							which = name;
							tabsAgain();
							calm.now();
						},
					},
					t("replies." + name),
				),
			),
		);
	}

	const calm = calmly(load);

	tabsAgain();
	return {
		node,
		route: calm.now,
		changed: calm.soon,
		replies: calm.soon,
		anew: calm.anew,
		leave() {
			calm.hush();
			asked.leave();
		},
		tick: (_now, minute) => calm.minute(minute),
	};
}
