// The board: what a shop's people must know before they begin, and through the day.
import * as api from "./api.js";
import * as session from "./session.js";
import * as text from "./text.js";
import {el, fill, icon, measure} from "./dom.js";
import {brief, clock, day, number, span, t, term} from "./i18n.js";
import {failed} from "./notice.js";
import {suggested} from "./incidents.js";
import {shopChoice} from "./shops.js";
import {reason} from "./server_words.js";
import {slaTag} from "./sla.js";

export function boardView({go}) {
	let shop = "";
	let late = null;

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

	function rows(list, draw, empty) {
		return list.length
			? el(
					"ul.lines",
					{},
					list.slice(0, 30).map((one) => el("li", {}, draw(one))),
					list.length > 30 ? el("li.quiet", {}, t("board.more", {n: list.length - 30})) : null,
				)
			: nothing(empty);
	}

	// The held queue against the window that opens: a bar for each minute in which texts leave.
	function leaving(board) {
		const most = Math.max(1, ...board.leaving.map((one) => one.count));
		let last = "";

		return el(
			"ul.lines.bars",
			{},
			board.leaving.slice(0, 40).map((one) => {
				const zone = session.shopZone(one.shop);
				const heading = day(one.due_at, zone);
				const line = el(
					"li",
					{},
					heading === last ? null : el("p.quiet.small", {}, heading),
					el(
						"div.bar-line",
						{},
						el("span.number", {}, clock(one.due_at, zone)),
						el("span.cut", {}, text.foreign(session.shopName(one.shop)), " · ", term("step", one.step)),
						measure(el("span.bar", {"aria-hidden": "true"}), "--share", one.count / most),
						el("span.number.right", {}, number(one.count)),
					),
				);

				last = heading;
				return line;
			}),
		);
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

		text.set(at, t("board.at", {at: clock(now, session.shopZone(shop || session.get().shops[0]?.id))}));
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
				board.sla_at_risk.length,
				"bad-words",
				rows(
					board.sla_at_risk,
					(one) => [
						caseLink(one),
						el("span.grow", {}),
						slaTag({sla: {state: "open", deadline_at: one.deadline_at}}, now),
					],
					"board.sla_none",
				),
			),
			box("leaving", board.waiting, "", board.leaving.length ? leaving(board) : nothing("board.leaving_none")),
			box(
				"calls",
				board.calls.length,
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
				),
			),
			box(
				"promises",
				board.promises.length,
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
				),
			),
			box(
				"broken",
				board.broken.length,
				"bad-words",
				rows(
					board.broken,
					(one) => [
						caseLink(one),
						el("span.tag.warn", {}, term("step", one.step)),
						el("span.small.quiet", {}, reason(one.reason, one.why)),
					],
					"board.broken_none",
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
								? [" · ", t("board.until", {at: brief(one.until_at, session.shopZone(shop), now)})]
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
			draw(await api.get("board", {shop}));
		} catch (fault) {
			failed(body, fault, load);
		}
	}

	const again = () => {
		late ||= setTimeout(() => {
			late = null;
			load();
		}, 1500);
	};

	return {
		node,
		route: load,
		changed: again,
		incident: again,
		anew: again,
		leave: () => clearTimeout(late),
		tick(now) {
			for (const tag of body.querySelectorAll(".sla[data-deadline]")) slaTag.tick(tag, now);
			if (now % 60 === 0) again();
		},
	};
}
