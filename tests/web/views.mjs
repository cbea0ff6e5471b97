// More steps of the walk: each page, in each language, narrow, dark, judged by axe, cut off, and with a great many
// conversations.
import {CASE, READ, act, comes, counts, says, shown, visit} from "./steps.mjs";

// "name" of a page -> what must be there.
const PAGES = {
	board: ".board .card-box",
	incidents: ".incidents > *",
	calls: ".cards article",
	"reports/response": ".chart canvas",
	"reports/misses": ".chart canvas, .report .empty", // a world in which all is in time has none
	"reports/hours": ".heat td",
	"settings/config": ".settings tbody tr",
	"settings/week": ".week-day .span",
	"settings/texts": ".text-row",
	"settings/check": "h2",
};

const REPORTS = ["satisfaction", "causes", "optouts", "cost"].map((name) => "reports/" + name);

// A server without reports says so; the rest is the same.
const there = (world) => Object.entries(PAGES).filter(([name]) => world.reports || !name.startsWith("reports/"));

export async function pages({open, login: enter, world, check, shot}) {
	const page = await open();

	await enter(page, world.admin);
	for (const [name, selector] of there(world)) {
		await visit(page, name);
		check(name + " shows what it is for", await comes(page, (s) => document.querySelector(s), selector));
		await shot(page, name.replace("/", "-"));
	}
	await visit(page, "settings/check");
	await page.setInputFiles("#candidate", {
		name: "candidate.conf",
		mimeType: "text/plain",
		buffer: Buffer.from("nonsense = 1;\n"),
	});
	await page.click(".report .btn-main");
	check("a bad candidate's faults are told", await comes(page, () => document.querySelector(".faults li")));
}

export async function reports({open, login: enter, world, check}) {
	const page = await open();

	await enter(page, world.admin);
	await visit(page, "reports/" + world.reports.name);
	await page.waitForSelector("table tbody button", {state: "attached"});
	const said = Number((await page.textContent("table tbody button")).match(/\d+/)[0]);

	check("a report says of when it is", /as of \d\d:\d\d/.test(await page.textContent(".report")));

	check(
		"the chart's numbers stand in a table too",
		(await counts(page, ".chart canvas", 1)) &&
			(await comes(
				page,
				(least) => document.querySelectorAll("table tbody tr").length >= least,
				world.reports.bars ? 2 : 1,
			)),
	);
	await page.click("table tbody button");
	check(
		"a number opens the cases behind it",
		await comes(page, (n) => document.querySelectorAll(".conv").length === n, Math.min(said, 50)),
	);
	check("and says how many they are", await says(page, ".list-foot", Math.min(said, 50) + " of " + said));
	for (let n = 50; n < said; n += 50) {
		await page.click(".list-foot button");
		check("more of them come", await counts(page, ".conv", Math.min(said, n + 50)));
	}
	if (!world.reports.bars) return;
	await visit(page, "reports/" + world.reports.name);
	// Where the first bar stands, once the chart has its size.
	const bar = await page.waitForFunction(() => {
		const canvas = document.querySelector(".chart canvas");
		const first = canvas && window.Chart.getChart(canvas)?.getDatasetMeta(0).data[0];
		const at = canvas?.getBoundingClientRect();

		return first?.width > 4 && [at.left + (first.base + first.x) / 2, at.top + first.y];
	});

	await page.mouse.click(...(await bar.jsonValue()));
	check("so does a bar of the chart", await comes(page, () => location.hash.includes("cases=")));
	await visit(page, "reports/misses");
	await page.focus('.side-tabs a[href="#/reports/causes"]');
	await page.keyboard.press("Enter");
	await page.waitForSelector("[name=measure]");
	check(
		"a report is chosen by keyboard, which goes on from there",
		await page.evaluate(() => document.activeElement.matches('.side-tabs [aria-current][href="#/reports/causes"]')),
	);
	await page.evaluate(() => {
		document.querySelector("[name=measure]").dataset.before = "1";
	});
	await page.focus("[name=measure]");
	await page.keyboard.press("ArrowDown");
	check(
		"so is a measure",
		await comes(page, () => document.activeElement.matches("[name=measure]:not([data-before])")),
	);
	check("and it stays chosen", (await page.inputValue("[name=measure]")) === "1");
}

