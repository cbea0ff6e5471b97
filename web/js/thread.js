// One case: who it is, what was said and done in the order it happened, what comes next, and the place to answer.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {actions} from "./acts.js";
import {composer} from "./compose.js";
import {el, fill, icon, refill} from "./dom.js";
import {brief, t, term} from "./i18n.js";
import {announce, failed} from "./notice.js";
import {facts} from "./facts.js";
import {story} from "./story.js";
import {slaTag} from "./sla.js";

export function threadPane({go, title, changedHere, opened}) {
	let wanted = null; // what the address says: number or code
	let shown = null; // the answer of the server that is shown
	let asked = null;
	let late = null;
	let compose = null;
	let acts = null;
	let focusLater = null; // where to, once the case is here

	const head = el("header.thread-head", {});
	const said = el("div.story", {role: "log", "aria-label": t("thread.label"), tabindex: "0"});
	const answer = el("div.answer", {});
	const side = el("aside.side", {"aria-label": t("thread.facts")});
	const empty = el(
		"div.empty",
		{},
		icon("inbox"),
		el("p", {}, t("thread.none")),
		el("p.small", {}, t("thread.none_keys")),
	);
	const body = el("div.thread", {hidden: true}, head, side, said, answer);
	const node = el("section.thread-pane", {"aria-label": t("thread.case")}, empty, body);

	async function load(first) {
		asked?.abort();
		if (!wanted) return; // left before what was done in it was answered
		const mine = (asked = new AbortController());
		const before = shown;

		try {
			const found = await api.get("cases/" + encodeURIComponent(wanted), {}, mine.signal);

			if (mine.signal.aborted) return;
			shown = found;
			draw(first || !before || before.case.case !== found.case.case, before);
		} catch (fault) {
			if (fault.name === "AbortError" || fault.code === "login") return;
			if (!before) {
				shown = null;
				body.hidden = true;
				empty.hidden = false;
				failed(empty, fault, () => load(true));
			}
		}
	}

	const again = () => {
		changedHere();
		return load(false);
	};

	function banner(c) {
		const now = api.now();

		if (c.suspected_by)
			return el("p.banner.bad", {}, t("thread.suspected", {who: text.line(session.person(c.suspected_by))}));
		if (c.holder && !c.mine)
			return el(
				"p.banner.warn",
				{},
				icon("user"),
				el(
					"span.grow",
					{},
					t("thread.held", {
						who: text.line(c.holder_name || session.person(c.holder)),
						until: brief(c.held_until_at, c.shop_zone, now),
					}),
				),
				shown.may.take_over
					? el(
							"button.btn.btn-sm.btn-plain",
							{type: "button", onclick: () => acts.run("take_over")},
							t("act.take_over"),
						)
					: null,
			);
		if (c.opted_out) return el("p.banner.bad", {}, t("thread.opted_out"));
		return null;
	}

	function headAgain() {
		const c = shown.case;
		const more = head.querySelector(".more")?.open;

		refill(
			head,
			el(
				"div.row-line",
				{},
				el(
					"button.btn.btn-sm.btn-plain.back",
					{type: "button", onclick: () => go("#/inbox"), "aria-label": t("keys.back")},
					icon("back"),
				),
				el("h2.thread-name.cut", {}, c.name ? text.foreign(c.name) : t("case.nameless")),
				el("span.quiet.number.nowrap", {}, text.foreign(c.phone)),
				el("span.tag", {}, c.outcome ? term("outcome", c.outcome) : term("state", c.state)),
				slaTag(c, api.now()),
				c.needs_level || c.level ? el("span.tag", {}, t("list.level", {n: c.needs_level || c.level})) : null,
				c.round > 1 ? el("span.tag.warn", {}, t("thread.round", {n: c.round})) : null,
				el("span.grow", {}),
				el("span.quiet.small.code", {}, text.foreign(session.shopName(c.shop)), " · ", c.code),
			),
			acts.bar(),
			banner(c),
		);
		head.querySelector(".more")?.toggleAttribute("open", Boolean(more));
	}

	function focusOn(what) {
		if (!shown) focusLater = what;
		else if (what === "answer") compose.focus();
		else said.focus({preventScroll: true});
	}

	const drawn = {};

	function differs(what, anew, data) {
		const now = JSON.stringify(data);
		const other = anew || drawn[what] !== now;

		drawn[what] = now;
		return other;
	}

	// What is open there stays so.
	function sideAgain(anew) {
		refill(side, facts(shown, api.now(), acts, anew ? null : side.querySelector("details")?.open));
	}

	function draw(anew, before) {
		const c = shown.case;
		const low = anew || said.scrollHeight - said.scrollTop - said.clientHeight < 80;

		empty.hidden = true;
		body.hidden = body.inert = false;
		body.dataset.case = c.case;
		if (anew) {
			acts = actions({shown: () => shown, again, compose: () => compose});
			compose?.leave();
			compose = composer({shown: () => shown, again});
			fill(answer, compose.node);
			title((c.name || t("case.nameless")) + " · " + c.code);
		}
		// What did not change stays as it is, under the hand of who is about to click or copy it.
		if (differs("head", anew, [shown.case, shown.may, shown.thread.some((item) => item.unread)])) headAgain();
		if (differs("story", anew, [shown.thread, shown.waiting, c.zone]))
			refill(said, story(shown, api.now(), acts));
		if (differs("side", anew, [shown.case, shown.next, shown.calls, shown.promises, shown.offers])) sideAgain(anew);
		compose.refresh();
		if (low) said.scrollTop = said.scrollHeight;
		if (anew) opened(c.case);
		if (anew && focusLater) focusOn(focusLater);
		if (anew) focusLater = null;
		if (!anew && before && replies(shown) > replies(before)) announce(t("thread.new_reply"));
	}

	const replies = (one) => one.thread.filter((item) => item.kind === "reply").length;

	return {
		node,
		open(name) {
			if (shown && (wanted === name || String(shown.case.case) === name)) return;
			wanted = name;
			// Until the other case is here nobody acts on this one.
			shown = null;
			body.inert = true;
			focusLater = null;
			load(true);
		},
		close() {
			asked?.abort();
			clearTimeout(late);
			late = null;
			compose?.leave();
			compose = null;
			wanted = shown = null;
			body.hidden = true;
			empty.hidden = false;
			fill(empty, icon("inbox"), el("p", {}, t("thread.none")), el("p.small", {}, t("thread.none_keys")));
		},
		focus() {
			focusOn("story");
		},
		changed(cases) {
			if (shown && cases.some((one) => one.case === shown.case.case)) this.anew();
		},
		anew() {
			if (wanted && !late)
				late = setTimeout(() => {
					late = null;
					load(false);
				}, 120);
		},
		tick(minute) {
			if (minute && shown) sideAgain(false); // its clocks go on
			compose?.tick(minute);
		},
		keys() {
			return {
				r: {run: () => focusOn("answer"), says: t("act.reply")},
				...Object.fromEntries(
					actions.keys.map(([key, name]) => [key, {run: () => acts?.run(name), says: t("act." + name)}]),
				),
				...Object.fromEntries(
					actions.labels.map((label, i) => [
						String(i + 1),
						{run: () => acts?.label(label), says: t("keys.label", {label: term("label", label)})},
					]),
				),
			};
		},
	};
}
