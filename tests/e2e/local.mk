# The programs together, on loopback: a real Kannel, the sandbox provider, kills. E2E=no in the environment leaves them out.
check_SCRIPTS += \
	tests/e2e/kannel \
	tests/e2e/drain \
	tests/e2e/idle \
	tests/e2e/hours \
	tests/e2e/misbehave \
	tests/e2e/door \
	tests/e2e/prism \
	tests/e2e/telling \
	tests/e2e/alone \
	tests/e2e/inbox \
	tests/e2e/demo \
	tests/crash-sweep
EXTRA_DIST += tests/e2e/lib.py tests/e2e/inbox_peer.py tests/e2e/kannel_peer.py tests/e2e/sandbox_peer.py \
	tests/e2e/raw_peer.py tests/e2e/scenarios.py \
	tools/demo tools/check tools/packages.sh
tests/e2e/prism: tests/provider/submit$(EXEEXT)