// What the server says in English sentences: the week's rules, a doubt about a reply, a refusal.
async function serverWords({open, login: enter, world, check}) {
	const words = {
		"zh-CN": ["免打扰时段 · 地区的规定", "也可能属于案件 K7P6", "服务器的说明（英文）："],
		ru: ["тихие часы · правило региона", "возможно, и о случае K7P6", "Сервер сообщает по-английски:"],
		en: ["quiet hours · a rule of the region", "may be about case K7P6 too", "This is not there. There is no "],
	};

	for (const [tag, [rule, doubt, advice]] of Object.entries(words)) {
		const page = await open({locale: tag});

		await enter(page, world.admin);
		await visit(page, "settings/week");
		check(tag + ": the week's rules are said in words", await says(page, ".table td", rule));
		check(
			tag + ": and no setting's name stands for one",
			await page.evaluate(
				() =>
					![...document.querySelectorAll(".table td, .week-day .span")].some((node) =>
						/quiet_hours|permitted_hours/.test(node.textContent),
					),
			),
		);
		await visit(page, "cases/7");
		check(tag + ": so is whose a reply may be", await says(page, ".tag.warn", doubt));
		await visit(page, "cases/99999");
		check(
			tag + ": a refusal's advice is marked as the server's words, or English",
			await says(page, "p", advice),
		);
	}
}

export async function languages({open, login: enter, world, check, shot}) {
	const words = {"zh-CN": ["收件箱", "zh"], ru: ["Входящие", "ru"], en: ["Inbox", "en"]};

	for (const [tag, [inbox]] of Object.entries(words)) {
		const page = await open({locale: tag});

		await enter(page, world.agents[0]);
		check(
			"a browser of " + tag + " gets it in " + tag,
			(await says(page, ".rail", inbox)) &&
				(await page.evaluate((l) => document.documentElement.lang === l, tag)),
		);
		await page.click(CASE(world.plain));
		await page.waitForSelector(".bubble");
		check(
			tag + ": no key stands where a word should",
			await page.evaluate(
				() => !/\b(list|act|facts|thread|message|compose|nav|said)\.[a-z_]+/.test(document.body.innerText),
			),
		);
		await shot(page, "lang-" + tag);
	}
	await serverWords({open, login: enter, world, check});
	const page = await open();

	await enter(page, world.agents[0]);
	await page.click(".rail .push");
	await page.selectOption("dialog select", "ru");
	check("the language is changed at once", await says(page, ".rail", "Входящие"));
	await page.reload();
	check("and kept", await says(page, ".rail", "Входящие"));
	check("times are written in it", await page.evaluate(() => document.documentElement.lang === "ru"));
	await visit(page, "inbox");
}

// By how much a view is wider than its window: the document, and the boxes that scroll in its place or hide the rest.
const tooWide = () =>
	Math.max(
		...[document.documentElement, ...document.querySelectorAll(".main, .page, .shell")].map(
			(box) => box.scrollWidth - box.clientWidth,
		),
	);

// Every view in every language: the longest words are not ours.
async function noneWider({open, login: enter, world, check, shot}, locale) {
	const page = await open({width: 390, height: 844, locale});

	await enter(page, world.admin);
	for (const name of [
		"inbox",
		"cases/" + world.plain,
		"cases/" + world.hostile[9],
		"replies",
		...there(world).map(([name]) => name),
		...(world.reports ? REPORTS : []),
	]) {
		await visit(page, name);
		await comes(
			page,
			(s) => document.querySelector(s),
			PAGES[name] || (/^cases/.test(name) ? READ(name.slice(6)) : ".conv, .report h2, .page .cards > *"),
		);
		const over = await page.evaluate(tooWide);

		check(locale + ": " + name + " is no wider than a phone", over <= 0, over);
		await shot(page, "phone-" + locale + "-" + name.replace("/", "-"));
	}
	check(
		locale + ": the tab that is chosen is in sight",
		await page.evaluate(() => {
			const tab = document.querySelector(".side-tabs [aria-current]").getBoundingClientRect();

			return tab.left >= 0 && tab.right <= innerWidth;
		}),
	);
}

