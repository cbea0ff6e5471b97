/* What a command of followupctl gets and gives back. */
#pragma once

#include "ctl/args.h"
#include "ctl/writer.h"
#include "desk/desk.h"
#include "desk/forecast.h"

/* Exit statuses; followupctl(1) documents them. */
typedef enum {
	CTL_OK = 0,
	CTL_FAILED = 1,   /* refused, or it went wrong */
	CTL_USAGE = 2,    /* the command line is wrong */
	CTL_NO_CASE = 3,  /* there is no such case */
	CTL_STORE = 4,    /* the store cannot be reached, or is busy */
	CTL_CONFIG = 5,   /* the configuration cannot be read */
	CTL_REJECTED = 6, /* done, but for rows that were rejected */
} CtlExit;

/* What must be there before a command runs. */
enum {
	NEEDS_CONF = 1 << 0,
	WANTS_CONF = 1 << 1, /* runs without when --store says where the store is */
	READS_STORE = 1 << 2,
	WRITES_STORE = 1 << 3,
	MAY_CONF = 1 << 4,    /* reads it when there is a good one, and says nothing when there is not */
	STORED_SHOP = 1 << 5, /* is about what there is: --shop may name one that only the store knows any more */
};

typedef struct Ctl Ctl;

typedef struct {
	const char *name;
	const char *words; /* what stands behind it: "CASE [NOTE]"; "" for nothing */
	const char *brief; /* one line */
	const char *help;  /* the rest, in sentences; may be "" */
	guint least, most; /* words */
	unsigned needs;
	CtlExit (*run)(Ctl *ctl, const Args *args);
	const ArgsOption *options; /* ends with a row without a name; NULL: none of its own */
} Command;

struct Ctl {
	const char *config_path;
	const char *store_path; /* of --store, else of the configuration */
	char *actor;
	gboolean colour_errors;
	Conf *conf;
	Desk desk;
	const char *shop; /* of --shop; NULL: not given */
	gboolean stored_shop;
	Writer *out;
	gboolean changed; /* the store was written to: ring the daemon */
};

/* All commands, ending with a row without a name. */
const Command *commands_table(void);
const Command *commands_find(const char *name); /* NULL: none */
const ArgsOption *commands_global_options(void);

/* Writes the help of all, or of one command. */
void commands_help(FILE *out);
void commands_help_one(const Command *command, FILE *out);

/* Runs a command whose words and options are read: configuration, store, command, the daemon's bell. */
CtlExit ctl_run(const Command *command, const Args *args);

/* Opens the store for a command that does not say in the table what it does with it; CTL_OK, or the exit after having
 * said why not, also when it shows that there is no such --shop. */
CtlExit ctl_open_store(Ctl *ctl, StoreMode mode);

/* shops.c: whether there is this shop. Those of the configuration are; with `stored_will_do` (or without a
 * configuration) also those of which the store has cases, a pause, or counts that outlived their cases, once it is
 * open. CTL_OK, or the exit after having said why not. */
CtlExit shops_check(const Ctl *ctl, const char *shop, gboolean stored_will_do);

/* Prints "followupctl: fault" on standard error and gives back `code`. */
CtlExit ctl_fail(const Ctl *ctl, CtlExit code, const char *fault);
/* A line on standard error, made harmless for terminals: it may quote other people's words. */
G_GNUC_PRINTF(1, 2) void ctl_warn(const char *format, ...);

/* The exit for what a function of desk or store returned. -EINVAL is a word that says nothing, so that the command line
 * is wrong. */
CtlExit ctl_exit_of(int error);
/* The same where the words were looked at before, or came from a file: then -EINVAL is what there is that forbids it (a
 * closed case, a rule for texts), and it is refused. */
CtlExit ctl_exit_refused(int error);
/* Whether a time is one on the clock of the case's customer, still ahead; `option` ("--by", NULL: a word) is named
 * where not. */
CtlExit ctl_spoken_time(const Ctl *ctl, int64_t case_id, const char *option, const char *text);
/* The same of an import: what is not surely the store's is the file's. */
CtlExit ctl_exit_of_import(int error);

/* Reads the case a word names; CTL_OK, or the exit after having said why not. */
CtlExit ctl_case(const Ctl *ctl, const char *word, int64_t *case_id);

/* TRUE when the actor holds the case: then its number is theirs to dial (F61). */
gboolean ctl_sees_number(const Ctl *ctl, int64_t case_id);
/* CTL_OK when the actor may see the case's number whole because they ask for it, or the exit after having said why not. */
CtlExit ctl_full_numbers(const Ctl *ctl, int64_t case_id);

/* commands_board.c */
CtlExit ctl_board(Ctl *ctl, const Args *args);

/* commands_team.c */
CtlExit ctl_account(Ctl *ctl, const Args *args);
CtlExit ctl_claim(Ctl *ctl, const Args *args);
CtlExit ctl_release(Ctl *ctl, const Args *args);
CtlExit ctl_hand_over(Ctl *ctl, const Args *args);
CtlExit ctl_assign(Ctl *ctl, const Args *args);
/* Writes what sharing out came to (of Assignment); `none` where it came to nothing. */
void ctl_assignments(Ctl *ctl, const GArray *list, gboolean dry, const char *none);
CtlExit ctl_duty(Ctl *ctl, const Args *args);
CtlExit ctl_malicious(Ctl *ctl, const Args *args);

