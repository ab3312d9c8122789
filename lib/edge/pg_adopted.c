#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_adopted.h"
#include "retrieval/doc.h"

/* The current row, (body, frames, postings, id), packed; NULL with err set. */
static uint8_t *
pack(struct pg *db, const char *id, const struct profile *pr, size_t *size)
{
	struct doc d = { 0 };
	const uint8_t *body;
	uint8_t *packed = NULL;
	size_t n;

	body = pg_bytes(db, 0, 0, &n);
	snprintf(d.fp.id, sizeof d.fp.id, "%s", pg_text(db, 0, 3));
	if (doc_read(&d, pr, body, n, (uint32_t)pg_number(db, 0, 1),
		(uint32_t)pg_number(db, 0, 2)) < 0)
		pg_fail(db, "document %s: %s", id, d.err);
	else if ((packed = doc_pack(pr, &d.fp, size)) == NULL)
		pg_fail(db, "document %s: %s", id, strerror(errno));
	doc_release(&d);
	return packed;
}

static int
pack_one(struct pg *db, const char *id, const struct profile *pr)
{
	const char *arg[] = { id, NULL };
	int size[] = { 0, 0 }, r;
	uint8_t *packed;
	size_t n;

	if (pg_send(db,
		"select d.body, d.frames, d.postings, v.source_id "
		"from sg.doc d join public.videos v on v.id = d.video "
		"where d.doc = $1",
		arg, NULL, 1) < 0)
		return -1;
	if ((r = pg_next(db)) <= 0)
		return r; /* it has gone */
	packed = pack(db, id, pr, &n);
	if (packed == NULL)
		return -1;
	arg[1] = (const char *)packed;
	size[1] = (int)n;
	r = pg_wait(db);
	if (r == 0)
		r = pg_run_binary(
		    db, "select sg.compact_body($1, $2)", arg, size, 2);
	free(packed);
	return r;
}

int
pg_adopted_pack(struct pg *db, const char *number, const struct profile *pr)
{
	char *list, *id, *save = NULL;
	int r = 0;

	if (pg_run(db,
		"select array_agg(d.doc order by d.doc) "
		"from sg.fresh f join sg.doc d on d.doc = f.doc "
		"where d.profile = $1 and substring(d.body for 8) = 'SGROWS01'",
		&number, 1) < 0)
		return -1;
	if (pg_text(db, 0, 0) == NULL)
		return 0;
	list = xstrdup(pg_text(db, 0, 0));
	for (id = strtok_r(list, "{,}", &save); r == 0 && id != NULL;
	     id = strtok_r(NULL, "{,}", &save))
		r = pack_one(db, id, pr);
	free(list);
	return r;
}
