// The board: what a shop's people must know before they begin, and through the day.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {calmly} from "./calm.js";
import {el, fill, icon, measure} from "./dom.js";
import {brief, clock, day, number, span, t, term} from "./i18n.js";
import {failed} from "./notice.js";
import {suggested} from "./incidents.js";
import {shopChoice} from "./shops.js";
import {reason} from "./server_words.js";
import {slaTag} from "./sla.js";

export function boardView({go}) {
	let shop = "";

	const asked = api.newest();
	const body = el("div.board", {});
	const choice = shopChoice((picked) => {
		shop = picked;
		load();
	});
	const at = el("span.quiet.small", {});
	const node = el(
		"div.page",
		{},
		el(
			"div.page-in",
			{},
			el("header.page-head", {}, el("h1", {}, t("nav.board")), at, el("span.grow", {}), choice),
			body,
		),
	);

	function box(name, count, tone, ...children) {
		return el(
			"section.card-box",
			{"aria-label": t("board." + name)},
			el(
				"header.row-line",
				{},
				el("h2.grow", {}, t("board." + name)),
				count === null ? null : el("span.big.number" + (count && tone ? "." + tone : ""), {}, number(count)),
			),
			children,
		);
	}

	const nothing = (key) => el("p.quiet", {}, t(key));
	const caseLink = (one) => el("a.cut", {href: "#/cases/" + one.case}, one.name ? text.foreign(one.name) : one.code);

	// What is not drawn is counted; the server may have counted more than it listed.
	const andMore = (n, href) => {
		const words = t("board.more", {n: number(n)});

		return n > 0 ? el("li.quiet", {}, href ? el("a", {href}, words) : words) : null;
	};

	// href: where all of them are listed.
	function rows(list, draw, empty, all = list.length, href = null) {
		return list.length
			? el(
					"ul.lines",
					{},
					list.slice(0, 30).map((one) => el("li", {}, draw(one))),
					andMore(all - Math.min(list.length, 30), href),
				)
			: nothing(empty);
	}

	// What would go wrong with the queue, a sentence each; the first says how it goes.
	function outlook(ahead, zone) {
		const leave = ahead.planned - ahead.stopped - ahead.stuck;
		const waits = ahead.first_at > ahead.from_at + 60;
		const at = (time) => brief(time, zone, ahead.from_at);
		const said = (n) => ({n, count: number(n)}); // n chooses the plural
		const bad = (key, n, values = {}) =>
			n > 0 ? el("p.bad-words", {}, t(key, {...said(n), ...values})) : null;

		return [
			ahead.first_at && leave > 0
				? el(
						"p",
						{"data-outlook": ""},
						t(waits ? "board.ahead_waits" : "board.ahead_leaves", {
							...said(leave),
							first: at(ahead.first_at),
							last: at(ahead.last_at),
						}),
					)
				: null,
			bad("board.ahead_late", ahead.late, {
				at: ahead.first_missed_at ? at(ahead.first_missed_at) : "",
			}),
			bad("board.ahead_moved", ahead.moved),
			bad("board.ahead_stopped", ahead.stopped),
			bad("board.ahead_stuck", ahead.stuck),
			bad("board.ahead_nowhere", ahead.not_configured),
			ahead.late_anyhow > 0
				? el("p.quiet.small", {}, t("board.ahead_anyhow", said(ahead.late_anyhow)))
				: null,
		];
	}

	// A bar for each hour in which texts leave or were planned to.
	function hours(ahead, zone) {
		const some = ahead.hours.filter((one) => one.leave || one.due);
		const most = Math.max(1, ...some.map((one) => one.leave));
		let last = "";

		return el(
			"ul.lines.bars.hours",
			{},
			some.map((one) => {
				const heading = day(one.from_at, zone);
				const bar = el("span.bar", {"aria-hidden": "true"});
				const late = {n: one.late, count: number(one.late)};
				const line = el(
					"li",
					{},
					heading === last ? null : el("p.quiet.small", {}, heading),
					el(
						"div.hour-line",
						{},
						el("span.number", {}, clock(one.from_at, zone)),
						bar,
						el(
							"span.small",
							{},
							t("board.hour", {
								leave: number(one.leave),
								due: number(one.due),
							}),
							one.late ? " " : null,
							one.late
								? el("span.bad-words", {}, t("board.hour_late", late))
								: null,
						),
					),
				);

				measure(bar, "--share", one.leave / most);
				measure(bar, "--late", one.late / most);
				last = heading;
				return line;
			}),
		);
	}

	// What is planned, minute by minute, without regard to speed.
	function minutes(board) {
		const shown = board.leaving.slice(0, 40);
		const minute = (one) =>
			el(
				"li",
				{},
				el("span.number", {}, brief(one.due_at, session.shopZone(one.shop), board.now_at)),
				el(
					"span.cut.grow",
					{},
					text.foreign(session.shopName(one.shop)),
					" · ",
					term("step", one.step),
				),
				el("span.number.right", {}, number(one.count)),
			);

		return el(
			"details.numbers",
			{open: Boolean(node.querySelector("details.numbers")?.open)}, // as it stood
			el("summary", {}, t("board.by_minute")),
			el(
				"ul.lines",
				{},
				shown.map(minute),
				andMore(board.waiting - shown.reduce((sum, one) => sum + one.count, 0)),
			),
		);
	}

	// The held queue against the hours that open, at the providers' speed. An older server tells of none.
	function leaving(board, zone) {
		const ahead = board.forecast;
		const speed = (one) =>
			t(one.samples ? "board.speed" : "board.speed_guess", {
				provider: text.line(one.provider),
				rate: number(one.per_second, {maximumSignificantDigits: 3}),
			});

		if (!ahead || ahead.planned + ahead.not_configured === 0) return nothing("board.leaving_none");
		return [
			outlook(ahead, zone),
			hours(ahead, zone),
			ahead.providers.length
				? el(
						"p.quiet.small",
						{},
						ahead.providers
							.map(speed)
							.join(" · "),
					)
				: null,
			board.leaving.length ? minutes(board) : null,
		];
	}

	function provider(one, now) {
		const tones = {ok: "good", stopped: "bad", open: "bad", half_open: "warn", throttled: "warn"};

		return [
			el("span.tag." + (tones[one.state] || "warn"), {}, term("provider", one.state)),
			el("strong.cut", {}, text.foreign(one.provider)),
			el(
				"span.quiet.small",
				{},
				t("board.provider_today", {
					accepted: number(one.accepted_today),
					refused: number(one.refused_today),
					unknown: number(one.unknown_today),
				}),
				one.last_receipt_at ? [" · ", t("board.last_receipt", {span: span(now - one.last_receipt_at)})] : null,
				one.cause ? [" · ", text.foreign(one.cause)] : null,
			),
		];
	}

	function ages(unread) {
		const all = [
			["up_to_1h", "good"],
			["up_to_4h", "info"],
			["up_to_1d", "warn"],
			["older", "bad"],
		];

		return el(
			"div.ages",
			{},
			all.map(([name, tone]) =>
				el(
					"a.age-box." + tone,
					{href: "#/inbox"},
					el("span.big.number", {}, number(unread[name])),
					el("span.small", {}, t("board." + name)),
				),
			),
		);
	}

	// What stands above all else: causes that many cases share. An older server tells of none.
	function incidents({incidents = [], suggestions = [], incident_texts: waiting = []}) {
		if (!incidents.length && !suggestions.length) return null;
		return el(
			"section.card-box.banner",
			{"aria-label": t("nav.incidents")},
			el("header.row-line", {}, icon("flag"), el("h2.grow", {}, el("a", {href: "#/incidents"}, t("nav.incidents")))),
			el(
				"ul.lines",
				{},
				incidents.map((one) =>
					el(
						"li",
						{},
						el("a.cut", {href: "#/incidents/" + one.incident}, text.foreign(one.name)),
						el(
							"span.quiet.small.grow",
							{},
							t("incident.counts", {
								cases: number(one.cases),
								open: number(one.open_cases),
								held: number(one.held_cases),
							}),
						),
						waiting.some((draft) => draft.incident === one.incident) ? el("span.tag.warn", {}, t("incident.waits_second")) : null,
					),
				),
				suggestions.map((one) => suggested(one, go)),
			),
		);
	}

	function draw(board) {
		const now = board.now_at;
		const alarms = Object.entries(board.alarms).filter(([, n]) => n > 0);
		const unread = board.unread;
		const zone = session.shopZone(shop || session.get().shops[0]?.id);

		text.set(at, t("board.at", {at: clock(now, zone)}));
		fill(
			body,
			incidents(board),
			box(
				"unread",
				unread.up_to_1h + unread.up_to_4h + unread.up_to_1d + unread.older,
				"",
				ages(unread),
				unread.oldest_at
					? el("p.quiet.small", {}, t("board.oldest", {span: span(now - unread.oldest_at)}))
					: null,
			),
			box(
				"sla",
				board.sla_at_risk_total,
				"bad-words",
				rows(
					board.sla_at_risk,
					(one) => [
						caseLink(one),
						el("span.grow", {}),
						slaTag({sla: {state: "open", deadline_at: one.deadline_at}}, now),
					],
					"board.sla_none",
					board.sla_at_risk_total,
					"#/inbox?sort=sla&shop=" + shop,
				),
			),
			box("leaving", board.forecast?.planned ?? null, "", leaving(board, zone)),
			box(
				"calls",
				board.calls_total,
				"",
				rows(
					board.calls,
					(one) => [
						el(
							"span.number",
							{},
							one.due_at ? brief(one.due_at, session.shopZone(one.shop), now) : t("call.any_time"),
						),
						caseLink(one),
						el("span.quiet.small", {}, t(one.callback ? "call.callback" : "call.call")),
					],
					"call.none",
					board.calls_total,
					"#/calls",
				),
			),
			box(
				"promises",
				board.promises_total,
				"",
				rows(
					board.promises,
					(one) => [
						el(
							"span.number" + (one.due_at < now ? ".bad-words" : ""),
							{},
							brief(one.due_at, session.shopZone(one.shop), now),
						),
						caseLink(one),
						el("span.cut.quiet", {}, text.foreign(one.what)),
					],
					"board.promises_none",
					board.promises_total,
				),
			),
			box(
				"broken",
				board.broken_total,
				"bad-words",
				rows(
					board.broken,
					(one) => [
						caseLink(one),
						el("span.tag.warn", {}, term("step", one.step)),
						el("span.small.quiet", {}, reason(one.reason, one.why)),
					],
					"board.broken_none",
					board.broken_total,
				),
			),
			box(
				"providers",
				null,
				"",
				rows(board.providers, (one) => provider(one, now), "board.providers_none"),
			),
			box(
				"alarms",
				alarms.reduce((sum, [, n]) => sum + n, 0),
				"bad-words",
				rows(
					alarms,
					([name, n]) => [el("span.number.big", {}, number(n)), el("span", {}, t("alarm." + name))],
					"board.alarms_none",
				),
				rows(
					board.pauses,
					(one) => [
						icon("alert"),
						el(
							"span",
							{},
							t("board.paused", {scope: text.line(one.scope), who: text.line(session.person(one.who))}),
						),
						el(
							"span.quiet.small",
							{},
							text.foreign(one.reason),
							one.until_at
								? [" · ", t("board.until", {at: brief(one.until_at, zone, now)})]
								: null,
						),
					],
					"board.pauses_none",
				),
			),
			box(
				"states",
				null,
				"",
				el(
					"ul.lines",
					{},
					Object.entries(board.states).map(([state, n]) =>
						el(
							"li",
							{},
							el("a", {href: "#/inbox?state=" + state}, term("state", state)),
							el("span.grow", {}),
							el("span.number", {}, number(n)),
						),
					),
				),
			),
		);
	}

	async function load() {
		try {
			draw(await asked.get("board", {shop}));
		} catch (fault) {
			failed(body, fault, load);
		}
	}

	const calm = calmly(load);

	return {
		node,
		route: calm.now,
		changed: calm.soon,
		incident: calm.soon,
		replies: calm.soon,
		anew: calm.anew,
		leave() {
			calm.hush();
			asked.leave();
		},
		tick(now, minute) {
			for (const tag of body.querySelectorAll(".sla[data-deadline]")) slaTag.tick(tag, now);
			calm.minute(minute);
		},
	};
}
