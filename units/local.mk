# What systemd reads. All of it installs below the prefix; configure's --with-*dir options say where else.
SYSTEMD_UNITS = units/followupd.service units/followupd.socket units/followup-inbox.service units/followup-inbox.socket
# The same two programs over the store for practice: the same walls, and for the daemon no network at all.
TRAINING_UNITS = units/followupd-training.service units/followup-inbox-training.service units/followup-inbox-training.socket
systemdsystemunit_DATA = $(SYSTEMD_UNITS) $(TRAINING_UNITS)
dist_sysusers_DATA = units/sysusers.d/followup.conf
dist_tmpfiles_DATA = units/tmpfiles.d/followup.conf

EXTRA_DIST += units/followupd.service.in units/followupd.socket.in \
	units/followup-inbox.service.in units/followup-inbox.socket.in
CLEANFILES += $(SYSTEMD_UNITS) $(TRAINING_UNITS)
# Makefile, because another prefix makes another unit.
$(SYSTEMD_UNITS): %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) units && $(SED) -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$< > $@.tmp && mv $@.tmp $@

$(TRAINING_UNITS): units/%: units/training.sed Makefile $(SYSTEMD_UNITS)
	$(AM_V_GEN)$(SED) -f $(srcdir)/units/training.sed units/$(subst -training,,$*) > $@.tmp && mv $@.tmp $@
EXTRA_DIST += units/training.sed

# The configuration to begin with. An admin's own is never touched, and goes only when nobody has changed it.
CONFIGURATION = $(DESTDIR)$(sysconfdir)/followup/followup.conf
install-data-local: etc/installed/followup.conf
	@test -e "$(CONFIGURATION)" || { $(MKDIR_P) "$(DESTDIR)$(sysconfdir)/followup" && \
		echo "$(INSTALL_DATA) etc/installed/followup.conf $(CONFIGURATION)" && \
		$(INSTALL_DATA) etc/installed/followup.conf "$(CONFIGURATION)"; }
uninstall-local:
	@if cmp -s etc/installed/followup.conf "$(CONFIGURATION)"; then rm -f "$(CONFIGURATION)"; \
		rmdir "$(DESTDIR)$(sysconfdir)/followup" 2>/dev/null || :; fi