// What a narrow place cuts: the words of the rail in their middle, those of a filter or of the search at the end.
const cutWords = () => {
	const rail = [...document.querySelectorAll(".rail a, .rail button")].filter((link) => {
		const lines = document.createRange();
		const words = [...link.childNodes].find((one) => one.nodeType === 3) || link.querySelector(".cut").firstChild;

		lines.selectNodeContents(words);
		return (
			lines.getClientRects().length > words.data.trim().split(/\s+/).length ||
			lines.getBoundingClientRect().width > link.clientWidth
		);
	});
	// Whatever is chosen of it. What a shop is called is its own affair.
	const filters = [...document.querySelectorAll(".filters select")].flatMap((select) =>
		[...select.options]
			.filter((option) => !option.value || select.name !== "shop")
			.filter((option) => {
				const alone = select.cloneNode(false);

				alone.append(option.cloneNode(true));
				alone.style.position = "absolute";
				alone.style.width = "auto";
				select.parentNode.append(alone);
				const wider = alone.offsetWidth > select.offsetWidth;

				alone.remove();
				return wider;
			}),
	);
	const search = document.getElementById("search");
	const style = getComputedStyle(search);
	const pen = document.createElement("canvas").getContext("2d");

	pen.font = style.font;
	const room = search.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);

	return [
		...rail.map((link) => link.textContent),
		...filters.map((option) => option.textContent),
		...(pen.measureText(search.placeholder).width > room ? [search.placeholder] : []),
	];
};

export async function whole({open, login: enter, world, check}) {
	for (const locale of ["en", "zh-CN", "ru"])
		for (const [width, height] of [
			[1360, 850],
			[390, 844],
		]) {
			const page = await open({width, height, locale});

			await enter(page, world.agents[0]);
			const cut = await page.evaluate(cutWords);

			check(locale + ", " + width + " wide: no word of the rail or the list's head is cut", !cut.length, cut);
		}
}

// What the page says of reasons: in its own words, and no more than is so.
export async function reasons({open, login: enter, world, check, control}) {
	const words = {
		"zh-CN": ["不知道客户的时区。", "默认", "案件已结案（", "服务器的说明（英文）："],
		ru: ["Часовой пояс клиента неизвестен.", "по умолчанию", "Случай закрыт (", "Сервер сообщает по-английски:"],
		en: ["the customer's zone is not known", "default", "", "This is not there. There is no "],
	};

	await control("satisfied", {case: world.closing});
	for (const [tag, [stopped, unsaid, closed, missing]] of Object.entries(words)) {
		const page = await open({width: 390, height: 844, locale: tag});

		await enter(page, world.admin);
		await visit(page, "board");
		check(tag + ": the board says why a step stopped", await says(page, ".lines > li", stopped));
		const cut = await page.evaluate(() =>
			[...document.querySelectorAll(".lines > li > a")]
				.filter((link) => link.scrollWidth > link.clientWidth && link.clientWidth < 120)
				.map((link) => link.textContent),
		);

		check(tag + ": and of whom", !cut.length, cut);
		await visit(page, "settings/config");
		check(tag + ": a setting no file names is one by default", await says(page, "tbody td", unsaid));
		const all = await page.locator("tbody tr").count();

		check(
			tag + ": lists alike are not told as changed",
			(await page.locator("tbody tr.changed").count()) === 1 &&
				(await says(page, "tbody tr.changed", "first_contact.agent_grace")),
		);
		await page.check("#only-set");
		const said = await page.locator("tbody tr").count();

		check(tag + ": what the file says can be seen alone", all === 5 && said === 2, [all, said]);
		await visit(page, "cases/9999");
		check(tag + ": a case that is not there is told in whole sentences", await says(page, ".empty p", missing));
		if (!closed) continue;
		await visit(page, "cases/" + world.closing);
		check(tag + ": a closed case's page says how it was closed", await says(page, ".facts section p", closed));
	}
	const page = await open();

	await enter(page, world.admin);
	await visit(page, "cases/" + world.plain);
	await page.waitForSelector(".bubble");
	await page.keyboard.press("?");
	await page.waitForSelector("dialog[open] .keys-table");
	const top = await page.evaluate(() => {
		const dialog = document.querySelector("dialog[open]");

		return [
			dialog.scrollHeight > dialog.clientHeight,
			dialog.scrollTop,
			document.getElementById("keys-title").getBoundingClientRect().top,
		];
	});

	check("the keys, more than a page, are shown from the first", top[0] && top[1] === 0 && top[2] > 0, top);
}

