# One file a provider.
noinst_LIBRARIES += src/provider/libprovider.a
src_provider_libprovider_a_SOURCES = \
	src/provider/kannel.c \
	src/provider/provider.c src/provider/provider.h
