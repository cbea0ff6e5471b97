// A table in a box of its own, which scrolls sideways where the page is narrow.
import {el} from "./dom.js";

// `heads` are words, or cells where they need more; `rows` are made by the caller.
export function tableBox(label, heads, rows) {
	return el(
		"div.table-responsive",
		{tabindex: "0", role: "region", "aria-label": label},
		el(
			"table.table",
			{},
			el(
				"thead",
				{},
				el("tr", {}, heads.map((head) => (head instanceof Node ? head : el("th", {scope: "col"}, head)))),
			),
			el("tbody", {}, rows),
		),
	);
}
