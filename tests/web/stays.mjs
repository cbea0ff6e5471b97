// Steps of the walk about what must stay: what somebody opened or chose, under a page that is drawn anew, and a session that
// was not ended.
import {READ, comes, visit} from "./steps.mjs";

// Somebody opens or shuts it; then the list it is part of is drawn anew.
async function unfolded(page, summary, change) {
	const wanted = await page.evaluate((s) => !document.querySelector(s).parentNode.open, summary);

	await page.click(summary);
	await page.evaluate((s) => {
		document.querySelector(s).dataset.before = "1";
	}, summary);
	await change();
	return comes(page, ([s, open]) => document.querySelector(s + ":not([data-before])")?.parentNode.open === open, [
		summary,
		wanted,
	]);
}

async function opened({page, world, check, control}) {
	const change = () => control("reply", {case: world.plain, text: "something happened " + Date.now()});

	await visit(page, "calls");
	await page.waitForSelector("summary[data-script]");
	check(
		"what to say on the phone stays open while the list is drawn anew",
		await unfolded(page, "summary[data-script]", change),
	);
	check("and shut", await unfolded(page, "summary[data-script]", change));
	// Nobody tells of anything; only the time goes on.
	await page.clock.runFor(9000);
	await page.waitForTimeout(300);
	const again = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/calls");

	await page.clock.fastForward(61 * 1000);
	await page.clock.runFor(9000);
	check("a call that becomes due is asked for", await again.then(() => true, () => false));
	await visit(page, "board");
	await page.waitForSelector(".board details.numbers > summary");
	check("so do the board's minutes", await unfolded(page, ".board details.numbers > summary", change));
}

async function clocks({page, world, check}) {
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " .side .fact", {state: "attached"});
	const before = await page.textContent(READ(world.plain) + " .side");

	await page.clock.fastForward(120 * 1000);
	await page.clock.runFor(2000);
	check(
		"the clocks beside a case go on",
		await comes(page, ([s, was]) => document.querySelector(s).textContent !== was, [
			READ(world.plain) + " .side",
			before,
		]),
	);
}

async function measures({page, check}) {
	const asked = () => page.waitForResponse((answer) => answer.url().includes("/api/report/causes"));
	const choose = async (which) => {
		const answer = asked();

		await page.selectOption("[name=measure]", which);
		return (await answer).status();
	};

	await visit(page, "reports/causes");
	await page.waitForSelector("[name=measure]");
	check("a measure of two months ago can be looked at", (await choose("2")) === 200);
	check("one that begins only next week cannot", (await choose("3")) === 400);
	check("which is said", await comes(page, () => document.querySelector(".report .empty button")));
	check("and another one can be chosen then", (await choose("1")) === 200);
	check(
		"which is shown",
		await comes(page, () => document.querySelector(".report h2") && document.querySelector("[name=measure]").value === "1"),
	);
}

async function unended({page, world, check}) {
	const leave = async () => {
		await page.click(".rail .push");
		await page.getByRole("button", {name: "Log out"}).click();
	};

	await visit(page, "cases/" + world.plain);
	await page.route("**/api/logout", (route) => route.abort());
	await leave();
	check("a logout that did not arrive is told", await comes(page, () => document.querySelector(".toast-line.bad")));
	check(
		"and the page stays, as the session does",
		await comes(page, () => document.querySelector(".rail") && !document.querySelector("#login-name")),
	);
	await page.unroute("**/api/logout");
	await page.keyboard.press("Escape");
	await leave();
	check("the next one ends both", await comes(page, () => document.querySelector("#login-name")));
}

export async function stays({open, login: enter, ...tools}) {
	const page = await open();

	await page.clock.install();
	await enter(page, tools.world.agents[0]);
	await opened({page, ...tools});
	await clocks({page, ...tools});
	await measures({page, ...tools});
	await unended({page, ...tools});
}
