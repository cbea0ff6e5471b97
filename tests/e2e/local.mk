# The programs together, on loopback: a real Kannel, the sandbox provider, kills. E2E=no in the environment leaves them out.
check_SCRIPTS += \
	tests/e2e/kannel \
	tests/e2e/kannel-ladder \
	tests/e2e/drain \
	tests/e2e/idle \
	tests/e2e/hours \
	tests/e2e/misbehave \
	tests/e2e/door \
	tests/e2e/prism \
	tests/e2e/telling \
	tests/e2e/metrics \
	tests/e2e/alone \
	tests/e2e/failing \
	tests/e2e/security \
	tests/e2e/inbox \
	tests/e2e/inbox-incident \
	tests/e2e/training \
	tests/e2e/demo \
	tests/e2e/instructions \
	tests/crash-sweep
EXTRA_DIST += tests/e2e/faulty.py tests/e2e/failing_disk.py tests/e2e/failing_world.py
EXTRA_DIST += tests/e2e/lib.py tests/e2e/inbox_peer.py tests/e2e/kannel_peer.py tests/e2e/sandbox_peer.py \
	tests/e2e/kills.py tests/e2e/kannel_kills.py tests/e2e/raw_peer.py tests/e2e/scenarios.py \
	tools/demo tools/check tools/packages.sh
tests/e2e/prism: tests/provider/submit$(EXEEXT)

# Put under the daemon by LD_PRELOAD, so that its system fails when told.
EXTRA_DIST += tests/e2e/shim.c
CLEANFILES += tests/e2e/shim.so
tests/e2e/shim.so: tests/e2e/shim.c
	$(AM_V_CC)$(MKDIR_P) tests/e2e && $(CC) -std=gnu17 $(WARN_CFLAGS) $(CFLAGS) -fPIC -shared -o $@ $(srcdir)/tests/e2e/shim.c \
		-ldl -pthread
check-local: tests/e2e/shim.so
tests/e2e/instructions: bench/peer$(EXEEXT) bench/slowdisk.so
