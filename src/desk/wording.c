#include "desk/wording.h"

void wording_judge(const char *text, Step step, const char *region, Wording *out)
{
	const GuardContext context = {
	        .step = step, .way_out = guard_way_out(step, region), .shop = step == STEP_NONE ? NULL : "{shop}"};

	*out = (Wording){.findings = guard_check(text, &context)};
	out->refused = guard_refusal(out->findings) != NULL;
	text_segments(text, &out->segments);
}

void wording_clear(Wording *wording)
{
	g_clear_pointer(&wording->findings, g_array_unref);
}
