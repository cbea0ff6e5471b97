// The steps of the walk. Each opens pages of its own, and checks what an agent would see.
export const CASE = (n) => '.conv[data-case="' + n + '"]';
// The conversation beside the list, when it is that of this case and no longer that of the one before.
export const READ = (n) => '.thread[data-case="' + n + '"]:not([inert])';

// Waits for a condition in the page; gives whether it came.
export async function comes(page, condition, argument) {
	try {
		await page.waitForFunction(condition, argument);
		return true;
	} catch {
		return false;
	}
}

export const says = (page, selector, words) =>
	comes(page, ([s, w]) => [...document.querySelectorAll(s)].some((node) => node.textContent.includes(w)), [
		selector,
		words,
	]);

export const counts = (page, selector, n) =>
	comes(page, ([s, wanted]) => document.querySelectorAll(s).length === wanted, [selector, n]);

// What stands in a field.
export const holds = (page, selector, words) =>
	comes(page, ([s, w]) => document.querySelector(s)?.value === w, [selector, words]);

export const shown = (page, selector) =>
	comes(page, (s) => document.querySelector(s)?.checkVisibility(), selector);

// Goes to a place of the page and waits until the page is there: before, what is looked for may be found in the place
// that is left.
export async function visit(page, place) {
	await page.evaluate(
		(hash) =>
			new Promise((done) => {
				if (location.hash === hash) done();
				addEventListener("hashchange", done, {once: true});
				location.hash = hash;
			}),
		"#/" + place,
	);
	await comes(page, () => !document.querySelector("main [aria-busy]"));
}

// A button of the case: some are under "more", and where it is may change while one looks.
export async function act(page, name) {
	const button = page.locator('.thread:not([inert]) [data-act="' + name + '"]').first();

	await button.waitFor({state: "attached"});
	for (let tries = 6; ; tries--)
		try {
			if (!(await button.isVisible())) await page.click(".more summary", {timeout: 10000});
			await button.click({timeout: 10000});
			return;
		} catch (fault) {
			if (!tries || !String(fault).includes("Timeout")) throw fault;
		}
}

export async function login({open, base, world, check, shot}) {
	const page = await open();

	await page.goto(base + "/");
	await page.fill("#login-name", world.agents[0][0]);
	await page.fill("#login-password", "surely wrong");
	await page.keyboard.press("Enter");
	check("a wrong password is refused in words", await says(page, ".fault", "wrong"));
	check("and no list is shown", (await page.locator(".conv").count()) === 0);
	await page.fill("#login-password", world.agents[0][1]);
	await page.keyboard.press("Enter");
	await page.waitForSelector(".conv");
	await shot(page, "login");
	check("the list comes after the login", true);
	check(
		"no session is kept where a program could read it",
		!(await page.evaluate(() => document.cookie)).includes("followup_session"),
	);
	await page.reload();
	check("the session outlives a reload", await comes(page, () => document.querySelector(".conv")));
	await page.click(".rail .push");
	await page.click("dialog button:has-text('Log out')");
	check(
		"logging out leaves the login alone",
		await comes(page, () => document.querySelector("#login-name") && !document.querySelector(".conv")),
	);
	await page.reload();
	check("and it stays so", await comes(page, () => document.querySelector("#login-name")));
}

export async function live({open, login: enter, world, check, control, shot}) {
	const page = await open();
	const words = "live words " + Date.now();

	await enter(page, world.agents[0]);
	await page.evaluate(() => {
		window.stayed = true;
	});
	await control("reply", {case: world.plain, text: words});
	check("a reply appears in the list", await says(page, ".conv .words", words));
	await page.click(CASE(world.plain));
	await page.waitForSelector(".bubble.theirs");
	const again = words + " once more";

	await control("reply", {case: world.plain, text: again});
	check("and in the case that is read", await says(page, ".bubble.theirs .words", again));
	check("all without a reload", await page.evaluate(() => window.stayed === true));
	check("who cannot see is told", await says(page, "#said", "new reply"));
	check("the row says that it is unread", await counts(page, CASE(world.plain) + ".unread", 1));
	await act(page, "read");
	check(
		"reading it takes the mark away",
		await comes(
			page,
			(s) => document.querySelector(s) && !document.querySelector(s + ".unread"),
			CASE(world.plain),
		),
	);
	await shot(page, "live");
}

