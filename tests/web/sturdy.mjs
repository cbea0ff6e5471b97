// Steps of the walk about what an impatient hand, a lost connection and many tabs and colleagues do to the page.
import {CASE, READ, act, comes, counts, holds, says, visit} from "./steps.mjs";

// The POSTs of the page whose path ends so.
function posts(page, end) {
	const seen = [];

	page.on("request", (request) => {
		if (request.method() === "POST" && new URL(request.url()).pathname.endsWith(end))
			seen.push(request.postData());
	});
	return seen;
}

// Answers of these paths come late, as over a bad line.
const slow = (page, pattern) =>
	page.route(pattern, async (route) => {
		await new Promise((done) => setTimeout(done, 600));
		await route.continue();
	});

export async function twice({open, login: enter, world, check}) {
	const page = await open();
	const sent = posts(page, "/reply");
	const claims = posts(page, "/claim");
	const labels = posts(page, "/label");

	await enter(page, world.agents[1]);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " .bubble.theirs .label");
	await slow(page, "**/api/cases/*/reply*");
	await slow(page, "**/api/replies/*/label");
	await page.evaluate(() => document.activeElement.blur());
	await page.keyboard.down("c");
	await page.keyboard.down("c");
	await page.keyboard.up("c");
	await comes(page, () => document.querySelector("[data-act=release]"));
	check("a key held down claims once", claims.length === 1, claims);
	await page.keyboard.press("3");
	await page.keyboard.press("3");
	await says(page, ".bubble.theirs .label", "neutral");
	check("a digit pressed twice labels once", labels.length === 1, labels);
	await page.fill("#reply", "We ask the carrier now.");
	await page.press("#reply", "Control+Enter");
	await page.press("#reply", "Control+Enter");
	await holds(page, "#reply", "");
	check("Ctrl+Enter twice sends one text", sent.length === 1, sent);
	await page.fill("#reply", "The carrier looks for it.");
	await comes(page, () => document.querySelector(".leaves"));
	await page.keyboard.down("Control");
	for (let i = 0; i < 5; i++) await page.keyboard.down("Enter");
	await page.keyboard.up("Enter");
	await page.keyboard.up("Control");
	await holds(page, "#reply", "");
	check("so does Ctrl+Enter held down", sent.length === 2, sent);
	await page.fill("#reply", "It is found.");
	await page.dblclick("[data-act=send]");
	await holds(page, "#reply", "");
	check("and a double click", sent.length === 3, sent);
	await counts(page, READ(world.plain) + " .bubble.ours.waiting", 0);
	await act(page, "release");
	await page.click("dialog button[type=submit]");
	await says(page, ".thread-head", "replied");
}

// Whether the page is in sight. Headless, every tab is; so its answer is ours.
const sight = (page, yes) =>
	page.evaluate((seen) => {
		Object.defineProperty(document, "hidden", {configurable: true, get: () => !seen});
		document.dispatchEvent(new Event("visibilitychange"));
	}, yes);

// A session that ends while the line is down: nobody tells the page.
export async function forgotten({open, login: enter, base, world, check, control}) {
	const page = await open();
	const other = await page.context().newPage();

	other.setDefaultTimeout(60000);

	await enter(page, world.agents[0]);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " .bubble.theirs");
	await act(page, "note");
	await page.fill("#ask-note", "not yet kept");
	await other.goto(base + "/#/cases/" + world.plain);
	await other.waitForSelector(READ(world.plain) + " .bubble.theirs");
	await sight(other, false);
	await control("forget");
	const left = () =>
		document.querySelector("#login-name") &&
		!document.querySelector(".conv, .bubble, .thread-head, dialog, .toast-line") &&
		!document.getElementById("said").textContent &&
		document.title.split(" · ").length === 2;

	check("a session that ended while the line was down leaves nothing on the page", await comes(page, left));
	check("nor on a page nobody looks at", await comes(other, left));
}

