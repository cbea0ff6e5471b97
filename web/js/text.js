// The one place that puts text into the page. Names, reviews and replies are other people's bytes: they go in as
// text and never as markup, and what a person cannot see in them - controls, marks that turn the direction of
// writing, invisible joins - stands there as a visible mark. A test holds that no other module writes text, and that
// markup is parsed nowhere.

// What must not work, but be seen. Tab and newline are harmless; ZWJ and the selectors of emoji are how emoji are
// built.
const HIDDEN = new RegExp(
	"[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e" +
		"\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]|[\\u{e0000}-\\u{e0fff}]",
	"gu",
);

const NAMES = {
	0x00ad: "SHY",
	0x061c: "ALM",
	0x200b: "ZWSP",
	0x200c: "ZWNJ",
	0x200e: "LRM",
	0x200f: "RLM",
	0x2028: "LSEP",
	0x2029: "PSEP",
	0x202a: "LRE",
	0x202b: "RLE",
	0x202c: "PDF",
	0x202d: "LRO",
	0x202e: "RLO",
	0x2060: "WJ",
	0x2066: "LRI",
	0x2067: "RLI",
	0x2068: "FSI",
	0x2069: "PDI",
	0xfeff: "BOM",
	0x1b: "ESC",
	0x00: "NUL",
	0x0d: "CR",
};

function nameOf(character) {
	const point = character.codePointAt(0);

	return NAMES[point] || "U+" + point.toString(16).toUpperCase().padStart(4, "0");
}

// A line for attributes and for the window's title, where no mark can stand: hidden characters by their names.
export function line(text) {
	return String(text ?? "")
		.replace(/\r?\n/g, " ")
		.replace(HIDDEN, (c) => "[" + nameOf(c) + "]");
}

// Appends text to a node. All that is hidden in it becomes a mark of its own.
export function append(node, text) {
	const whole = String(text ?? "").replace(/\r\n/g, "\n");
	let from = 0;

	for (const found of whole.matchAll(HIDDEN)) {
		if (found.index > from) node.append(document.createTextNode(whole.slice(from, found.index)));
		const mark = document.createElement("span");

		mark.className = "hidden-mark";
		mark.textContent = nameOf(found[0]);
		node.append(mark);
		from = found.index + found[0].length;
	}
	if (from < whole.length) node.append(document.createTextNode(whole.slice(from)));
	return node;
}

// Replaces what a node says.
export function set(node, text) {
	node.replaceChildren();
	return append(node, text);
}

// Somebody else's words as an element of their own: their direction of writing ends where they end.
export function foreign(text, className = "", tag = "bdi") {
	const node = document.createElement(tag);

	node.className = className;
	if (tag !== "bdi") node.dir = "auto";
	return append(node, text);
}
