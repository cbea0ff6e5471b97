// A click belongs to what was under the finger both when it came down and when it went up: of a row that was drawn
// anew between the two the browser tells nobody. So nothing the server says is drawn under a finger.
const MOST_MS = 5000; // nor does a long press, as over words that are being marked, keep the page from its news

let up = null; // ends the wait
let pressed = Promise.resolve();

function release() {
	up?.();
	up = null;
}

addEventListener(
	"pointerdown",
	(event) => {
		if (!event.isPrimary || event.button !== 0) return;
		release();
		pressed = new Promise((done) => {
			up = done;
			setTimeout(done, MOST_MS);
		});
	},
	true,
);
// The click comes in the same breath as the end of the press; what waits comes after it.
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), true);
// The end of a press is not told where a list of choices opened under it.
addEventListener("pointermove", (event) => event.buttons || release(), true);

// Until no finger is down.
export const released = () => pressed;
