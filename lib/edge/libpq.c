#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include <libpq-fe.h>

#include "edge/libpq.h"

#define SONAME "libpq.so.5"

/* A pointer to the library's own, and a function that calls it. */
#define GIVE(type, name, params, args)                                         \
	static __typeof__(&(name)) own_##name;                                 \
	type name params                                                       \
	{                                                                      \
		return own_##name args;                                        \
	}
#define DO(name, params, args)                                                 \
	static __typeof__(&(name)) own_##name;                                 \
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

#define OWN(name) { #name, &own_##name }
static const struct {
	const char *name;
	void *own;
} function[] = { OWN(PQclear), OWN(PQconninfoFree), OWN(PQfinish), OWN(PQconnectdbParams),
	OWN(PQconninfoParse), OWN(PQerrorMessage), OWN(PQexec), OWN(PQexecParams),
	OWN(PQgetResult), OWN(PQgetisnull), OWN(PQgetlength), OWN(PQgetvalue), OWN(PQntuples),
	OWN(PQresultErrorField), OWN(PQresultStatus), OWN(PQsendQueryParams),
	OWN(PQsetNoticeProcessor), OWN(PQsetSingleRowMode), OWN(PQstatus),
	OWN(PQtransactionStatus) };
/* clang-format on */

static char wrong[256];

static void
load(void)
{
	void *handle = dlopen(SONAME, RTLD_NOW);
	size_t i;

	if (handle == NULL)
		snprintf(wrong, sizeof wrong, "%s", dlerror());
	for (i = 0; i < sizeof function / sizeof *function && !*wrong; i++) {
		/* so POSIX makes a function of it */
		*(void **)function[i].own = dlsym(handle, function[i].name);
		if (*(void **)function[i].own == NULL)
			snprintf(wrong, sizeof wrong, SONAME " has no %s",
			    function[i].name);
	}
}

const char *
libpq_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return *wrong ? wrong : NULL;
}
