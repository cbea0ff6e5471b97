// An instant on the customer's clock, and on the shop's beside it where that is another one.
import {el} from "./dom.js";
import {clock, dayClock, dayKey, t} from "./i18n.js";

function same(at, c) {
	return !c.zone || c.zone === c.shop_zone || dayClock(at, c.zone) === dayClock(at, c.shop_zone);
}

// Both in one sentence: "Wed 18 Nov 08:00 (customer) / 00:00 (shop)".
export function both(at, c) {
	if (same(at, c)) return dayClock(at, c.zone || c.shop_zone);
	const ours = dayKey(at, c.zone) === dayKey(at, c.shop_zone) ? clock : dayClock; // the day stands once where it is one

	return t("time.both", {theirs: dayClock(at, c.zone), ours: ours(at, c.shop_zone)});
}

// The clock alone, for what stands under the heading of its day; the shop's in brackets.
export function stamp(at, c) {
	return el(
		"time.stamp",
		{datetime: new Date(at * 1000).toISOString(), title: both(at, c)},
		clock(at, c.zone || c.shop_zone),
		same(at, c) ? null : el("span.ours", {}, " " + t("time.shop", {at: clock(at, c.shop_zone)})),
	);
}

// What stands beside something of another instant, under the heading of that one's day: the day is told where it is
// another.
export function beside(at, of, c) {
	const zone = c.zone || c.shop_zone;

	if (dayKey(at, zone) !== dayKey(of, zone)) return both(at, c);
	return clock(at, zone) + (same(at, c) ? "" : " " + t("time.shop", {at: clock(at, c.shop_zone)}));
}