export async function narrow(tools) {
	const {open, login: enter, world, check} = tools;

	for (const locale of ["en", "zh-CN", "ru"]) await noneWider(tools, locale);
	const page = await open({width: 390, height: 844});

	await enter(page, world.admin);
	await visit(page, "inbox");
	await page.click(CASE(world.plain));
	check(
		"a tap opens a case over the list",
		await comes(
			page,
			() =>
				document.querySelector(".thread:not([hidden])") &&
				getComputedStyle(document.querySelector(".list-pane")).display === "none",
		),
	);
	check("the answer can be written there", await shown(page, "#reply"));
	await page.click(".thread-head .back");
	check("and back leads to the list", await shown(page, "#list"));
	const small = await page.evaluate(
		() =>
			[...document.querySelectorAll(".rail a, .rail button, .conv")].filter(
				(node) => node.getBoundingClientRect().height < 40,
			).length,
	);

	check("what is tapped is high enough", small === 0, small);
}

export async function axe({open, login: enter, base, world, check, axe: source}) {
	for (const scheme of ["light", "dark"]) {
		const page = await open({scheme});
		const judge = async (name) => {
			await page.evaluate(source);
			const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
			const bad = found.violations
				.filter((one) => ["serious", "critical"].includes(one.impact))
				.map(
					(one) =>
						one.id +
						": " +
						one.nodes
							.slice(0, 3)
							.map((node) => node.target.join(" "))
							.join(" | "),
				);

			check(scheme + ": axe finds nothing serious on " + name, bad.length === 0, bad);
		};

		await page.goto(base + "/");
		await page.waitForSelector("#login-name");
		await judge("the login");
		await enter(page, world.admin);
		await judge("the list");
		for (const name of [
			"cases/" + world.plain,
			"cases/" + world.hostile[4],
			...there(world).map(([name]) => name),
		]) {
			await visit(page, name);
			await page.waitForSelector(PAGES[name] || READ(name.slice(6)) + " .bubble", {state: "attached"});
			await judge(name);
		}
		await visit(page, "cases/" + world.plain);
		await act(page, "promise");
		await judge("a dialog");
	}
}

export async function dark({open, login: enter, world, check, shot}) {
	const page = await open({scheme: "dark"});

	await enter(page, world.agents[0]);
	await page.click(CASE(world.plain));
	await page.waitForSelector(".bubble");
	const light = await page.evaluate(() =>
		getComputedStyle(document.body)
			.backgroundColor.match(/\d+/g)
			.map(Number)
			.reduce((a, b) => a + b),
	);

	check("a dark screen stays dark", light < 200, light);
	await shot(page, "dark");
}

export async function lost({open, login: enter, world, check, control}) {
	const page = await open();
	const words = "said while nobody listened " + Date.now();

	await enter(page, world.agents[0]);
	await page.route("**/api/events", (route) => route.abort());
	await control("drop");
	check(
		"a lost connection is told",
		await comes(page, () => document.querySelector(".strip") && !document.querySelector(".strip").hidden),
	);
	await control("reply", {case: world.plain, text: words});
	await page.unroute("**/api/events");
	check("what came meanwhile is there when it is back", await says(page, ".conv .words", words));
	check("and the line is gone", await comes(page, () => document.querySelector(".strip").hidden));
	await control("end");
	page.setDefaultTimeout(90000); // the server looks at its sessions three times a minute
	check(
		"a session that ends leaves nothing on the page",
		await comes(page, () => document.querySelector("#login-name") && !document.querySelector(".conv")),
	);
}

