dist_man_MANS += man/followup-store.5 man/followup-provider.7 man/followupd.8