export async function claim({open, login: enter, world, check, shot}) {
	const one = await open();
	const two = await open();

	await enter(one, world.agents[0]);
	await enter(two, world.agents[1]);
	await one.click(CASE(world.plain));
	await two.click(CASE(world.plain));
	await two.waitForSelector("[data-act=claim]");
	await act(one, "claim");
	check(
		"who claims holds it",
		await comes(one, () => document.querySelector("[data-act=hand_over], .more-list [data-act=hand_over]")),
	);
	check(
		"the holder sees the whole number",
		await comes(one, () => !document.querySelector(".thread-head .number").textContent.includes("*")),
	);
	check(
		"the other sees who holds it, without a reload",
		await comes(two, () => document.querySelector(".banner.warn")),
	);
	check("the other sees no whole number", (await two.textContent(".thread-head .number")).includes("*"));
	check("the other cannot claim it", (await two.locator(".acts [data-act=claim]").count()) === 0);
	check("the other cannot write", await two.locator("#reply").isHidden());
	await shot(two, "held");
	const status = await two.evaluate(async (n) => {
		const me = await (await fetch("/api/me")).json();

		return (
			await fetch("/api/cases/" + n + "/claim", {
				method: "POST",
				body: '{"note":null}',
				headers: {"Content-Type": "application/json", "X-Followup-Csrf": me.csrf},
			})
		).status;
	}, world.plain);

	check("and the server refuses it too", status === 409, status);
	await two.click(".banner button");
	await two.fill("#ask-note", "Li is at lunch");
	await two.click("dialog button[type=submit]");
	check("taking over needs a note, and works", await comes(one, () => document.querySelector(".banner.warn")));
	check("who lost it may not write", await one.locator("#reply").isHidden());
	await act(two, "release");
	await two.click("dialog button[type=submit]");
	check(
		"given back, anybody may claim it",
		await comes(one, () => document.querySelector(".acts [data-act=claim]")),
	);
}

export async function compose({open, login: enter, world, check, shot}) {
	const page = await open();

	await enter(page, world.agents[0]);
	await visit(page, "cases/" + world.quiet);
	await page.waitForSelector("#reply");
	await page.fill("#reply", "We look into it and write to you tomorrow.");
	check("the minute it leaves is told while one types", await says(page, ".leaves", world.opens));
	check("and why not now", await says(page, ".verdict", "quiet"));
	check("and what it takes", await says(page, ".leaves", "1 segment"));
	await shot(page, "compose");
	await page.fill("#reply", "w ".repeat(200));
	check("more words, more segments", await says(page, ".leaves", "segments"));
	await page.fill("#reply", world.guarded);
	check("the guard's objection stands beside the words", await says(page, ".verdict .fault", "review"));
	check("and they cannot be sent", await counts(page, "[data-act=send]:disabled", 1));
	await shot(page, "guard");
	await page.fill("#reply", "We look into it and write to you tomorrow.");
	await says(page, ".leaves", world.opens);
	await page.keyboard.press("Control+Enter");
	check(
		"what is held stands in the case with its minute",
		await says(page, ".bubble.waiting .delivery", world.opens),
	);
	check("the box is empty then", await holds(page, "#reply", ""));
	await page.click(".bubble.waiting button");
	check("it can be taken back", await comes(page, () => !document.querySelector(".bubble.waiting")));
	await page.fill("#reply", "A draft");
	await page.click(CASE(world.plain));
	await page.waitForSelector(CASE(world.plain) + "[aria-selected=true]");
	await visit(page, "cases/" + world.quiet);
	check("a draft waits in its case", await comes(page, () => document.querySelector("#reply")?.value === "A draft"));
	await page.fill("#reply", "We are on it, sorry for the wait.");
	await page.click("[data-act=snippets]");
	await page.click("dialog button:has-text('Keep these words')");
	await page.click("dialog .btn-main");
	await page.fill("#reply", "");
	await page.click("[data-act=snippets]");
	await page.click(".row-line .snippet"); // the shop's own have no such line
	check("kept words come back by a snippet", await holds(page, "#reply", "We are on it, sorry for the wait."));
	await page.fill("#reply", "");
}