// Tonight's queue against the hours that open: in words and numbers, not by a bar alone, and nothing cut in silence.
export async function board({open, login: enter, world, check, shot}) {
	for (const [locale, late, more] of [
		["en", "37 would leave after their deadline", "and 1,204 more"],
		["ru", "37 уйдут после своего срока", "и ещё 1 204"],
		["zh-CN", "37 条会超过时限才发出", "另有 1,204 条"],
	]) {
		const page = await open({locale, width: locale === "ru" ? 390 : 1360});

		await enter(page, world.agents[0]);
		await visit(page, "board");
		check(locale + ": the board says how many are late", await says(page, ".board", late));
		check(
			locale + ": and when all have left",
			await comes(page, () =>
				document.querySelector("[data-outlook]")?.textContent.replace(/\D/g, "").startsWith("1412"),
			),
		);
		check(
			locale + ": an hour in which nothing happens has no bar",
			await counts(page, ".hours .hour-line", 2),
		);
		check(
			locale + ": each hour says in words what leaves in it and what is late",
			await comes(page, () => {
				const lines = [...document.querySelectorAll(".hours .hour-line")].map((one) => one.textContent);

				return lines[0].includes("812") && lines[0].includes("1") && lines[1].includes("600") && lines[1].includes("37");
			}),
		);
		check(
			locale + ": a bar is no content",
			await comes(page, () =>
				[...document.querySelectorAll(".hours .bar")].every((one) => one.getAttribute("aria-hidden") === "true"),
			),
		);
		check(
			locale + ": what broke is counted whole, and what is not listed is told",
			await comes(
				page,
				([words]) => document.querySelector(".board").textContent.replace(/[\u00a0\u202f]/g, " ").includes(words),
				[more],
			),
		);
		const link = page.locator('.board a[href="#/calls"]').last();

		check(
			locale + ": calls are counted whole, and where the others are is a link",
			/2.?503/.test(await page.locator(".board .number.big").allTextContents().then((all) => all.join(" "))) &&
				/2.?50\d/.test(await link.textContent()),
		);
		await page.click(".board summary");
		check(
			locale + ": the minutes say what they leave out",
			await comes(page, () => /100/.test(document.querySelector(".board details li:last-child").textContent)),
		);
		const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

		check(locale + ": the board is no wider than its screen", over <= 0, over);
		await shot(page, "board-" + locale);
	}
}

export async function many({open, login: enter, world, check}) {
	const page = await open();

	await enter(page, world.agents[0]);
	await page.reload();
	await page.waitForSelector(".conv");
	check("a hundred thousand conversations show a page of them", await counts(page, ".conv", 50));
	await page.click(".list-foot button");
	check("more come on demand", await comes(page, () => document.querySelectorAll(".conv").length === 100));
	for (let i = 0; i < 60; i++) await page.keyboard.press("j");
	check(
		"after sixty steps through the list the row that is meant is in sight",
		await comes(page, () => {
			const rows = [...document.querySelectorAll(".conv")];
			const at = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
			const row = rows[at]?.getBoundingClientRect();
			const list = document.getElementById("list").getBoundingClientRect();

			return at >= 59 && row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
		}),
	);
}

// What the README shows; tools/screenshots takes them.
export async function pictures({open, login: enter, world, check, shot}) {
	const page = await open({height: 820});
	const view = async (name, path, selector, target = page) => {
		await visit(target, path);
		check(name + " can be shown", await comes(target, (s) => document.querySelector(s), selector));
		await target.waitForTimeout(400); // a chart's frame, the fonts of three scripts
		await shot(target, name);
	};

	await enter(page, world.agents[0]);
	await view("inbox", "cases/" + world.plain, ".bubble.theirs");
	await visit(page, "cases/" + world.quiet);
	await page.waitForSelector("#reply");
	await page.fill("#reply", "We are sorry, Sam. Your complaint is with the manager of the desk, who will call you.");
	check("an answer says when it leaves", await says(page, ".leaves", world.opens));
	await shot(page, "answer");
	await page.fill("#reply", "");
	await visit(page, "cases/" + world.snippets.en[0]);
	await page.waitForSelector("#reply");
	await page.click("[data-act=snippets]");
	check("the shop's answers can be shown", await says(page, ".snippet span", world.snippets.en[1]));
	await shot(page, "snippets");
	await page.keyboard.press("Escape");
	await view("board", "board", ".board .card-box");
	await visit(page, "settings/week");
	await page.waitForSelector(".week-day .span");
	await page.selectOption('select[aria-label="Shop"]', "harbour"); // it keeps usual hours
	check("its quiet hours can be shown", await comes(page, () => document.querySelector(".week-day .span.quiet")));
	await shot(page, "week");
	const phone = await open({width: 390, height: 780, locale: "zh-CN", scheme: "dark"});

	await enter(phone, world.agents[0]);
	await view("phone", "cases/" + world.closing, ".bubble.theirs", phone);
}
