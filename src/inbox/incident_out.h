/* Incidents, their texts and what should be one, as followup-inbox(8) has them: for the board and for their own paths.
 */
#pragma once

#include <jansson.h>

#include "desk/incident_suggest.h"

void incident_out_put(json_t *row, const StoreIncident *incident);
/* Of StoreIncident; `shop` (NULL: all) leaves out those of another shop. */
void incident_out_list(json_t *list, const GArray *incidents, const char *shop);
void incident_out_texts(json_t *list, const GArray *texts);             /* of StoreIncidentText */
void incident_out_suggestions(json_t *list, const GArray *suggestions); /* of Cause */
