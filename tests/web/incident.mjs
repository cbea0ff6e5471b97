// Steps of the walk: an incident of 200 cases, from the proposal on the board to its end, by two people.
import {comes, counts, says, visit} from "./steps.mjs";

const BAD = "{shop}：删掉差评就送优惠券。回复T退订。";
const GOOD = "{shop}：{name}您好，您的订单{order}因快递停运延误，我们正在催办。回复T退订。";
const NOTE = "The carrier drives again";

const counted = (page, term, n) =>
	comes(
		page,
		([words, number]) =>
			[...document.querySelectorAll(".counts dt")].some(
				(dt) => dt.textContent === words && dt.nextElementSibling.textContent === number,
			),
		[term, String(n)],
	);

// Wide and narrow, light and dark, and in each language: what the view looks like with everything in it.
async function looks({open, login: enter, world, check, shot, axe: source}, name) {
	for (const scheme of ["light", "dark"]) {
		const page = await open({scheme});

		await enter(page, world.agents[1]);
		for (const path of ["incidents", "incidents/1"]) {
			await visit(page, path);
			await comes(page, () => document.querySelector(".incidents .card-box, .one-incident tbody tr"));
			await page.evaluate(source);
			const bad = await page.evaluate(async () =>
				(await window.axe.run(document, {resultTypes: ["violations"]})).violations
					.filter((one) => ["serious", "critical"].includes(one.impact))
					.map((one) => one.id + ": " + one.nodes[0].target.join(" ")),
			);

			check(name + ", " + scheme + ": axe finds nothing serious on " + path, bad.length === 0, bad);
		}
		await shot(page, "incident-" + name + "-" + scheme);
		await page.close();
	}
	for (const locale of ["en", "ru", "zh-CN"]) {
		const page = await open({width: 390, height: 844, locale});

		await enter(page, world.agents[1]);
		for (const path of ["board", "incidents", "incidents/1"]) {
			await visit(page, path);
			await comes(page, () =>
				document.querySelector(".banner, .incidents .card-box, .one-incident tbody tr"),
			);
			await comes(
				page,
				() =>
					!document.querySelector(".chart canvas") ||
					document.querySelector(".chart canvas").width > 0,
			);
			const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

			check(name + ", " + locale + ": " + path + " is no wider than a phone", over <= 0, over);
			check(
				name + ", " + locale + ": " + path + " has words for everything",
				await page.evaluate(
					() =>
						!/\b(incident|incident_why|incident_text|column|nav|board)\.[a-z_]+/.test(
							document.body.innerText,
						),
				),
			);
		}
		await shot(page, "incident-" + name + "-phone-" + locale);
		await page.close();
	}
}

async function proposed({check, shot}, wang) {
	await visit(wang, "board");
	check("the board proposes an incident", await says(wang, ".banner li", "200 cases"));
	await shot(wang, "incident-proposed");
	await wang.click('.banner [data-act="open-suggested"]');
	await wang.fill("#ask-name", "韵达停运");
	await wang.keyboard.press("Enter");
	check("opened, it is shown", await says(wang, "h1", "韵达停运"));
	check("with all its cases", await counted(wang, "Cases", 200));
	check("whose steps wait for its end", await counted(wang, "Waiting for its end", 200));
	check("its course is drawn", await counts(wang, ".chart canvas", 1));
}