// Browsers hold six connections to a host: pages out of sight must leave theirs to the others.
export async function tabs({open, login: enter, base, world, check, control, shot}) {
	const first = await open();
	const context = first.context();
	const words = "said to eight tabs " + Date.now();
	let good = 0;

	await enter(first, world.agents[0]);
	await sight(first, false);
	for (let i = 2; i <= 8; i++) {
		const page = await context.newPage();

		page.setDefaultTimeout(60000);
		await page.goto(base + "/#/cases/" + world.plain);
		good += await comes(page, (s) => document.querySelector(s), READ(world.plain) + " .bubble");
		if (i < 8) await sight(page, false);
		else await shot(page, "eighth-tab");
	}
	check("eight tabs can be opened", good === 7, good);
	await control("reply", {case: world.plain, text: words});
	check(
		"the one in sight hears",
		await says(context.pages()[7], ".bubble.theirs .words", words),
	);
	check("one out of sight does not", !(await first.textContent("#list")).includes(words));
	await sight(first, true);
	check("and shows what came when it is looked at again", await says(first, ".conv .words", words));
	check("where nothing says that the line was lost", await first.locator(".strip").isHidden());
}

// What the page asks the server for, by kind.
function questions(page) {
	const seen = {list: 0, named: 0, search: 0, board: 0};

	page.on("request", (request) => {
		const url = new URL(request.url());

		if (url.pathname === "/api/search") seen.search++;
		else if (url.pathname === "/api/board") seen.board++;
		else if (url.pathname === "/api/conversations") seen[url.searchParams.has("cases") ? "named" : "list"]++;
	});
	return seen;
}

// For what must not happen: a moment in which it could. What must happen is waited for.
const pause = (page, ms) => page.waitForTimeout(ms);

// Waits for a condition on our side of the browser.
async function until(page, condition) {
	const end = Date.now() + 60000;

	while (!condition() && Date.now() < end) await pause(page, 50);
	return condition();
}

const REST_MS = 5000; // the page leaves the list alone for so long (inbox.js)

// Every agent hears of each change: what one page asks then, two hundred ask.
export async function calm({open, login: enter, world, check, control}) {
	const page = await open();
	const seen = questions(page);
	const words = "calm words " + Date.now();

	await enter(page, world.agents[0]);
	await page.waitForSelector(CASE(world.plain));
	const before = seen.list;
	const began = Date.now();

	for (let i = 0; i < 10; i++) {
		await control("reply", {case: world.plain, text: words + " " + i});
		await pause(page, 300);
	}
	check("a row in view shows its newest words", await says(page, CASE(world.plain) + " .words", words + " 9"));
	await pause(page, 3000); // no list may be asked for in these
	check("ten changes ask for its row", seen.named >= 1, seen);
	// Where all goes at its usual pace that is twice.
	const most = 1 + Math.floor((Date.now() - began) / REST_MS);

	check("and for the list at once, then after its rest alone", seen.list - before <= most, {before, most, ...seen});
	const other = JSON.stringify({error: {code: "replaced", place: "", value: "", cure: ""}});
	let asked = 0;

	await page.route("**/api/search?*", (route) =>
		asked++ ? route.continue() : route.fulfill({status: 409, contentType: "application/json", body: other}),
	);
	await page.fill("#search", "770002"); // its order
	await counts(page, ".conv", 1);
	check("a search that gave way to another page's is asked again", asked === 2, asked);
	await page.unroute("**/api/search?*");
	const searched = seen.search;
	const named = seen.named;

	await control("reply", {case: world.plain, text: "other words"});
	check("a change asks for the row that was found", await until(page, () => seen.named > named), seen);
	await pause(page, 1500);
	check("and does not search again", seen.search === searched, seen);
	await page.fill("#search", "");
	await counts(page, ".conv", 40);
	await sight(page, false);
	await pause(page, 2500);
	const hidden = JSON.stringify(seen);

	await control("reply", {case: world.plain, text: words + " unseen"});
	await pause(page, 2000);
	check("a page out of sight asks for nothing", JSON.stringify(seen) === hidden, {hidden, ...seen});
	await sight(page, true);
	check("and is right when it is looked at", await says(page, ".conv .words", words + " unseen"));
	await visit(page, "board");
	await page.waitForSelector(".board .card-box");
	const boards = seen.board;
	const since = Date.now();

	for (let i = 0; i < 10; i++) {
		await control("reply", {case: world.plain, text: words + " " + i});
		await pause(page, 200);
	}
	if (seen.board === boards) await page.waitForRequest("**/api/board*");
	await pause(page, 1000);
	const rests = Math.floor((Date.now() - since) / REST_MS);

	check("ten changes load the board anew", seen.board > boards, {boards, ...seen});
	check("once, where all goes at its usual pace", seen.board - boards <= 1 + rests, {boards, rests, ...seen});
}

