// Steps of the walk about what comes in another order than usual, as on a slow line or a busy machine: answers that are
// late, clicks under which the page is drawn anew, keys that are faster than the browser.
import {CASE, READ, act, comes, says, visit} from "./steps.mjs";

// Requests of this kind wait until they are let go; gives the function that does it.
async function held(page, pattern) {
	let go;
	const gone = new Promise((done) => {
		go = done;
	});

	await page.route(pattern, async (route) => {
		await gone;
		await route.fallback().catch(() => {}); // nobody waits for it any more
	});
	return async () => {
		go();
		await page.unroute(pattern);
	};
}

const asked = (page, path) => page.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/" + path);

// For what must not happen: a moment in which it could.
const moment = (page) => page.waitForTimeout(300);

async function late({open, login: enter, world, check, control}) {
	const page = await open();
	const words = "said before anybody listened " + Date.now();
	const listen = await held(page, "**/api/events");

	await enter(page, world.agents[0]);
	await page.waitForSelector(CASE(world.plain));
	await control("reply", {case: world.plain, text: words});
	await listen();
	check("what came before the page could hear is shown", await says(page, CASE(world.plain) + " .words", words));

	const config = await held(page, "**/api/settings");

	await page.evaluate(() => {
		location.hash = "#/settings/config";
	});
	await visit(page, "settings/week");
	await page.waitForSelector(".week-day");
	await config();
	await moment(page);
	check("a late answer replaces no newer one", await comes(page, () => document.querySelector(".week-day")));

	const russian = await held(page, "**/lang/ru.json");

	await page.click(".rail .push");
	await page.selectOption("dialog select", "ru");
	await page.selectOption("dialog select", "zh-CN");
	await says(page, ".rail", "收件箱");
	await russian();
	await moment(page);
	check(
		"of two languages the one chosen last stays",
		(await says(page, ".rail", "收件箱")) &&
			(await page.evaluate(() => document.documentElement.lang === "zh-CN")),
	);
}

// Answers whose end never comes, until nobody wants them any more.
async function unwanted({open, login: enter, world, check}) {
	const page = await open();

	await page.addInitScript(() => {
		const real = window.fetch;

		window.fetch = async (path, options) => {
			if (!window.stuck || !String(path).startsWith(window.stuck)) return real(path, options);
			window.stuck = null;
			const never = new Promise((_, no) => {
				options.signal.addEventListener("abort", () => no(options.signal.reason));
			});

			return {ok: true, status: 200, json: () => never};
		};
	});
	await enter(page, world.agents[0]);
	await page.evaluate((n) => {
		window.stuck = "/api/cases/" + n;
		location.hash = "#/cases/" + n;
	}, world.plain);
	await comes(page, () => window.stuck === null);
	await visit(page, "cases/" + world.quiet);
	await page.waitForSelector(READ(world.quiet));
	await page.evaluate(() => {
		window.stuck = "/api/conversations";
		document.querySelector(".tabs button").click();
	});
	await comes(page, () => window.stuck === null);
	await page.evaluate(() => document.querySelector(".tabs button").click());
	await comes(page, () => document.querySelector(".conv") && !document.querySelector("#list[aria-busy]"));
	check(
		"an answer nobody wants any more is no fault",
		await comes(page, () => !document.querySelector(".toast-line.bad, .thread-pane .empty button")),
	);
}

async function pressing({open, login: enter, world, check, control}) {
	const page = await open();
	const words = "said under the finger " + Date.now();

	await enter(page, world.agents[0]);
	await page.locator(CASE(world.plain)).scrollIntoViewIfNeeded();
	const answer = await held(page, "**/api/conversations?cases=*");

	await control("reply", {case: world.plain, text: words});
	await page.waitForRequest(/conversations\?cases=/);
	await page.hover(CASE(world.plain) + " .words");
	await page.mouse.down();
	const come = page.waitForResponse(/conversations\?cases=/);

	await answer();
	await come;
	await page.mouse.up();
	check(
		"a click counts whose row changed meanwhile",
		await comes(page, (s) => document.querySelector(s), READ(world.plain)),
	);
	check("then the row says so", await says(page, CASE(world.plain) + " .words", words));

	const labels = [];

	page.on("request", (request) => {
		if (request.method() === "POST" && request.url().endsWith("/label")) labels.push(request.postData());
	});
	await says(page, ".bubble.theirs .words", words);
	const shown = await held(page, "**/api/cases/" + world.plain);
	const labelled = page.waitForResponse(/\/label$/);

	await page.evaluate(() => document.activeElement.blur());
	await page.keyboard.press("3");
	await labelled;
	await page.keyboard.press("3");
	await shown();
	await says(page, ".bubble.theirs:last-of-type .label", "neutral");
	check("who presses again before the page shows it does it once", labels.length === 1, labels);
}