// Cases are taken out and put in by number, code and what they have in common; what is wrong is said beside it.
async function filled({check, control, shot}, wang, li) {
	const code = (page) =>
		page.locator('.one-incident tr [data-act="take-out"]').first().getAttribute("aria-label");

	await visit(li, "incidents/1");
	await li.waitForSelector('[data-act="take-out"]');
	const one = (await code(li)).split(" ").pop();

	await li.keyboard.press("i");
	await li.fill("#ask-which", "99999");
	await li.keyboard.press("Enter");
	check("a case that is none is named", await says(li, "dialog .fault", "99999"));
	await li.fill("#ask-which", one);
	await li.keyboard.press("Enter");
	check("so is one that is in it already", await says(li, "dialog .fault", "is in incident 1 already"));
	await li.fill("#ask-which", "weather=snow");
	check("words that name nothing are refused while they are written", await says(li, "#ask-which-note", "product="));
	await li.keyboard.press("Escape");
	await comes(li, () => !document.querySelector("dialog"));
	await li.locator("tr[data-case] a").nth(1).focus();
	await li.keyboard.press("k");
	check(
		"a key goes to the case before",
		await comes(li, () => document.querySelector("tr[data-case]").contains(document.activeElement)),
		await li.evaluate(() => document.activeElement.outerHTML.slice(0, 300)),
	);
	// Somebody writes a note meanwhile: the table is drawn anew under the hand.
	const row = Number(await li.evaluate(() => document.activeElement.closest("tr").dataset.case));
	const again = li.waitForResponse((answer) => new URL(answer.url()).pathname === "/api/incidents/1");

	await control("note", {case: row, from: "li"});
	await again;
	await li.waitForTimeout(300);
	check(
		"a change takes the focus from no row",
		await comes(li, (n) => Number(document.activeElement.closest("tr")?.dataset.case) === n, row),
	);
	await li.keyboard.press("o");
	check("a key asks to take out the case that has the focus", await says(li, "dialog h2", "Take out " + one));
	await li.keyboard.press("Enter");
	check("taken out it is counted no more", await counted(li, "Cases", 199));
	check("nor on the other one's page", await counted(wang, "Cases", 199));
	await visit(wang, "incidents");
	await wang.click('[data-act="open-empty"]');
	await wang.fill("#ask-name", "one parcel");
	await wang.fill("#ask-match", "carrier=韵达");
	check("before it is opened one sees how many it takes", await says(wang, "#ask-match-note", "Takes 1 case"));
	await shot(wang, "incident-open-by-cause");
	await wang.keyboard.press("Enter");
	check("opened by its cause it has it", (await says(wang, "h1", "one parcel")) && (await counted(wang, "Cases", 1)));
	await wang.click('[data-act="take-out"]');
	await wang.click("dialog .btn-main");
	check("a button takes it out too", await counted(wang, "Cases", 0));
	await wang.keyboard.press("x");
	await wang.fill("#ask-note", "it was the other one's");
	await wang.click("dialog .btn-main");
	check("an incident that is over takes no cases", await counts(wang, '[data-act="add"], [data-act="take-out"]', 0));
	await li.keyboard.press("i");
	await li.fill("#ask-which", "carrier=韵达");
	check("the same is told on its own page", await says(li, "#ask-which-note", "Takes 1 case"));
	await shot(li, "incident-add");
	await li.keyboard.press("Enter");
	check("put in by what it has in common", await counted(li, "Cases", 200));
	const other = (await code(li)).split(" ").pop();

	await li.click('[data-act="take-out"][aria-label$="' + other + '"]');
	await li.click("dialog .btn-main");
	check("out again", await counted(li, "Cases", 199));
	await li.keyboard.press("i");
	await li.fill("#ask-which", other.toLowerCase());
	await li.keyboard.press("Enter");
	check("put in by its code", await counted(li, "Cases", 200));
	await visit(wang, "incidents/1");
	check("and it waits like all others", await counted(wang, "Waiting for its end", 200));
}

async function written({check, shot}, li) {
	await visit(li, "incidents");
	await li.click(".incidents .card-box a");
	await li.waitForSelector("#incident-words");
	await li.keyboard.press("w");
	check("a key leads to the words", await comes(li, () => document.activeElement.id === "incident-words"));
	await li.fill("#incident-words", BAD);
	check("the guard objects beside what is written", await says(li, "#incident-verdict .fault", "B1"));
	check("and it cannot be kept", await counts(li, '[data-act="keep-text"]:disabled', 1));
	await li.fill("#incident-words", GOOD);
	check("a good text says whom it reaches", await says(li, ".reach", "200 cases get it"));
	check("and how one of them reads it", await says(li, ".as-read", "客户"));
	await shot(li, "incident-written");
	await li.click('[data-act="keep-text"]');
	check("kept, it waits for a second person", await says(li, ".one-text .tag", "waits for a second person"));
	check("who wrote it cannot approve", (await li.locator('[data-act="approve"]').count()) === 0);
}

