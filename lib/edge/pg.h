/*
 * pg.h - a connection to PostgreSQL; the only file that knows libpq
 *
 *	pg_open(&db, "postgresql:///music", "sg-queue");
 *	pg_run(&db, "select title from videos where source_id = $1", arg, 1);
 *	pg_text(&db, 0, 0);
 *	pg_close(&db);
 *
 * A statement that the server gave up on for the sake of another (a deadlock, a
 * serialization failure) is run again, some times. So is one whose connection
 * was lost, on a new connection: whoever calls pg_run() sends what may run
 * twice. Inside a transaction nothing is run again.
 */

#ifndef PG_H
#define PG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PG_ARGS 16
/* A timestamptz as all streams have it, ISO 8601; or null. */
#define PG_UTC(x)                                                              \
	"to_char(" x " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
#define PG_NUMBER 24 /* bytes of a number as text */

struct pg {
	void *conn, *result; /* libpq's */
	char *url;           /* owned; it may hold a password: never shown */
	const char *program; /* borrowed: what the server calls us */
	bool again;          /* the last failure may pass: exit 75 */
	bool lost;           /* it was a lost connection */
	char state[6];       /* SQLSTATE of the last failure, or "" */
	char err[512];
};

/* Whether a -d names a database. */
bool pg_is_url(const char *);

/* Returns 0, or -1 with err set; pg_close() in either case. */
int pg_open(struct pg *, const char *url, const char *program);
void pg_close(struct pg *);

/*
 * Run one statement with n arguments as text, NULL for null. Its rows are there
 * until the next call. Returns 0, or -1 with err, state and again set.
 */
int pg_run(struct pg *, const char *sql, const char *const *arg, int n);

/*
 * The same, where argument i is of size[i] bytes in the server's binary form,
 * or text when size[i] is 0.
 */
int pg_run_binary(struct pg *, const char *sql, const char *const *arg,
    const int *size, int n);

/* Run statements without arguments and rows, all or none of them. 0, or -1. */
int pg_script(struct pg *, const char *sql);

/*
 * The same, as a statement that is worked on while we do something else, and
 * whose fields come in binary form; pg_wait() before any other call, 0 or -1.
 * Not run again.
 */
int pg_send(struct pg *, const char *sql, const char *const *arg,
    const int *size, int n);
int pg_wait(struct pg *);

/*
 * After pg_send(), instead of pg_wait(): the next row, as row 0. Returns 1, 0
 * after the last, -1. Rows that came may be followed by a failure.
 */
int pg_next(struct pg *);

int pg_rows(const struct pg *);

/* A field; NULL when it is null. */
const char *pg_text(const struct pg *, int row, int column);

/* The bytes of a field, or a number of 2, 4 or 8 bytes, in binary form. */
const uint8_t *pg_bytes(const struct pg *, int row, int column, size_t *n);
int64_t pg_number(const struct pg *, int row, int column);

/* Failed for a reason of our own, not to be tried again: -1, with err set. */
int pg_fail(struct pg *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