export async function close({open, login: enter, world, check, control, shot}) {
	const page = await open();

	await enter(page, world.agents[0]);
	await visit(page, "cases/" + world.closing);
	await act(page, "note");
	await page.fill("#ask-note", "the warehouse sends a new one");
	await page.click("dialog button[type=submit]");
	check("a note stands in the case", await says(page, ".bubble.note .words", "the warehouse sends a new one"));
	await act(page, "callback");
	await page.fill("#ask-at", "sometime");
	await page.click("dialog button[type=submit]");
	check("a time that is none is refused in the dialog", await says(page, "dialog .fault", "sometime"));
	await page.fill("#ask-at", "tomorrow 15:00");
	await page.click("dialog button[type=submit]");
	check("a callback stands beside the case", await says(page, ".task", "Callback"));
	await act(page, "promise");
	await page.fill("#ask-what", "the parcel number");
	await page.fill("#ask-by", "tomorrow 18:00");
	await page.click("dialog button[type=submit]");
	check("so does a promise", await says(page, ".task", "the parcel number"));
	await page.click(".task:has-text('the parcel number') button:has-text('Kept')");
	check(
		"a promise is ended by a click",
		await comes(
			page,
			() =>
				![...document.querySelectorAll(".task")].some((one) => one.textContent.includes("the parcel number")),
		),
	);
	await act(page, "call");
	await page.selectOption("#ask-outcome", "no_answer");
	await page.click("dialog button[type=submit]");
	check("a call's outcome is told", await says(page, ".happened", "called"));
	await page.locator(".bubble.theirs .label").last().click();
	await page.click("dialog .choices button:has-text('neutral')");
	check(
		"a label is corrected",
		await comes(page, () =>
			[...document.querySelectorAll(".bubble.theirs .label")].pop()?.textContent.includes("neutral"),
		),
	);
	await act(page, "resolve");
	await page.click("dialog button[type=submit]");
	check("resolved", await says(page, ".thread-head .tag", "resolved"));
	await control("satisfied", {case: world.closing});
	check("a satisfied answer closes it before one's eyes", await says(page, ".thread-head .tag", "satisfied"));
	check("and there is nothing to write any more", await page.locator("#reply").isHidden());
	await shot(page, "closed");
	await act(page, "reopen");
	await page.click("dialog button[type=submit]");
	check(
		"it can be reopened",
		await comes(
			page,
			() => document.querySelector("#reply") && !document.querySelector("#reply").closest("[hidden]"),
		),
	);
}

export async function hostile({open, login: enter, world, check, shot}) {
	const page = await open();
	let marks = 0;
	let wide = 0;

	page.on("dialog", (dialog) => {
		check("no text opens a window", false, dialog.message());
		dialog.dismiss();
	});
	await enter(page, world.agents[0]);
	const before = await page.evaluate(
		() => document.querySelectorAll("script, iframe, object, embed, img, link, style, base, form").length,
	);

	for (const n of world.hostile) {
		await visit(page, "cases/" + n);
		await page.waitForSelector(READ(n) + " .bubble .words");
		marks += await page.locator(".thread .hidden-mark").count();
		wide = Math.max(wide, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth));
	}
	await shot(page, "hostile");
	const after = await page.evaluate(
		() => document.querySelectorAll("script, iframe, object, embed, img, link, style, base, form").length,
	);

	check("no text became an element", after === before, {before, after});
	check("no text ran", await page.evaluate(() => window.hurt === undefined));
	check("hidden characters are seen as marks", marks >= 6, marks);
	check("no words make the page wider", wide <= 0, wide);
	check(
		"no direction mark is left in the page",
		await page.evaluate(() => !/[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)),
	);
	check("none in its title", await page.evaluate(() => !/[\u202a-\u202e\u2066-\u2069]/.test(document.title)));
	check(
		"no attribute has one",
		await page.evaluate(() =>
			[...document.querySelectorAll("*")].every((node) =>
				[...node.attributes].every((one) => !/[\u202a-\u202e\u2066-\u2069\u0000]/.test(one.value)),
			),
		),
	);
}

