dist_man_MANS += man/followup-store.5 man/followupd.8
