check_PROGRAMS += tests/provider/test-kannel tests/provider/test-kannel-live
tests_provider_test_kannel_SOURCES = tests/provider/test-kannel.c
tests_provider_test_kannel_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_kannel_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_kannel_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
tests_provider_test_kannel_live_SOURCES = tests/provider/test-kannel-live.c
tests_provider_test_kannel_live_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_kannel_live_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_provider_test_kannel_live_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(NET_LIBS) $(UTIL_LIBS)
check_PROGRAMS += tests/provider/test-sign
tests_provider_test_sign_SOURCES = tests/provider/test-sign.c
tests_provider_test_sign_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_sign_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_sign_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
# What every driver's test program takes with it: the vectors made by the vendors' code.
PROVIDER_VECTORS = tests/provider/vectors.c tests/provider/vectors.h
EXTRA_DIST += \
	tests/data/vectors/aliyun-acs3-hmac-sha256.json \
	tests/data/vectors/aliyun-rpc-hmac-sha1.json \
	tests/data/vectors/aliyun-wire.json \
	tests/data/vectors/signatures.tsv \
	tests/data/vectors/smsc-callback.json \
	tests/data/vectors/tencent-tc3-hmac-sha256.json \
	tests/data/vectors/tencent-wire.json \
	tests/data/vectors/twilio-signature.json \
	tests/data/vectors/twilio-wire.json \
	tests/data/vectors/vonage-jwt.json \
	tests/data/vectors/vonage-signature.json \
	tests/data/vectors/vonage-wire.json

# One submit of any driver, for tests/e2e/prism.
check_PROGRAMS += tests/provider/submit
TEST_TOOLS += tests/provider/submit
tests_provider_submit_SOURCES = tests/provider/submit.c
tests_provider_submit_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_submit_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
tests_provider_submit_LDADD = $(PROVIDER_LIBS) src/net/libnet.a $(CURL_LIBS) $(SYSTEMD_LIBS) src/core/libcore.a $(UTIL_LIBS)
