// Steps of the walk about what a team shares: the shop's answers, cases that change hands, replies without a case; and
// practice, which is a page of its own.
import {CASE, act, comes, counts, holds, says, visit} from "./steps.mjs";

export async function snippets({open, login: enter, world, check, shot}) {
	for (const [locale, [number, words]] of Object.entries(world.snippets)) {
		const page = await open({locale});

		await enter(page, world.agents[0]);
		await visit(page, "cases/" + number);
		await page.waitForSelector("#reply");
		await page.click("[data-act=snippets]");
		check(locale + ": the shop's answers are in the case's language", await says(page, ".snippet span", words));
		check(
			locale + ": no placeholder is left in one",
			await page.evaluate(() => ![...document.querySelectorAll(".snippet")].some((node) => /[{}]/.test(node.textContent))),
		);
		await shot(page, "snippets-" + locale);
		await page.keyboard.press("Tab");
		await page.locator(".snippet").first().focus();
		const first = await page.locator(".snippet span").first().textContent();

		await page.keyboard.press("Enter");
		check(locale + ": Enter puts it into the answer", await holds(page, "#reply", first), first);
		check(locale + ": and the guard has nothing against it", await comes(page, () => document.querySelector(".verdict .leaves")));
		await page.click("[data-act=snippets]");
		await says(page, ".snippets > .snippet span", words);
		await page.click("dialog .buttons .btn-plain");
		check(
			locale + ": words that are kept leave the shop's own where they are",
			(await counts(page, ".row-line .snippet", 1)) && (await says(page, ".snippets > .snippet span", words)),
		);
		await page.click("dialog .btn-main");
		await page.fill("#reply", "");
	}
}

export async function refused({open, login: enter, world, check}) {
	const words = {"zh-CN": "评价", ru: "отзыв", en: "review"};

	for (const [locale, word] of Object.entries(words)) {
		const page = await open({locale});

		await enter(page, world.agents[0]);
		await visit(page, "cases/" + world.quiet);
		await page.waitForSelector("#reply");
		await page.fill("#reply", world.guarded);
		check(locale + ": the guard objects in the agent's language", await says(page, ".verdict .fault", word));
		check(locale + ": and the words it is about stand beside it", await says(page, ".verdict [lang=en]", "review"));
		await page.fill("#reply", "");
	}
}

export async function handover({open, login: enter, world, check, control}) {
	const li = await open();
	const wang = await open({locale: "ru"});

	await enter(li, world.agents[0]);
	await enter(wang, world.agents[1]);
	await li.click(CASE(world.plain));
	await act(li, "claim");
	await li.waitForSelector("[data-act=hand_over]", {state: "attached"});
	await li.keyboard.press("h");
	await li.selectOption("dialog select", "wang");
	await li.fill("#ask-note", "speaks Russian");
	await li.click("dialog button[type=submit]");
	check("who handed it over holds it no more", await comes(li, () => document.querySelector(".acts [data-act=claim]")));
	await wang.click(".tabs button:nth-child(1)");
	check("it is among the other's own", await comes(wang, (s) => document.querySelector(s), CASE(world.plain)));
	await control("hand_over", {case: world.plain, from: "wang", to: "li"});
	check("and goes back by a command", await comes(wang, (s) => !document.querySelector(s), CASE(world.plain)));
}