// Gone on to the next case before the answer is there.
async function gone({open, login: enter, world, check}) {
	const page = await open();

	await enter(page, world.agents[0]);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " [data-act=claim]");
	const claim = await held(page, "**/api/cases/*/claim");
	const other = await held(page, "**/api/cases/" + world.quiet);
	const wish = page.waitForRequest(/\/claim$/);

	await page.evaluate(() => document.activeElement.blur());
	await page.keyboard.press("c");
	await wish;
	await page.evaluate((n) => {
		location.hash = "#/cases/" + n;
	}, world.quiet);
	await comes(page, () => document.querySelector(".thread[inert]"));
	await claim();
	await page.waitForSelector(".toast-line");
	check(
		"what was done in a case that was left is told as done",
		await page.evaluate(() => !document.querySelector(".toast-line.bad")),
	);
	await other();
	await page.waitForSelector(READ(world.quiet));
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain));
	await act(page, "release");
	await page.click("dialog button[type=submit]");
	await page.waitForSelector(READ(world.plain) + " [data-act=claim]", {state: "attached"});
}

async function fast({open, login: enter, world, check}) {
	const page = await open();

	await enter(page, world.agents[0]);
	await page.focus("#search");
	await page.evaluate((words) => {
		const search = document.getElementById("search");

		search.value = words;
		search.dispatchEvent(new Event("input", {bubbles: true}));
		search.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
	}, world.order);
	check(
		"Enter behind the words opens what they find, not what stood there",
		await comes(page, (n) => location.hash === "#/cases/" + n, world.quiet),
	);
	await page.waitForSelector(READ(world.quiet));
	await page.keyboard.press("n");
	await page.waitForSelector("dialog[open] #ask-note");
	await page.evaluate(() => {
		document.querySelector("dialog").close();
		document.getElementById("search").focus();
	});
	await page.waitForSelector("dialog", {state: "detached"});
	check(
		"a dialog that ends takes the focus from nobody",
		await page.evaluate(() => document.activeElement.id === "search"),
	);
}

// A machine that slept, or was too busy for the second in which the minute began.
async function minute({open, login: enter, world, check}) {
	const page = await open();

	await page.clock.install();
	await enter(page, world.agents[0]);
	await page.clock.runFor(2000);
	await visit(page, "board");
	await page.waitForSelector(".board .card-box");
	const again = asked(page, "board");
	const left = await page.evaluate(() => 60 - (Math.floor(Date.now() / 1000) % 60));

	await page.clock.fastForward((left + 7) * 1000);
	await page.clock.runFor(5000);
	check("the board is loaded anew in each minute, whichever second is left out", await again.then(() => true));
}

const REFUSED = {status: 422, json: {error: {code: "refused", place: "", value: "", cure: "nothing was added"}}};

// Gone on to the next case before the answer of the one that was left; it is a refusal.
async function believed({open, login: enter, world, check}) {
	const page = await open();
	const words = "We look for it " + Date.now();
	const refuse = async (pattern) => {
		let go;
		const gone = new Promise((done) => {
			go = done;
		});

		await page.route(pattern, async (route) => {
			await gone;
			await route.fulfill(REFUSED);
		});
		return async () => {
			go();
			await moment(page);
			await page.unroute(pattern);
		};
	};
	const toast = () => comes(page, () => document.querySelector(".toast-line.bad"));

	await enter(page, world.agents[0]);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " #reply");
	await page.fill("#reply", words);
	const answer = await refuse("**/api/cases/*/reply");

	await page.press("#reply", "Control+Enter");
	await visit(page, "cases/" + world.quiet);
	await page.waitForSelector(READ(world.quiet) + " #reply");
	await answer();
	check("a text that was refused after its case was left is told", await toast());
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " #reply");
	check("its words stay", (await page.inputValue("#reply")) === words);

	const sent = await held(page, "**/api/cases/*/reply");

	await page.press("#reply", "Control+Enter");
	await visit(page, "cases/" + world.quiet);
	await page.waitForSelector(READ(world.quiet) + " #reply");
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " #reply");
	check("who comes back cannot change words under way", !(await page.isEditable("#reply")));
	await sent();
	await page.waitForSelector(".toast-line:not(.bad)");
	check("words that left stand in no box", await comes(page, () => document.querySelector("#reply").value === ""));
	check("and the box is free", await comes(page, () => !document.querySelector("#reply").readOnly));

	await page.reload(); // without what was told so far
	await page.waitForSelector(READ(world.plain) + " [data-act=note]");
	const note = await refuse("**/api/cases/*/note");

	await act(page, "note");
	await page.fill("#ask-note", "the depot has it");
	await page.click("dialog button[type=submit]");
	await page.keyboard.press("Escape");
	await note();
	check("so is a note whose question was shut", await toast());
	await page.reload();
	await page.waitForSelector(READ(world.plain) + " [data-act=note]");

	const slowly = await held(page, "**/api/cases/*/note");

	await act(page, "note");
	await page.fill("#ask-note", "the depot has it");
	await page.click("dialog button[type=submit]");
	await visit(page, "inbox");
	await slowly();
	await page.waitForSelector(".toast-line");
	await moment(page);
	check(
		"what ends after its case was shut asks for no case",
		await page.evaluate(() => !document.querySelector(".thread-pane .empty button")),
	);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " #reply");
	await act(page, "release");
	await page.click("dialog button[type=submit]");
	await page.waitForSelector(READ(world.plain) + " [data-act=claim]", {state: "attached"});
}

