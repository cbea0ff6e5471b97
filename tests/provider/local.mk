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
check_PROGRAMS += tests/provider/test-twilio tests/provider/test-twilio-hooks \
	tests/provider/test-vonage tests/provider/test-vonage-hooks
tests_provider_test_twilio_SOURCES = tests/provider/test-twilio.c $(PROVIDER_VECTORS)
tests_provider_test_twilio_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_twilio_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_twilio_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
tests_provider_test_twilio_hooks_SOURCES = tests/provider/test-twilio-hooks.c $(PROVIDER_VECTORS) $(PROVIDER_MANGLE)
tests_provider_test_twilio_hooks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_twilio_hooks_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_twilio_hooks_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
tests_provider_test_vonage_SOURCES = tests/provider/test-vonage.c $(PROVIDER_VECTORS)
tests_provider_test_vonage_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_vonage_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_vonage_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
tests_provider_test_vonage_hooks_SOURCES = tests/provider/test-vonage-hooks.c $(PROVIDER_VECTORS) $(PROVIDER_MANGLE)
tests_provider_test_vonage_hooks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_vonage_hooks_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_vonage_hooks_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
PROVIDER_MANGLE = tests/provider/mangle.c tests/provider/mangle.h
PROFILE_TEST_LIBS = $(TEST_LIBS) $(PROVIDER_LIBS) $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)
PROFILE_TEST_SOURCES = tests/provider/profile.c tests/provider/profile.h tests/conf/sample.c tests/conf/sample.h
check_PROGRAMS += tests/provider/test-http tests/provider/test-http-hooks tests/provider/test-http-examples
tests_provider_test_http_SOURCES = tests/provider/test-http.c $(PROFILE_TEST_SOURCES)
tests_provider_test_http_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_http_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_http_LDADD = $(PROFILE_TEST_LIBS)
tests_provider_test_http_hooks_SOURCES = tests/provider/test-http-hooks.c $(PROFILE_TEST_SOURCES)
tests_provider_test_http_hooks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_http_hooks_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_http_hooks_LDADD = $(PROFILE_TEST_LIBS)
tests_provider_test_http_examples_SOURCES = tests/provider/test-http-examples.c $(PROFILE_TEST_SOURCES)
tests_provider_test_http_examples_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_http_examples_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_http_examples_LDADD = $(PROFILE_TEST_LIBS)
check_PROGRAMS += tests/provider/test-smsc-ru
tests_provider_test_smsc_ru_SOURCES = tests/provider/test-smsc-ru.c $(PROVIDER_VECTORS)
tests_provider_test_smsc_ru_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_smsc_ru_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_smsc_ru_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) src/core/libcore.a $(UTIL_LIBS)
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
PROVIDER_BROKEN = tests/provider/broken.c tests/provider/broken.h
check_PROGRAMS += tests/provider/test-aliyun
tests_provider_test_aliyun_SOURCES = tests/provider/test-aliyun.c $(PROVIDER_VECTORS) $(PROVIDER_BROKEN)
tests_provider_test_aliyun_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_aliyun_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_aliyun_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
check_PROGRAMS += tests/provider/test-aliyun-reports
tests_provider_test_aliyun_reports_SOURCES = tests/provider/test-aliyun-reports.c $(PROVIDER_BROKEN)
tests_provider_test_aliyun_reports_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_aliyun_reports_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_aliyun_reports_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
check_PROGRAMS += tests/provider/test-tencent tests/provider/test-tencent-reports
tests_provider_test_tencent_SOURCES = tests/provider/test-tencent.c $(PROVIDER_VECTORS) $(PROVIDER_BROKEN)
tests_provider_test_tencent_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_tencent_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_tencent_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
tests_provider_test_tencent_reports_SOURCES = tests/provider/test-tencent-reports.c $(PROVIDER_BROKEN)
tests_provider_test_tencent_reports_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_tencent_reports_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_tencent_reports_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
check_PROGRAMS += tests/provider/test-china
tests_provider_test_china_SOURCES = tests/provider/test-china.c
tests_provider_test_china_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_china_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_provider_test_china_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
check_PROGRAMS += tests/provider/test-clouds-live
tests_provider_test_clouds_live_SOURCES = tests/provider/test-clouds-live.c
tests_provider_test_clouds_live_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_clouds_live_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS) $(SYSTEMD_CFLAGS)
tests_provider_test_clouds_live_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(NET_LIBS) $(UTIL_LIBS)

# One submit of any driver, for tests/e2e/prism.
check_PROGRAMS += tests/provider/submit
TEST_TOOLS += tests/provider/submit
tests_provider_submit_SOURCES = tests/provider/submit.c
tests_provider_submit_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_submit_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
tests_provider_submit_LDADD = $(PROVIDER_LIBS) src/net/libnet.a $(CURL_LIBS) $(SYSTEMD_LIBS) src/core/libcore.a $(UTIL_LIBS)
