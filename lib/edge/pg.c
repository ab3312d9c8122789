#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>

#include "base/bytes.h"
#include "base/sg.h"
#include "edge/libpq.h"
#include "edge/pg.h"
#include "edge/secret.h"

enum {
	TRIES = 7,
	PAUSE_MS = 50 /* before the second; each next is twice as long */
};

bool
pg_is_url(const char *s)
{
	return strncmp(s, "postgresql://", 13) == 0 ||
	       strncmp(s, "postgres://", 11) == 0;
}

static void
pause_before(int try)
{
	long ms = (long)PAUSE_MS << (try - 1);
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* What libpq says, on one line. */
static int
fail(struct pg *db, const char *text)
{
	size_t n;

	snprintf(db->err, sizeof db->err, "PostgreSQL: %s", text);
	n = strcspn(db->err, "\n");
	db->err[n] = '\0';
	return -1;
}

/* The server may have nothing of what we look for. */
static bool
no_schema(const char *state)
{
	return strcmp(state, "3F000") == 0 || strcmp(state, "42P01") == 0 ||
	       strcmp(state, "42883") == 0;
}

/* Failures that pass: of the connection, of concurrency, of resources. */
static bool
passes(const char *state)
{
	return strncmp(state, "08", 2) == 0 || strncmp(state, "40", 2) == 0 ||
	       strncmp(state, "53", 2) == 0 || strncmp(state, "57P", 3) == 0 ||
	       strcmp(state, "57014") == 0 || strcmp(state, "55P03") == 0;
}

static int
result_fail(struct pg *db)
{
	const char *s = PQresultErrorField(db->result, PG_DIAG_SQLSTATE);
	const char *text =
	    PQresultErrorField(db->result, PG_DIAG_MESSAGE_PRIMARY);

	snprintf(db->state, sizeof db->state, "%.5s", s != NULL ? s : "");
	db->lost = PQstatus(db->conn) == CONNECTION_BAD;
	db->again = db->lost || passes(db->state);
	if (no_schema(db->state))
		return fail(db, "not a database of SonicGen, or an old one: "
				"sg-queue init");
	return fail(db, text != NULL ? text : PQerrorMessage(db->conn));
}

/* Notices are of no interest, and the library does not print. */
static void
no_notice(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int
connect_now(struct pg *db)
{
	static const char *const key[] = { "connect_timeout",
		"fallback_application_name", "client_encoding", "dbname",
		NULL };
	const char *const value[] = { "10", db->program, "UTF8", db->url,
		NULL };

	PQfinish(db->conn);
	db->conn = PQconnectdbParams(key, value, 1);
	PQsetNoticeProcessor(db->conn, no_notice, NULL);
	db->again = db->lost = true;
	db->state[0] = '\0';
	if (PQstatus(db->conn) == CONNECTION_OK)
		return 0;
	return fail(db, PQerrorMessage(db->conn));
}

int
pg_open(struct pg *db, const char *url, const char *program)
{
	PQconninfoOption *o;
	const char *wrong;

	*db = (struct pg) { .url = xstrdup(url), .program = program };
	secret_guard();
	if (!pg_is_url(url))
		return fail(db, "want -d postgresql://..., or SG_DB");
	if ((wrong = libpq_load()) != NULL)
		return fail(db, wrong);
	/* what is wrong with it might be the password: not shown */
	if ((o = PQconninfoParse(url, NULL)) == NULL)
		return fail(db, "the URL of the database is malformed");
	PQconninfoFree(o);
	return connect_now(db);
}

void
pg_close(struct pg *db)
{
	if (db->conn != NULL) { /* else there may be no libpq */
		PQclear(db->result);
		PQfinish(db->conn);
	}
	free(db->url);
	*db = (struct pg) { 0 };
}

/* Which arguments are binary. */
static void
set_binary(int binary[static PG_ARGS], const int *size, int n)
{
	int i;

	for (i = 0; i < n; i++)
		binary[i] = size != NULL && size[i] > 0;
}

/* One try. NULL args and n < 0: a script. */
static int
run(struct pg *db, const char *sql, const char *const *arg, const int *size,
    int n)
{
	int binary[PG_ARGS];
	ExecStatusType s;

	set_binary(binary, size, n);
	PQclear(db->result);
	db->result = NULL;
	if (PQstatus(db->conn) != CONNECTION_OK && connect_now(db) < 0)
		return -1;
	db->result =
	    n < 0 ? PQexec(db->conn, sql) :
		    PQexecParams(db->conn, sql, n, NULL, arg, size, binary, 0);
	s = PQresultStatus(db->result);
	db->again = db->lost = false;
	if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK)
		return 0;
	return result_fail(db);
}

static int
run_again(struct pg *db, const char *sql, const char *const *arg,
    const int *size, int n)
{
	bool inside = PQtransactionStatus(db->conn) == PQTRANS_INTRANS;
	int i;

	for (i = 1; run(db, sql, arg, size, n) < 0; i++) {
		if (!db->again || inside || i == TRIES)
			return -1;
		pause_before(i);
	}
	return 0;
}

int
pg_run(struct pg *db, const char *sql, const char *const *arg, int n)
{
	return run_again(db, sql, arg, NULL, n);
}

int
pg_run_binary(struct pg *db, const char *sql, const char *const *arg,
    const int *size, int n)
{
	return run_again(db, sql, arg, size, n);
}

int
pg_script(struct pg *db, const char *sql)
{
	return run_again(db, sql, NULL, NULL, -1);
}

int
pg_send(struct pg *db, const char *sql, const char *const *arg, const int *size,
    int n)
{
	int binary[PG_ARGS];

	set_binary(binary, size, n);
	PQclear(db->result);
	db->result = NULL;
	if (PQsendQueryParams(db->conn, sql, n, NULL, arg, size, binary, 1) &&
	    PQsetSingleRowMode(db->conn))
		return 0;
	db->again = db->lost = PQstatus(db->conn) == CONNECTION_BAD;
	return fail(db, PQerrorMessage(db->conn));
}

int
pg_next(struct pg *db)
{
	PGresult *rest;
	ExecStatusType s;
	int r = 0;

	PQclear(db->result);
	db->result = PQgetResult(db->conn);
	s = PQresultStatus(db->result);
	if (s == PGRES_SINGLE_TUPLE)
		return 1;
	if (s != PGRES_TUPLES_OK && s != PGRES_COMMAND_OK)
		r = result_fail(db);
	while ((rest = PQgetResult(db->conn)) != NULL)
		PQclear(rest);
	return r;
}

int
pg_wait(struct pg *db)
{
	int r;

	while ((r = pg_next(db)) > 0)
		;
	return r;
}

int
pg_rows(const struct pg *db)
{
	return PQntuples(db->result);
}

const char *
pg_text(const struct pg *db, int row, int column)
{
	if (PQgetisnull(db->result, row, column))
		return NULL;
	return PQgetvalue(db->result, row, column);
}

const uint8_t *
pg_bytes(const struct pg *db, int row, int column, size_t *n)
{
	*n = (size_t)PQgetlength(db->result, row, column);
	return (const uint8_t *)PQgetvalue(db->result, row, column);
}

int64_t
pg_number(const struct pg *db, int row, int column)
{
	size_t n;
	const uint8_t *p = pg_bytes(db, row, column, &n);

	if (n == 8)
		return (int64_t)be64(p);
	if (n == 4)
		return (int32_t)be32(p);
	return n == 2 ? (int16_t)((unsigned)p[0] << 8 | p[1]) : 0;
}

int
pg_fail(struct pg *db, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(db->err, sizeof db->err, fmt, ap);
	va_end(ap);
	db->again = db->lost = false;
	return -1;
}