export async function keyboard({open, base, world, check, shot}) {
	const page = await open();
	const press = (key) => page.keyboard.press(key);

	await page.goto(base + "/");
	await page.waitForSelector("#login-name");
	await page.keyboard.type(world.agents[0][0]);
	await press("Tab");
	await page.keyboard.type(world.agents[0][1]);
	await press("Enter");
	await page.waitForSelector(".conv");
	check("the list has the focus after the login", await comes(page, () => document.activeElement?.id === "list"));
	await press("j");
	await page.waitForSelector(".conv[aria-selected=true]");
	const first = await page.getAttribute(".conv[aria-selected=true]", "data-case");

	await press("j");
	check(
		"j goes on",
		await comes(
			page,
			(n) => ![undefined, n].includes(document.querySelector(".conv[aria-selected=true]")?.dataset.case),
			first,
		),
	);
	await press("k");
	check(
		"k goes back",
		await comes(page, (n) => document.querySelector(".conv[aria-selected=true]")?.dataset.case === n, first),
	);
	check(
		"the listbox tells which row is meant",
		await comes(
			page,
			() =>
				document
					.getElementById(document.getElementById("list").getAttribute("aria-activedescendant"))
					?.getAttribute("aria-selected") === "true",
		),
	);
	await press("Enter");
	check(
		"Enter goes to the conversation",
		await comes(page, () => document.activeElement?.classList.contains("story")),
	);
	// Two keys before the browser has told of the new address.
	await press("Escape");
	await page.evaluate(() => {
		for (const key of ["j", "Enter"])
			document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
	});
	check(
		"j and Enter in one breath go to the next conversation",
		await comes(
			page,
			(n) =>
				![undefined, n].includes(document.querySelector(".thread:not([hidden]):not([inert])")?.dataset.case) &&
				document.activeElement?.classList.contains("story"),
			first,
		),
	);
	await press("r");
	check("r goes to the answer", await comes(page, () => document.activeElement?.id === "reply"));
	await page.keyboard.type("jkn?19 stays text");
	check("keys are letters while one types", (await page.inputValue("#reply")) === "jkn?19 stays text");
	await page.fill("#reply", "");
	await press("Escape");
	await press("?");
	check("? shows the keys", await comes(page, () => document.querySelector("dialog[open] .keys-table")));
	await shot(page, "keys");
	await press("Escape");
	check("Escape shuts it", await comes(page, () => !document.querySelector("dialog")));
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(READ(world.plain) + " .bubble.theirs .label");
	await page.evaluate(() => document.activeElement.blur());
	await press("3");
	check(
		"a digit corrects the newest label",
		await comes(page, () =>
			[...document.querySelectorAll(".bubble.theirs .label")].pop()?.textContent.includes("neutral"),
		),
	);
	await press("n");
	await page.waitForSelector("dialog[open] #ask-note");
	check(
		"n asks for a note, with the focus in it",
		await comes(page, () => document.activeElement?.id === "ask-note"),
	);
	await page.keyboard.type("by keyboard");
	await press("Tab");
	await press("Tab");
	await press("Enter");
	check("a note is written by keyboard alone", await says(page, ".bubble.note .words", "by keyboard"));
	await press("/");
	check("/ goes to the search", await comes(page, () => document.activeElement?.id === "search"));
	await page.keyboard.type("parcel");
	check(
		"the search finds words",
		await comes(
			page,
			() =>
				document.querySelectorAll(".conv").length > 0 &&
				[...document.querySelectorAll(".conv")].every((one) => /parcel/i.test(one.textContent)),
		),
	);
	await press("Escape");
	await press("g");
	await press("b");
	check("g b goes to the board", await comes(page, () => document.querySelector(".board .card-box")));
	await press("g");
	await press("i");
	check("g i goes back", await comes(page, () => document.querySelector("#list .conv")));
	// Every control is reached by Tab, and shows that it has the focus.
	const seen = await page.evaluate(() =>
		[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
			.filter((node) => node.tabIndex < 0 && !node.closest("[hidden]"))
			.map((node) => node.outerHTML.slice(0, 80)),
	);

	check("no control is kept from Tab", seen.length === 0, seen);
}
