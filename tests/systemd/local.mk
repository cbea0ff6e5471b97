# The installed service under a real systemd. Takes half a minute; skips itself where there is no root or no namespaces.
check_SCRIPTS += tests/systemd/run tests/systemd/offline
EXTRA_DIST += tests/systemd/box tests/systemd/inside tests/systemd/tls-front

.PHONY: check-systemd
check-systemd: all
	@cd $(builddir) && $(abs_srcdir)/tests/systemd/run

# What tests/systemd/run asks the Makefile for.
print-%:
	@echo 'print: $($*)'
