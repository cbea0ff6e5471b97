#include "inbox/incident_out.h"

#include "inbox/out.h"

void incident_out_put(json_t *row, const StoreIncident *incident)
{
	out_number(row, "incident", incident->id);
	out_text(row, "name", incident->name);
	out_text(row, "shop", incident->shop);
	out_text(row, "criteria", incident->criteria);
	out_bool(row, "holds", incident->holds);
	out_time(row, "opened_at", incident->opened_at);
	out_who(row, "opened_by", incident->opened_by);
	out_time(row, "closed_at", incident->closed_at);
	out_who(row, "closed_by", incident->closed_by);
	out_text(row, "end_note", incident->end_note);
	out_number(row, "cases", incident->cases);
	out_number(row, "open_cases", incident->open_cases);
	out_number(row, "held_cases", incident->held_cases);
}

void incident_out_list(json_t *list, const GArray *incidents, const char *shop)
{
	for (guint i = 0; i < incidents->len; i++) {
		const StoreIncident *one = &g_array_index(incidents, StoreIncident, i);

		if (!shop || !one->shop || g_str_equal(one->shop, shop))
			incident_out_put(out_row(list), one);
	}
}

void incident_out_texts(json_t *list, const GArray *texts)
{
	for (guint i = 0; i < texts->len; i++) {
		const StoreIncidentText *text = &g_array_index(texts, StoreIncidentText, i);
		json_t *row = out_row(list);

		out_number(row, "incident", text->incident_id);
		out_number(row, "text", text->id);
		out_text(row, "language", text->language);
		out_text(row, "state", text->state);
		out_text(row, "words", text->text);
		out_who(row, "written_by", text->written_by);
		out_time(row, "written_at", text->written_at);
		out_who(row, "approved_by", text->approved_by);
		out_time(row, "approved_at", text->approved_at);
	}
}

void incident_out_suggestions(json_t *list, const GArray *suggestions)
{
	for (guint i = 0; i < suggestions->len; i++) {
		const Cause *one = &g_array_index(suggestions, Cause, i);
		g_autofree char *match = g_strdup_printf("%s=%s", one->by, one->value);
		json_t *row = out_row(list);

		out_text(row, "shop", one->shop);
		out_text(row, "by", one->by);
		out_text(row, "value", one->value);
		out_text(row, "match", match);
		out_number(row, "cases", one->cases->len);
		out_number(row, "before", one->before);
		out_time(row, "first_at", one->first_at);
	}
}
