#include <libpq-fe.h>

#include "base/late.h"
#include "edge/libpq.h"

/* A pointer to the library's own, and a function that calls it. */
#define GIVE(type, name, params, args)                                         \
	LATE(name);                                                            \
	type name params                                                       \
	{                                                                      \
		return own_##name args;                                        \
	}
#define DO(name, params, args)                                                 \
	LATE(name);                                                            \
	void name params                                                       \
	{                                                                      \
		own_##name args;                                               \
	}

/* clang-format off */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
DO(PQclear, (PGresult *r), (r))
DO(PQconninfoFree, (PQconninfoOption *o), (o))
DO(PQfinish, (PGconn *c), (c))
GIVE(PGconn *, PQconnectdbParams, (const char *const *k, const char *const *v, int db), (k, v, db))
GIVE(PQconninfoOption *, PQconninfoParse, (const char *url, char **err), (url, err))
GIVE(char *, PQerrorMessage, (const PGconn *c), (c))
GIVE(PGresult *, PQexec, (PGconn *c, const char *sql), (c, sql))
GIVE(PGresult *, PQexecParams, (PGconn *c, const char *sql, int n, const Oid *type,
    const char *const *arg, const int *size, const int *binary, int form),
    (c, sql, n, type, arg, size, binary, form))
GIVE(PGresult *, PQgetResult, (PGconn *c), (c))
GIVE(int, PQgetisnull, (const PGresult *r, int i, int k), (r, i, k))
GIVE(int, PQgetlength, (const PGresult *r, int i, int k), (r, i, k))
GIVE(char *, PQgetvalue, (const PGresult *r, int i, int k), (r, i, k))
GIVE(int, PQntuples, (const PGresult *r), (r))
GIVE(char *, PQresultErrorField, (const PGresult *r, int code), (r, code))
GIVE(ExecStatusType, PQresultStatus, (const PGresult *r), (r))
GIVE(int, PQsendQueryParams, (PGconn *c, const char *sql, int n, const Oid *type,
    const char *const *arg, const int *size, const int *binary, int form),
    (c, sql, n, type, arg, size, binary, form))
GIVE(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn *c, PQnoticeProcessor p, void *arg), (c, p, arg))
GIVE(int, PQsetSingleRowMode, (PGconn *c), (c))
GIVE(ConnStatusType, PQstatus, (const PGconn *c), (c))
GIVE(PGTransactionStatusType, PQtransactionStatus, (const PGconn *c), (c))
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* clang-format on */
LATE_LIBRARY(libpq, "libpq.so.5", LATE_AT(PQclear), LATE_AT(PQconninfoFree),
    LATE_AT(PQfinish), LATE_AT(PQconnectdbParams), LATE_AT(PQconninfoParse),
    LATE_AT(PQerrorMessage), LATE_AT(PQexec), LATE_AT(PQexecParams),
    LATE_AT(PQgetResult), LATE_AT(PQgetisnull), LATE_AT(PQgetlength),
    LATE_AT(PQgetvalue), LATE_AT(PQntuples), LATE_AT(PQresultErrorField),
    LATE_AT(PQresultStatus), LATE_AT(PQsendQueryParams),
    LATE_AT(PQsetNoticeProcessor), LATE_AT(PQsetSingleRowMode),
    LATE_AT(PQstatus), LATE_AT(PQtransactionStatus));

const char *
libpq_load(void)
{
	return late_load(&libpq);
}
