# One file a provider.
noinst_LIBRARIES += src/provider/libprovider.a
src_provider_libprovider_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
src_provider_libprovider_a_SOURCES = \
	src/provider/aliyun.c src/provider/aliyun.h src/provider/aliyun_reports.c \
	src/provider/china.c src/provider/china.h \
	src/provider/drivers.h \
	src/provider/fields.c src/provider/fields.h \
	src/provider/kannel.c \
	src/provider/provider.c src/provider/provider.h \
	src/provider/sign.c src/provider/sign.h \
	src/provider/sign_aliyun.c src/provider/sign_aliyun.h \
	src/provider/sign_tencent.c src/provider/sign_tencent.h \
	src/provider/tencent.c src/provider/tencent.h src/provider/tencent_reports.c \
	src/provider/twilio.c src/provider/twilio.h \
	src/provider/twilio_codes.c src/provider/twilio_hooks.c src/provider/twilio_lists.c \
	src/provider/vonage.c src/provider/vonage.h \
	src/provider/vonage_codes.c src/provider/vonage_hooks.c \
	src/provider/http.c src/provider/http_parts.h \
	src/provider/http_build.c \
	src/provider/http_hooks.c \
	src/provider/http_read.c \
	src/provider/smsc_ru.c src/provider/smsc_ru.h src/provider/smsc_ru_hooks.c \
	src/provider/wire.c src/provider/wire.h
PROVIDER_LIBS = src/provider/libprovider.a src/text/libtext.a $(JANSSON_LIBS) $(SODIUM_LIBS)
