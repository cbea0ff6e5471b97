/* The interface's functions, one a route; followup-inbox(8) says what each takes and gives. */
#pragma once

#include "inbox/request.h"

/* api.c: all routes, ending with a row without a method. */
const Route *api_routes(void);

/* dispatch.c: answers a request whose path begins with "/api/". */
void api_serve(Inbox *inbox, HttpTicket *ticket, const HttpInbound *inbound);
/* Answers what request_keep() kept with what its route would have given back. The request is gone afterwards. */
void api_end(Request *request, int r);

/* api_session.c */
int api_login(Request *request);
int api_logout(Request *request);
int api_me(Request *request);
int api_duty(Request *request);
/* The account a proxy for single sign-on names; NULL: none, or not one that is believed. Borrowed. */
const char *api_sso_account(const Inbox *inbox, const HttpInbound *inbound);

/* api_list.c */
int api_conversations(Request *request);
int api_search(Request *request);
int api_replies(Request *request);

/* api_case.c */
int api_case(Request *request);

/* api_acts.c */
int api_claim(Request *request);
int api_release(Request *request);
int api_hand_over(Request *request);
int api_read_case(Request *request);
int api_read_replies(Request *request);
int api_resolve(Request *request);
int api_reopen(Request *request);
int api_contacted(Request *request);
int api_close(Request *request);
int api_note(Request *request);
int api_label(Request *request);
int api_attach(Request *request);
int api_do_not_contact(Request *request);
int api_suspect(Request *request);

/* api_text.c */
int api_preview(Request *request);
int api_reply(Request *request);
int api_snippets(Request *request);
int api_cancel(Request *request);

/* api_calls.c */
int api_calls(Request *request);
int api_call(Request *request);
int api_callback(Request *request);
int api_promise(Request *request);
int api_promise_end(Request *request);
int api_offer(Request *request);

/* api_board.c */
int api_board(Request *request);

/* api_incidents.c */
int api_incidents(Request *request);
int api_incident(Request *request);
int api_incident_match(Request *request);
int api_incident_open(Request *request);
int api_incident_add(Request *request);
int api_incident_remove(Request *request);
int api_incident_share(Request *request);
int api_incident_text(Request *request);
int api_incident_text_preview(Request *request);
int api_incident_approve(Request *request);
int api_incident_withdraw(Request *request);
int api_incident_close(Request *request);

/* api_report.c */
int api_report(Request *request);
int api_measures(Request *request);

/* api_training.c */
int api_training(Request *request);
int api_practice(Request *request);

/* api_settings.c */
int api_settings(Request *request);
int api_week(Request *request);
int api_texts(Request *request);
int api_check(Request *request);

/* events.c */
int api_events(Request *request);
