# The pure core: facts in, decisions out. tests/purity lists what it may call.
noinst_LIBRARIES += src/core/libcore.a
src_core_libcore_a_SOURCES = \
	src/core/backlog.c src/core/backlog.h \
	src/core/retention.c src/core/retention.h \
	src/core/backoff.c src/core/backoff.h \
	src/core/breaker.c src/core/breaker.h \
	src/core/budget.c src/core/budget.h \
	src/core/causes.c src/core/causes.h \
	src/core/chain.c src/core/chain.h \
	src/core/decide.c src/core/decide.h \
	src/core/fair.c src/core/fair.h \
	src/core/hours.c src/core/hours.h \
	src/core/ladder.c src/core/ladder.h \
	src/core/life.c src/core/life.h \
	src/core/miss.c src/core/miss.h \
	src/core/plan.c src/core/plan.h \
	src/core/names.h \
	src/core/pause.c src/core/pause.h \
	src/core/rate.c src/core/rate.h \
	src/core/notice.c src/core/notice.h \
	src/core/replay.c src/core/replay.h \
	src/core/route.c src/core/route.h \
	src/core/sla.c src/core/sla.h \
	src/core/types.c src/core/types.h \
	src/core/wall.c src/core/wall.h
