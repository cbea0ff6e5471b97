// Making elements. Strings become text by text.js; attributes come from a short list, so that no handler and no
// address can be written by a string. Styles are classes, or numbers set on the element's own style object: the
// page's CSP knows no others.
import * as text from "./text.js";

const ATTRIBUTES = new Set([
	"type",
	"name",
	"value",
	"role",
	"tabindex",
	"for",
	"id",
	"placeholder",
	"title",
	"rows",
	"cols",
	"min",
	"max",
	"maxlength",
	"step",
	"autocomplete",
	"colspan",
	"scope",
	"accept",
	"lang",
	"dir",
	"inputmode",
	"datetime",
	"method",
	"spellcheck",
	"width",
	"height",
]);

// el("p.note.warn", {title: "..."}, "words", child, [children], null)
export function el(spec, attributes, ...children) {
	const [tag, ...classes] = spec.split(".");
	const node = document.createElement(tag || "div");

	if (classes.length) node.className = classes.join(" ");
	for (const [key, value] of Object.entries(attributes || {})) {
		if (value === null || value === undefined || value === false) continue;
		if (key.startsWith("on") && typeof value === "function") node.addEventListener(key.slice(2), value);
		else if (key === "href" && /^(#|\/api\/)/.test(value)) node.setAttribute("href", value);
		else if (key.startsWith("aria-") || key.startsWith("data-") || ATTRIBUTES.has(key))
			node.setAttribute(key, value === true ? "" : text.line(value));
		else if (typeof value === "boolean")
			node[key] = value; // disabled, checked, hidden, required, open
		else throw new Error("el: no attribute " + key);
	}
	add(node, children);
	return node;
}

export function add(node, children) {
	for (const child of [].concat(children)) {
		if (child === null || child === undefined || child === false) continue;
		if (Array.isArray(child)) add(node, child);
		else if (child instanceof Node) node.append(child);
		else text.append(node, child);
	}
	return node;
}

export function fill(node, ...children) {
	node.replaceChildren();
	return add(node, children);
}

// What a control is known by when it is drawn anew: its name or address, in the row of one case or reply.
function known(control) {
	const row = control.closest("[data-case], [data-reply]")?.dataset;

	return [control.dataset.act, control.getAttribute("href"), row?.case, row?.reply].join(" ");
}

// The same, of what is drawn anew while somebody may be in it: the focus stays with the control of that name.
export function refill(node, ...children) {
	const had = document.activeElement;
	const kept = node.contains(had) && (had.dataset.act || had.getAttribute("href")) ? known(had) : null;

	fill(node, children);
	if (kept) [...node.querySelectorAll("[data-act], [href]")].find((one) => known(one) === kept)?.focus();
	return node;
}

// A number as a CSS property; the style sheet says what it does.
export function measure(node, property, value) {
	node.style.setProperty(property, String(value));
	return node;
}

const SVG = "http://www.w3.org/2000/svg";
// Line drawings of ours on a grid of 24, as path data.
const ICONS = {
	inbox: "M3 13l3-8h12l3 8v6H3zM3 13h5l1.5 3h5L16 13h5",
	board: "M4 5h7v6H4zM13 5h7v4h-7zM13 11h7v8h-7zM4 13h7v6H4z",
	chart: "M4 20V4M4 20h16M8 16v-5M12 16V8M16 16v-3",
	gear: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4.5v5M7 14.5v5",
	alert: "M12 4l9 16H3zM12 10v4M12 17v.5",
	search: "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20 20",
	back: "M14 5l-7 7 7 7",
	clock: "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4l3 2",
	phone: "M6 3h4l1.5 5-2.5 1.5a11 11 0 005.5 5.5L16 12.5l5 1.5v4a2.5 2.5 0 01-2.5 2.5C10 20 4 14 4 6A2.5 2.5 0 016 3z",
	out: "M10 4H5v16h5M14 8l4 4-4 4M8 12h10",
	keys: "M3 6h18v12H3zM7 10h.5M11 10h.5M15 10h.5M8 14h8",
	flag: "M5 21V4h13l-3 4.500 3 4.500H5",
	school: "M3 9l9-4 9 4-9 4zM7 11v5c3 2 7 2 10 0v-5",
	user: "M12 4a4 4 0 100 8 4 4 0 000-8zM4 20c1-5 4-6 8-6s7 1 8 6",
};

export function icon(name) {
	const svg = document.createElementNS(SVG, "svg");
	const path = document.createElementNS(SVG, "path");

	svg.setAttribute("viewBox", "0 0 24 24");
	svg.setAttribute("aria-hidden", "true");
	svg.setAttribute("class", "icon");
	path.setAttribute("d", ICONS[name]);
	svg.append(path);
	return svg;
}
