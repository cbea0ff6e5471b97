/* A loopback HTTP peer that does exactly what a scenario says, right or wrong, and counts what reached it. Every connection
 * has a thread of its own; requests are answered in the order they came to the peer as a whole. */
#pragma once

#include <glib.h>

typedef enum {
	PEER_KEEP,   /* answer, then wait for the next request */
	PEER_CLOSE,  /* answer, then close */
	PEER_RESET,  /* answer, then close with a TCP reset */
	PEER_HANG,   /* answer, then say nothing more and do not close */
	PEER_FLOOD,  /* answer, then send without end */
	PEER_GATHER, /* wait until `gather` requests are there, then answer and wait for the next */
	PEER_DEAF,   /* close at once, without reading */
} PeerThen;

typedef struct {
	const char *answer; /* bytes as they go out; NULL: none */
	PeerThen then;
} PeerAct;

typedef struct {
	GMutex lock;
	GCond changed;
	int listen_fd;
	int stop_fd;
	int port;
	const PeerAct *acts; /* by request number; the last one repeats */
	guint n_acts;
	guint gather;
	guint begun;       /* requests of which at least a byte came in */
	guint requests;    /* whole requests that came in */
	guint connections; /* accepted */
	guint open, most_open;
	GString *last; /* the last whole request as it came */
	GThread *acceptor;
	GPtrArray *threads;
} Peer;

Peer *peer_new(const PeerAct *acts, guint n_acts, guint gather);
void peer_free(Peer *peer);
guint peer_requests(Peer *peer);
void peer_wait_closed(Peer *peer); /* until no connection is open */

/* A port nobody listens on. */
int peer_closed_port(void);
