# Measurements: what they print and how they are taken is in docs/performance.md. Built on demand, never installed.
EXTRA_PROGRAMS = bench/peer bench/bare bench/bulk bench/core bench/queries
bench_peer_SOURCES = bench/peer.c
bench_peer_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS)
bench_peer_LDADD = $(OPENSSL_LIBS)
bench_bare_SOURCES = bench/bare.c
bench_bare_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(SQLITE_CFLAGS)
bench_bare_LDADD = $(CURL_LIBS) $(SQLITE_LIBS)
bench_bulk_SOURCES = bench/bulk.c
bench_bulk_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
bench_bulk_LDADD = $(SQLITE_LIBS)
bench_core_SOURCES = bench/core.c
bench_core_CFLAGS = $(AM_CFLAGS)
bench_core_LDADD = src/core/libcore.a $(UTIL_LIBS)
bench_queries_SOURCES = bench/queries.c
bench_queries_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
bench_queries_LDADD = $(STORE_LIBS) src/core/libcore.a $(PHONE_LINK) $(UTIL_LIBS)
EXTRA_DIST += bench/bench bench/measure.py bench/scale.py bench/slowdisk.c docs/performance.md
CLEANFILES += bench/peer$(EXEEXT) bench/bare$(EXEEXT) bench/bulk$(EXEEXT) bench/core$(EXEEXT) bench/queries$(EXEEXT) bench/slowdisk.so

bench/slowdisk.so: bench/slowdisk.c
	$(AM_V_GEN)$(MKDIR_P) bench && $(CC) -O2 -shared -fPIC -o $@ $(srcdir)/bench/slowdisk.c -ldl

# The whole takes most of an hour, the short form less than three minutes.
.PHONY: bench bench-short bench-tools
bench-tools: all bench/peer$(EXEEXT) bench/bare$(EXEEXT) bench/bulk$(EXEEXT) bench/core$(EXEEXT) bench/queries$(EXEEXT) bench/slowdisk.so
bench: bench-tools
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/bench
bench-short: bench-tools
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' $(srcdir)/bench/bench --short