/* commands_team_text.c */
CtlExit ctl_reply(Ctl *ctl, const Args *args);
CtlExit ctl_progress(Ctl *ctl, const Args *args);
CtlExit ctl_cancel(Ctl *ctl, const Args *args);
CtlExit ctl_draft(Ctl *ctl, const Args *args);

/* commands_team_calls.c */
CtlExit ctl_calls(Ctl *ctl, const Args *args);
CtlExit ctl_call(Ctl *ctl, const Args *args);
CtlExit ctl_callback(Ctl *ctl, const Args *args);
CtlExit ctl_promise(Ctl *ctl, const Args *args);
CtlExit ctl_promises(Ctl *ctl, const Args *args);
CtlExit ctl_offer(Ctl *ctl, const Args *args);

/* commands_conf.c */
CtlExit ctl_check(Ctl *ctl, const Args *args);
CtlExit ctl_show_config(Ctl *ctl);

/* commands_simulate.c */
CtlExit ctl_simulate(Ctl *ctl, const Args *args);

/* commands_case.c */
CtlExit ctl_resolve(Ctl *ctl, const Args *args);
CtlExit ctl_reopen(Ctl *ctl, const Args *args);
CtlExit ctl_close(Ctl *ctl, const Args *args);
CtlExit ctl_settle(Ctl *ctl, const Args *args);
CtlExit ctl_contacted(Ctl *ctl, const Args *args);
CtlExit ctl_note(Ctl *ctl, const Args *args);
CtlExit ctl_quiet(Ctl *ctl, const Args *args);
CtlExit ctl_optout(Ctl *ctl, const Args *args);
CtlExit ctl_optin(Ctl *ctl, const Args *args);
CtlExit ctl_erase(Ctl *ctl, const Args *args);

/* commands_upkeep.c */
CtlExit ctl_backup(Ctl *ctl, const Args *args);
CtlExit ctl_verify(Ctl *ctl, const Args *args);
CtlExit ctl_retention(Ctl *ctl, const Args *args);

/* commands_attach.c */
CtlExit ctl_attach(Ctl *ctl, const Args *args);

/* commands_evidence.c */
CtlExit ctl_evidence(Ctl *ctl, const Args *args);

/* commands_forecast.c */
CtlExit ctl_forecast(Ctl *ctl, const Args *args);
/* A bar an hour, the late part of it marked. Hours in which nothing leaves are left out. */
void ctl_forecast_draw(const Ctl *ctl, const Forecast *f);
/* All that is counted, for JSON. */
void ctl_forecast_json(const Ctl *ctl, const Forecast *f);
/* A time on its clock, without the day where that of from_at is the same. Caller frees. */
char *ctl_forecast_clock(const Forecast *f, int64_t from_at, int64_t at);

/* commands_hours.c */
CtlExit ctl_hours(Ctl *ctl, const Args *args);

/* commands_incidents.c; its verbs in commands_incident_acts.c */
CtlExit ctl_incident(Ctl *ctl, const Args *args);
CtlExit ctl_incident_suggest(Ctl *ctl, const Args *args);
CtlExit ctl_incident_text(Ctl *ctl, const Args *args);
CtlExit ctl_incident_share(Ctl *ctl, const Args *args);
CtlExit ctl_incident_course(Ctl *ctl, const Args *args);
/* The incident's number behind the verb; CTL_OK, or the exit after having said why not. */
CtlExit ctl_incident_number(const Ctl *ctl, const Args *args, int64_t *incident_id);

/* commands_intake.c */
CtlExit ctl_add(Ctl *ctl, const Args *args);
CtlExit ctl_import(Ctl *ctl, const Args *args);
CtlExit ctl_rejected(Ctl *ctl, const Args *args);

/* commands_label.c */
CtlExit ctl_label(Ctl *ctl, const Args *args);
/* commands_notices.c */
CtlExit ctl_notices(Ctl *ctl, const Args *args);
CtlExit ctl_notify(Ctl *ctl, const Args *args);

/* commands_optouts.c */
CtlExit ctl_optouts(Ctl *ctl, const Args *args);

/* commands_replies.c */
CtlExit ctl_replies(Ctl *ctl, const Args *args);

/* commands_provider.c */
CtlExit ctl_provider(Ctl *ctl, const Args *args);

/* commands_report.c */
CtlExit ctl_report(Ctl *ctl, const Args *args);
CtlExit ctl_measure(Ctl *ctl, const Args *args);

/* commands_sla.c */
CtlExit ctl_sla(Ctl *ctl, const Args *args);

/* commands_view.c */
CtlExit ctl_list(Ctl *ctl, const Args *args);
CtlExit ctl_show(Ctl *ctl, const Args *args);
CtlExit ctl_why(Ctl *ctl, const Args *args);
CtlExit ctl_held(Ctl *ctl, const Args *args);
CtlExit ctl_receipts(Ctl *ctl, const Args *args);

/* commands_text.c */
CtlExit ctl_guard(Ctl *ctl, const Args *args);

/* commands_training.c */
CtlExit ctl_training(Ctl *ctl, const Args *args);

/* commands_run.c */
CtlExit ctl_status(Ctl *ctl, const Args *args);

/* commands_pause.c */
CtlExit ctl_pause(Ctl *ctl, const Args *args);
CtlExit ctl_resume(Ctl *ctl, const Args *args);
