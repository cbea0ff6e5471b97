# One file a provider.
noinst_LIBRARIES += src/provider/libprovider.a
src_provider_libprovider_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
src_provider_libprovider_a_SOURCES = \
	src/provider/drivers.h \
	src/provider/http.c src/provider/http_parts.h \
	src/provider/http_build.c \
	src/provider/http_hooks.c \
	src/provider/http_read.c \
	src/provider/kannel.c \
	src/provider/provider.c src/provider/provider.h \
	src/provider/sign.c src/provider/sign.h \
	src/provider/smsc_ru.c \
	src/provider/wire.c src/provider/wire.h
PROVIDER_LIBS = src/provider/libprovider.a src/text/libtext.a $(JANSSON_LIBS) $(SODIUM_LIBS)
