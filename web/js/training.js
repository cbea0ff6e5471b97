// What came of practice: what somebody did with the copies of old cases, beside what was really done.
import * as api from "./api.js";
import * as text from "./text.js";
import {calmly} from "./calm.js";
import {el, refill} from "./dom.js";
import {number, span, t, term} from "./i18n.js";
import {failed} from "./notice.js";
import {tableBox} from "./table.js";

const COLUMNS = ["who", "cases", "answered", "sooner", "objections", "labels", "ends"];

export function trainingView() {
	const asked = api.newest();
	const body = el("div", {});
	const node = el(
		"div.page",
		{},
		el(
			"div.page-in",
			{},
			el("header.page-head", {}, el("h1", {}, t("training.title"))),
			el("p.quiet", {}, t("training.intro")),
			body,
		),
	);

	const of = (part, whole) => t("training.of", {part: number(part), whole: number(whole)});

	function sums(agents) {
		return tableBox(
			t("training.title"),
			COLUMNS.map((name) => t("training." + name)),
			agents.map((one) =>
				el(
					"tr",
					{},
					el("th", {scope: "row"}, text.foreign(one.full_name || one.agent)),
					el("td", {}, number(one.cases)),
					el("td", {}, number(one.answered)),
					el("td", {}, of(one.sooner, one.compared)),
					el("td", {}, number(one.objections)),
					el("td", {}, of(one.agreed, one.labels)),
					el("td", {}, of(one.same_end, one.ended)),
				),
			),
		);
	}

	function words(label, took, said) {
		return el(
			"div",
			{},
			el("h3", {}, label),
			el("p.quiet.small", {}, took === null ? t("training.never") : t("training.after", {span: span(took)})),
			said ? el("p.words", {}, text.foreign(said)) : null,
		);
	}

	function card(one) {
		const rules = (one.objections || "").split(" ").filter(Boolean);

		return el(
			"article.card-box",
			{"data-case": one.case},
			el(
				"header.row-line",
				{},
				el("a.grow", {href: "#/cases/" + one.case}, text.foreign(one.code)),
				el("span.tag", {}, one.outcome ? term("outcome", one.outcome) : term("state", one.state)),
				el("span.quiet.small", {}, t("training.really", {what: term("outcome", one.real_outcome)})),
			),
			el(
				"div.side-by-side",
				{},
				words(t("training.yours"), one.answer_s, one.answer),
				words(t("training.theirs"), one.real_s, one.real),
			),
			rules.map((rule) => el("p.warning.small", {}, term("rule", rule))),
			one.labels ? el("p.quiet.small", {}, t("training.labels"), ": ", of(one.agreed, one.labels)) : null,
		);
	}

	async function load() {
		try {
			const found = await asked.get("training");

			refill(
				body,
				found.agents.length ? sums(found.agents) : el("p.quiet", {}, t("training.none")),
				el("div.cards", {}, found.cases.map(card)),
			);
		} catch (fault) {
			failed(body, fault, load);
		}
	}

	const calm = calmly(load);

	return {
		node,
		route: calm.now,
		changed: calm.soon,
		anew: calm.anew,
		leave() {
			calm.hush();
			asked.leave();
		},
	};
}
