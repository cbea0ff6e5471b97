dist_man_MANS += man/followupd.8