// A session of single sign-on: nobody has a password to log in again.
async function signed({open, login: enter, world, check, control}) {
	const page = await open();

	await page.route("**/api/login", async (route) => {
		const answer = await route.fetch();

		await route.fulfill({response: answer, json: {...(await answer.json()), sso: true}});
	});
	const hears = page.waitForResponse(/\/api\/events$/);

	await enter(page, world.agents[0]);
	await hears;
	await control("end");
	check("a session that ended leads to the login", await comes(page, () => document.querySelector(".login form")));
	check("by the way it began", !(await page.$("#login-password")));
}

// The one text of an incident, in two languages: one is being kept while the other is written.
async function worded({open, login: enter, world, check}) {
	const page = await open();
	const now = Math.floor(Date.now() / 1000);
	const one = (n, language) => ({
		case: n, code: "K7P" + n, shop: "", name: "N" + n, language, state: "new", needs_level: 0, complaint_at: now,
		held: null, assigned_to: null, joined_at: now, joined_by: "li", left_at: null, text_state: null, text_at: null,
		text_why: null,
	});
	const told = {
		now_at: now,
		incident: {
			incident: 9, name: "late", shop: null, criteria: null, holds: true, opened_at: now, opened_by: "li",
			closed_at: null, closed_by: null, end_note: null, cases: 3, open_cases: 3, held_cases: 0,
		},
		texts: [],
		cases: [one(1, "zh-CN"), one(2, "zh-CN"), one(3, "ru")],
		course: [],
	};
	const verdict = {
		incident: 9, text: null, cases: 2, example: "", segments: 1, first_at: now, last_at: now, left_out: [],
		findings: [],
	};
	const login = async (route) => {
		const answer = await route.fetch();
		const found = await answer.json();

		found.me?.rights.push("incident_text");
		await route.fulfill({response: answer, json: found});
	};

	await page.route("**/api/login", login);
	await page.route("**/api/incidents/9", (route) => route.fulfill({json: told}));
	await page.route("**/api/incidents/9/text/preview", (route) => route.fulfill({json: verdict}));
	await page.route(/\/api\/incidents\/9\/text$/, (route) => {
		const {language, text} = route.request().postDataJSON();

		told.texts = [{incident: 9, text: 5, language, state: "draft", words: text, written_by: "li", written_at: now,
			approved_by: null, approved_at: null}];
		return route.fulfill({json: {...verdict, text: 5}});
	});
	await enter(page, world.agents[0]);
	await visit(page, "incidents/9");
	await page.fill("#incident-words", "{shop}: 我们正在催办");
	await comes(page, () => document.querySelector("[data-act=keep-text]:enabled"));
	const answer = await held(page, "**/api/incidents/9/text");

	await page.click("[data-act=keep-text]");
	await page.click("section .tabs button:has-text('Русский')");
	await page.fill("#incident-words", "{shop}: мы ищем посылки");
	await answer();
	await page.waitForSelector(".toast-line");
	await moment(page);
	check(
		"keeping one language's text loses no words of another's",
		(await page.inputValue("#incident-words")) === "{shop}: мы ищем посылки",
		await page.inputValue("#incident-words"),
	);
	await page.reload();
	await page.waitForSelector("section .tabs button:has-text('Русский')");
	const kept = await page.evaluate(() => Object.entries(sessionStorage).filter(([key]) => /incident/.test(key)).map(([, words]) => words));

	check("nor keeps those that are kept", kept.length === 1 && kept[0].includes("посылки"), kept);
}

export async function races(tools) {
	await believed(tools);
	await worded(tools);
	await signed(tools);
	await late(tools);
	await unwanted(tools);
	await pressing(tools);
	await gone(tools);
	await fast(tools);
	await minute(tools);
}