// A page full of conversations that wait longer: what is said elsewhere changes nothing on it.
export async function full({open, login: enter, world, check, control}) {
	const page = await open();
	const seen = questions(page);

	await enter(page, world.agents[0]);
	await counts(page, ".conv.unread", 50);
	const before = seen.list;
	const first = Number(await page.getAttribute(".conv", "data-case"));

	await control("reply", {case: world.plain, text: "far below"});
	await control("reply", {case: first, text: "in view"});
	await says(page, CASE(first) + " .name", "(2)");
	await pause(page, 3000);
	check("a reply to a case far down the list loads no list", seen.list === before, seen);
	await act(await toCase(page, first), "read");
	check(
		"one that is read makes room for the next",
		await comes(
			page,
			(s) => !document.querySelector(s) && document.querySelectorAll(".conv").length === 50,
			CASE(first),
		),
	);
	const cases = [...Array(120).keys()].map((n) => n + 1);

	await visit(page, "inbox?cases=" + cases.join(","));
	check("a report's list says how many there are", await says(page, ".list-foot", "50 of 120"));
	await page.click(".list-foot button");
	await counts(page, ".conv", 100);
	await page.click(".list-foot button");
	check("all of them can be reached", await counts(page, ".conv", 120));
	check("and then there are no more", await page.locator(".list-foot button").isHidden());
	await control("reply", {case: 119, text: "said to a row of the report"});
	check("it is live as well", await says(page, CASE(119) + " .words", "said to a row of the report"));
}

async function toCase(page, number) {
	await visit(page, "cases/" + number);
	await page.waitForSelector(READ(number) + " .bubble.theirs, " + READ(number));
	return page;
}

