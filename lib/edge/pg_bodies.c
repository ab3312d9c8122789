#include <stdatomic.h>
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
	int r;            /* what take() said, or -1 */
	atomic_bool over; /* r is not 0: nothing more is handed out */
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

	/* the rest of the answer is read, and let be */
	if (!j->over)
		i->r = doc_read(
		    &i->doc, j->profile, i->body, i->n, i->frames, i->postings);
}

static void
hand_out(void *arg, void *item)
{
	struct job *j = arg;
	struct item *i = item;

	if (j->over)
		return;
	if (i->r < 0)
		snprintf(j->err, sizeof j->err, "'%.200s': %s", i->doc.fp.id,
		    i->doc.err);
	j->r = i->r < 0 ? -1 : j->take(j->arg, i->number, &i->doc.fp);
	j->over = j->r != 0;
}

static void
free_item(void *item)
{
	struct item *i = item;

	doc_release(&i->doc);
	free(i->body);
}

int
pg_bodies_each(
    struct pg *db, const struct profile *profile, pg_body_take *take, void *arg)
{
	struct job j = {
		.db = db, .profile = profile, .take = take, .arg = arg
	};
	unsigned threads = threads_online();
	int r;

	r = in_order_run(&(struct in_order) {
	    .take = take_row,
	    .work = unpack,
	    .give = hand_out,
	    .end = free_item,
	    .arg = &j,
	    .size = sizeof(struct item),
	    .n = (size_t)threads * AHEAD,
	    .threads = threads,
	});
	if (r == 0 && j.r < 0)
		return pg_fail(db, "%s", j.err);
	return r < 0 ? r : j.r;
}
