// All agents hear of each change in the same moment. Who shows what many change loads it anew at a moment of its own,
// and the less often the longer the server takes for it.
const REST_MS = 5000; // between two loads that nobody asked for
const REST_TIMES = 20; // and so many times what the last one took

export const between = (least, most) => least + Math.random() * (most - least);

// So long to leave the server alone after a load that began then.
export const restAfter = (began) => Math.max(REST_MS, REST_TIMES * (Date.now() - began));

// load() as a view's: now() for what the agent did or looks at, soon() for what others did.
export function calmly(load) {
	let late = null;
	let restUntil = 0;

	function hush() {
		clearTimeout(late);
		late = null;
	}

	async function now() {
		const began = Date.now();

		hush();
		await load();
		restUntil = Date.now() + restAfter(began);
	}

	function soon() {
		late ||= setTimeout(now, Math.max(between(500, 2500), restUntil - Date.now()));
	}

	return {
		now,
		soon,
		hush,
		// together: all agents are in the same position; else this page comes back into sight.
		anew: (together) => (together ? soon() : now()),
		// What only time changes. Out of sight it can wait: a page that comes back loads anew.
		minute(began) {
			if (began && !document.hidden) soon();
		},
	};
}
