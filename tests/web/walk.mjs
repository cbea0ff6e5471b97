// A browser walks through the inbox. WALK in the environment says where, and which steps; each of them is a function
// of steps.mjs.
import {mkdirSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import * as incidents from "./incident.mjs";
import * as races from "./races.mjs";
import * as ways from "./steps.mjs";
import * as staying from "./stays.mjs";
import * as sturdy from "./sturdy.mjs";
import * as team from "./team.mjs";
import * as views from "./views.mjs";

const walk = JSON.parse(process.env.WALK);
const require = createRequire(join(walk.npm, "package.json"));
const {chromium} = require("playwright-core");
const axe = require("axe-core").source;

const steps = {...ways, ...views, ...team, ...incidents, ...sturdy, ...races, ...staying};
const contexts = [];
let failed = 0;

function check(what, good, got) {
	console.log((good ? "ok " : "FAIL ") + what + (good || got === undefined ? "" : ": " + JSON.stringify(got)));
	failed += good ? 0 : 1;
	return good;
}

async function control(what, body = {}) {
	const answer = await fetch(walk.control + what, {method: "POST", body: JSON.stringify(body)});

	if (!answer.ok) throw new Error("control " + what + ": " + answer.status);
	return answer.json();
}

// The switches keep Chromium from asking anything of the world by itself.
const browser = await chromium.launch({
	executablePath: walk.chromium,
	args: [
		"--no-sandbox",
		"--disable-gpu",
		"--disable-quic",
		"--no-first-run",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-sync",
	],
});

// As on a machine so many times slower: the page's processor throttled, the answers late, each by another time.
async function slowly(context) {
	await context.route("**/api/**", async (route) => {
		await new Promise((done) => setTimeout(done, (0.2 + Math.random()) * 60 * walk.slow));
		await route.continue().catch(() => {}); // the page was left meanwhile
	});
	context.on("page", async (page) => {
		const tools = await context.newCDPSession(page);

		await tools.send("Emulation.setCPUThrottlingRate", {rate: walk.slow});
	});
}

// A page of its own session. What it asks of other hosts and what its console complains of is kept for the end.
async function open({width = 1360, height = 850, locale = "en", scheme = "light"} = {}) {
	const context = await browser.newContext({
		viewport: {width, height},
		locale,
		colorScheme: scheme,
		reducedMotion: "reduce",
		timezoneId: "Europe/London",
	});

	if (walk.slow) await slowly(context);
	const page = await context.newPage();
	const seen = {foreign: [], complaints: []};

	page.setDefaultTimeout(60000);
	page.on("request", (request) => {
		if (!request.url().startsWith(walk.base) && !request.url().startsWith("data:"))
			seen.foreign.push(request.url());
	});
	page.on("pageerror", (fault) => seen.complaints.push(String(fault)));
	page.on("console", (message) => {
		// A refusal of the API is an answer; the browser writes it down all the same.
		if (
			message.type() === "error" &&
			!(/^Failed to load resource/.test(message.text()) && /\/api\//.test(message.location().url))
		)
			seen.complaints.push(message.text());
	});
	contexts.push({context, seen});
	return page;
}

async function login(page, [name, password]) {
	await page.goto(walk.base + "/");
	await page.fill("#login-name", name);
	await page.fill("#login-password", password);
	await page.click("button[type=submit]");
	await page.waitForSelector(".conv");
}

async function shot(page, name) {
	if (walk.shots) {
		mkdirSync(walk.shots, {recursive: true});
		await page.screenshot({path: join(walk.shots, name + ".png")});
	}
}

const tools = {...walk, check, control, open, login, shot, axe};

tools.world = await control("world");
for (const name of walk.which) {
	const before = contexts.length;

	try {
		await steps[name](tools);
	} catch (fault) {
		check(name + " came to its end", false, String(fault).slice(0, 600));
	}
	for (const {context, seen} of contexts.slice(before)) {
		check(name + ": nothing was asked of another host", !seen.foreign.length, seen.foreign);
		check(name + ": the console complains of nothing", !seen.complaints.length, seen.complaints);
		await context.close();
	}
}
await browser.close();
console.log("end of the walk");
process.exit(failed ? 1 : 0);