// What an agent does all day, without a mouse.
export async function hands({open, base, world, check, shot}) {
	const page = await open();
	const press = async (...keys) => {
		for (const key of keys) await page.keyboard.press(key);
	};
	// Tab until the focus is there: as who has no mouse.
	const tab = async (selector, most = 120) => {
		for (let i = 0; i < most; i++) {
			if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return true;
			await press("Tab");
		}
		return false;
	};
	const asks = (field) => comes(page, (id) => document.activeElement?.id === id, "ask-" + field);
	const quiet = () => page.waitForSelector("dialog", {state: "detached"});

	await page.goto(base + "/#/cases/" + world.plain);
	await page.waitForSelector("#login-name");
	await page.keyboard.type(world.agents[1][0]);
	await press("Tab");
	await page.keyboard.type(world.agents[1][1]);
	await press("Enter");
	await page.waitForSelector(READ(world.plain) + " .bubble.theirs .label");
	await page.evaluate(() => document.activeElement.blur());
	await press("c");
	check("c claims", await comes(page, () => document.querySelector("[data-act=release]")));
	await press("r");
	await comes(page, () => document.activeElement?.id === "reply");
	await page.keyboard.type("We found it, it leaves today.");
	await press("Control+Enter");
	await holds(page, "#reply", "");
	check(
		"Ctrl+Enter answers",
		await says(page, ".bubble.ours .words", "We found it, it leaves today."),
	);
	await press("Escape", "b");
	await asks("at");
	await page.keyboard.type("tomorrow 15:00");
	await press("Enter");
	await quiet();
	check("b asks for a callback", await says(page, ".task", "Callback"));
	await press("p");
	await asks("what");
	await page.keyboard.type("a call by hand");
	await press("Tab");
	await page.keyboard.type("tomorrow 18:00");
	await press("Enter");
	await quiet();
	check("p promises", await says(page, ".task", "a call by hand"));
	check("the promise can be ended by keyboard", await tab(".task button"));
	await page.evaluate(() => document.activeElement.blur());
	await press("t");
	await asks("outcome");
	await press("n"); // "no answer" of the list
	const chosen = await page.evaluate(() => document.activeElement.value);

	check("t asks what came of a call, and a letter chooses", chosen === "no_answer", chosen);
	await press("Tab", "Tab", "Tab", "Tab", "Enter");
	await quiet();
	check("its outcome stands in the case", await says(page, ".happened", "called"));
	await press("e");
	await asks("note");
	await press("Tab", "Tab", "Enter");
	await quiet();
	check("e resolves", await says(page, ".thread-head .tag", "resolved"));
	await press("o");
	await asks("note");
	await press("Tab", "Tab", "Enter");
	await quiet();
	check("o opens it again", await comes(page, () => document.querySelector("[data-act=resolve]")));
	await visit(page, "reports/hours");
	await page.waitForSelector(".heat td");
	check("a cell of the map is reached by Tab", await tab(".heat td button", 400));
	check(
		"and says its hour and number",
		/\d/.test(await page.evaluate(() => document.activeElement.getAttribute("aria-label"))),
	);
	await shot(page, "heat-focus");
	await press("Enter");
	check("Enter opens its cases", await comes(page, () => location.hash.includes("cases=")));
}

// What an agent must know of a message, a reply or a call, told with the day and both clocks.
export async function told({open, login: enter, world, check}) {
	const page = await open();

	await enter(page, world.admin);
	await visit(page, "cases/3");
	await page.waitForSelector(READ(3) + " .delivery");
	const late = await page.textContent(READ(3) + " .delivery");

	check(
		"a delivery of another day says its day and both clocks",
		/delivered \w{3}, .* \(customer\) \/ .*\(shop\)/.test(late),
		late,
	);
	check("reports that cannot all be right are marked", await says(page, ".bubble.ours .tag", "contradict"));
	await visit(page, "cases/7");
	check("so are words that came twice", await says(page, ".bubble.theirs .tag", "said twice"));
	check("and a reply that lacks parts", await says(page, ".bubble.theirs .tag", "2 parts of it never came"));
	await visit(page, "calls");
	check("a call's time is told on the customer's clock too", await says(page, ".cards article", "(customer) /"));
	await visit(page, "reports/cost");
	check("money is shown whole", await says(page, ".table td", "6.004375"));
	await visit(page, "reports/causes");
	check("a measure's owner stands beside it", await says(page, ".table tr", "Wang Wei"));
	check("and that it is late", await counts(page, ".table td.warn-words", 1));
	await effect(page, "What it would change", "37 of 61 waiting steps would change.", check);
	const chinese = await open({locale: "zh-CN"});

	await enter(chinese, world.admin);
	await effect(chinese, "将带来的变化", "61 个待执行步骤中有 37 个会改变。", check);
}

async function effect(page, title, sentence, check) {
	await visit(page, "settings/check");
	await page.setInputFiles("#candidate", {
		name: "candidate.conf",
		mimeType: "text/plain",
		buffer: Buffer.from("quiet_hours = [];\n"),
	});
	await page.click(".report .btn-main");
	check("what a candidate would change is said: " + title, await says(page, ".card-box", title + sentence));
	check("line by line", await says(page, ".effect li", "37 held texts would leave at 09:00"));
}