async function approved({check, control, shot}, wang, li) {
	check("the second person sees it without being asked", await says(wang, ".text-words", "正在催办"));
	check("with what it would do", await says(wang, ".reach", "200 cases get it"));
	await wang.keyboard.press("a");
	await wang.click("dialog .btn-main");
	check("approved, it says so", await says(wang, ".one-text", "approved by Wang Wei"));
	const sent = await control("told");

	check("every customer of whose day it is got it once", sent.day === 170 && sent.once === 170, sent);
	check("nobody got it at night", sent.night === 0 && sent.planned === 30 && sent.lawful, sent);
	check(
		"the page counts them",
		(await counted(wang, "Have got its text", 170)) && (await counted(wang, "Will get its text", 30)),
	);
	check("so does the other one's", await counted(li, "Have got its text", 170));
	await shot(wang, "incident-told");
}

async function shared({check, shot}, wang) {
	await wang.keyboard.press("s");
	check(
		"its cases are shared out evenly",
		await comes(wang, () => {
			const counts = [
				...document.querySelectorAll('section[aria-label="Who has how many"] li .number'),
			].map((node) => Number(node.textContent));

			return (
				counts.length === 3 &&
				Math.max(...counts) - Math.min(...counts) <= 1 &&
				counts.reduce((a, b) => a + b) === 200
			);
		}),
	);
	await wang.click('section[aria-label="Who has how many"] button:has-text("Li Na")');
	check("a list can be read alone", await says(wang, 'section[aria-label="Its cases"] h2', "67"));
	await shot(wang, "incident-shared");
	await wang.click('section[aria-label="Who has how many"] button:has-text("Li Na")');
}

async function ended({check, control, shot}, wang, li) {
	const {case: solved} = await control("solve");

	check("the burn-down falls", await counted(wang, "Not solved", 160));
	check(
		"its numbers stand in a table too",
		await comes(wang, () => {
			const last = [...document.querySelectorAll(".course tbody tr")].pop();

			return (
				last &&
				[...last.cells]
					.slice(1)
					.map((cell) => cell.textContent)
					.join() === "160,40,0"
			);
		}),
	);
	await wang.keyboard.press("x");
	await wang.click("dialog .btn-main");
	check(
		"no end without a note",
		await comes(wang, () => document.querySelector("dialog[open] textarea:invalid")),
	);
	await wang.fill("#ask-note", NOTE);
	await wang.click("dialog .btn-main");
	check("it is over, and says how", await says(wang, ".end-note", NOTE));
	check("nothing waits for it any more", await counted(wang, "Waiting for its end", 0));
	check("and nobody is to get its text", await counted(wang, "Will get its text", 0));
	await shot(wang, "incident-over");
	await visit(li, "cases/" + solved);
	check("the note stands in the story of its cases", await says(li, ".thread", NOTE));
	const after = await control("released");

	check("what was held goes on one after another", after.spread && after.twice === 0, after);
	await visit(wang, "board");
	await wang.waitForSelector(".board .card-box");
	check("the board has none any more", await counts(wang, ".banner", 0));
}

export async function incident(tools) {
	const {open, login: enter, world} = tools;
	const [li, wang] = [await open(), await open()];

	await enter(li, world.agents[0]);
	await enter(wang, world.agents[1]);
	await proposed(tools, wang);
	await filled(tools, wang, li);
	await written(tools, li);
	await looks(tools, "with a draft");
	await approved(tools, wang, li);
	await shared(tools, wang);
	await looks(tools, "told");
	await ended(tools, wang, li);
}