export async function unmatched({open, login: enter, world, check, control, shot}) {
	const words = "Is this the lamp shop? " + Date.now();

	await control("stranger", {text: words});
	for (const [width, locale] of [
		[390, "zh-CN"],
		[1360, "ru"],
		[1360, "en"],
	]) {
		const page = await open({width, locale});

		await enter(page, world.agents[0]);
		if (width === 390) await page.click(".tabs a");
		else {
			await page.keyboard.press("g");
			await page.keyboard.press("u");
		}
		check(locale + ": a reply of nobody's is shown", await says(page, "[data-reply] .words", words));
		check(
			locale + ": no wider than the page",
			(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
		);
		await shot(page, "unmatched-" + locale);
		if (locale !== "en") continue;
		// Who goes through them by the keyboard stays at one of them, also when another comes before it.
		const at = () => document.activeElement.closest("[data-reply]")?.querySelector(".words").textContent;

		await page.locator("[data-reply]", {hasText: words}).locator("[data-act=attach]").focus();
		await control("stranger", {text: "And another " + Date.now()});
		check("another one is shown by itself", await comes(page, () => document.querySelectorAll("[data-reply]").length === 2));
		check("and takes the focus from no other", (await page.evaluate(at)) === words, await page.evaluate(at));
		await page.keyboard.press("Enter");
		await page.fill("#ask-case", String(world.plain));
		await page.click("dialog button[type=submit]");
		check("attached, it is gone from there", await comes(page, (w) => !document.body.innerText.includes(w), words));
		await visit(page, "cases/" + world.plain);
		check("and stands in the case", await says(page, ".bubble.theirs .words", words));
	}
}

// On the page of practice: another address, another store.
export async function practice({open, login: enter, base, world, check, shot, axe: source}) {
	const marks = {"zh-CN": "练习模式", ru: "ПРАКТИКА", en: "PRACTICE"};

	for (const [locale, mark] of Object.entries(marks)) {
		for (const width of [1360, 390]) {
			const page = await open({locale, width});

			await page.goto(base + "/");
			check(locale + " " + width + ": the login says that it is practice", await says(page, ".strip.training", mark));
			await enter(page, world.agents[0]);
			for (const name of ["settings/config", "inbox", "board", "replies", "cases/1", "training"]) {
				await visit(page, name);
				check(
					locale + " " + width + ": so does " + name,
					await comes(page, () => {
						const box = document.querySelector(".strip.training")?.getBoundingClientRect();

						return box && box.height > 10 && box.top >= 0 && box.bottom <= innerHeight;
					}),
				);
				check(
					locale + " " + width + ": " + name + " fits",
					(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
				);
			}
			check(locale + " " + width + ": no key stands where a word should", await page.evaluate(() => !/\b(training|replies|rule|nav)\.[a-z_]+/.test(document.body.innerText)));
			await shot(page, "practice-" + locale + "-" + width);
		}
	}
	const page = await open();

	await enter(page, world.agents[0]);
	await page.click(CASE(1));
	await act(page, "claim");
	await page.waitForSelector("#reply");
	await page.fill("#reply", world.guarded);
	await says(page, ".verdict .fault", "review");
	await page.fill("#reply", "We are sorry. We look into it at once.");
	await says(page, ".leaves", "segment");
	const before = await page.locator(".bubble.theirs").count();

	page.setDefaultTimeout(120000); // the customer takes twenty seconds and more
	await page.keyboard.press("Control+Enter");
	check("the words arrive, though nothing leaves", await says(page, ".bubble.ours .delivery.good", "delivered"));

	check("and the customer answers", await comes(page, (n) => document.querySelectorAll(".bubble.theirs").length > n, before));
	await page.keyboard.press("Escape");
	await page.keyboard.press("g");
	await page.keyboard.press("p");
	check("what came of it is laid beside what was", await comes(page, () => document.querySelector("article[data-case='1'] .side-by-side")));
	check("with the guard's objection", await says(page, "article[data-case='1'] .warning", "review"));
	await shot(page, "practice");
	for (const name of ["training", "cases/1", "replies"]) {
		const there = {training: "article[data-case='1']", replies: ".page .cards > *"};

		await visit(page, name);
		await page.waitForSelector(there[name] || ".bubble");
		await page.evaluate(source);
		const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
		const bad = found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => one.id + ": " + one.nodes[0].target.join(" "));

		check("axe finds nothing serious on " + name + " of practice", bad.length === 0, bad);
	}
}

// What the README shows of practice.
export async function practised({open, login: enter, world, check, shot}) {
	const page = await open({height: 620});

	await enter(page, world.agents[0]);
	await page.click(CASE(1));
	await act(page, "claim");
	await page.waitForSelector("#reply");
	await page.fill("#reply", world.guarded);
	await says(page, ".verdict .fault", "review");
	await page.fill("#reply", "I am sorry that the shade came cracked. A new one can leave today: is your address still the same?");
	await says(page, ".leaves", "segment");
	await page.keyboard.press("Control+Enter");
	await says(page, ".bubble.ours .delivery.good", "delivered");
	await visit(page, "training");
	check("what came of practice can be shown", await comes(page, () => document.querySelector("article[data-case='1'] .side-by-side")));
	await shot(page, "practice");
}
