#include <stdlib.h>
#include <string.h>

#include "base/in_order.h"
#include "base/sg.h"
#include "base/threads.h"
#include "edge/pg_bodies.h"
#include "retrieval/doc.h"

enum {
	AHEAD = 4 /* documents for each thread */
};

struct item {
	int64_t number;
	uint32_t frames, postings;
	uint8_t *body; /* owned */
	size_t n, cap;
	struct doc doc;
	int r; /* of doc_read() */
};

struct job {
	struct pg *db;
	const struct profile *profile;
	pg_body_take *take;
	void *arg;
	int failed; /* what take() said, or -1; nothing more is handed out */
	char err[sizeof((struct pg *)NULL)->err]; /* pg_next() has db->err */
};

static int
take_row(void *arg, void *item)
{
	struct job *j = arg;
	struct item *i = item;
	const uint8_t *body;
	int r = pg_next(j->db);

	if (r <= 0)
		return r;
	i->number = pg_number(j->db, 0, 0);
	i->frames = (uint32_t)pg_number(j->db, 0, 1);
	i->postings = (uint32_t)pg_number(j->db, 0, 2);
	body = pg_bytes(j->db, 0, 3, &i->n);
	i->body = xgrow(i->body, &i->cap, i->n + 1, 1);
	memcpy(i->body, body, i->n);
	snprintf(i->doc.fp.id, sizeof i->doc.fp.id, "%s", pg_text(j->db, 0, 4));
	return 1;
}

static void
unpack(void *arg, void *item)
{
	const struct job *j = arg;
	struct item *i = item;

	i->r = doc_read(
	    &i->doc, j->profile, i->body, i->n, i->frames, i->postings);
}

static void
hand_out(void *arg, void *item)
{
	struct job *j = arg;
	struct item *i = item;

	if (j->failed != 0)
		return;
	if (i->r == 0) {
		j->failed = j->take(j->arg, i->number, &i->doc.fp);
		return;
	}
	snprintf(
	    j->err, sizeof j->err, "'%.200s': %s", i->doc.fp.id, i->doc.err);
	j->failed = -1;
}

int
pg_bodies_each(struct pg *db, const struct profile *profile, const char *sql,
    const char *arg1, pg_body_take *take, void *arg)
{
	struct job j = {
		.db = db, .profile = profile, .take = take, .arg = arg
	};
	unsigned threads = threads_online();
	size_t n = (size_t)threads * AHEAD, i;
	struct item *item;
	int r;

	if (pg_send(db, sql, &arg1, NULL, 1) < 0)
		return -1;
	item = xreallocarray(NULL, n, sizeof *item);
	memset(item, 0, n * sizeof *item);
	r = in_order_run(&(struct in_order) {
	    .take = take_row,
	    .work = unpack,
	    .give = hand_out,
	    .arg = &j,
	    .item = (char *)item,
	    .size = sizeof *item,
	    .n = n,
	    .threads = threads,
	});
	for (i = 0; i < n; i++) {
		doc_release(&item[i].doc);
		free(item[i].body);
	}
	free(item);
	if (r == 0 && j.failed < 0)
		return pg_fail(db, "%s", j.err);
	return r < 0 ? r : j.failed;
}
