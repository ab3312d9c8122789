#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/idset.h"
#include "base/num.h"
#include "base/sg.h"
#include "edge/pg_array.h"
#include "edge/pg_pull.h"
#include "retrieval/index_change.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_store.h"
#include "retrieval/pulled.h"

/* What a commit takes over: so much is done again after a kill. */
enum {
	COMMIT_POSTINGS = 1 << 23,
	COMMIT_RECORDINGS = 20000
};

/* What a document brings with it: another seal, another recording. */
#define SEAL                                                                   \
	"left(md5(concat_ws('|', d.doc, d.batch, v.source_id, v.title, "       \
	"v.url, extract(epoch from v.published_at), v.duration)), 16)"

struct job {
	struct pg_index *from;
	const char *dir;
	int dirfd, lock;
	struct pulled there, here; /* what the database has, what we have */
	struct doc doc;
	struct pg_pulled *sum;
};

static int
fail(struct job *j, const char *why)
{
	return pg_fail(&j->from->db, "%s", why);
}

/* The row of the server: doc, id, seal, frames, postings. */
static void
take_row(const struct pg *db, struct pulled_row *row)
{
	*row = (struct pulled_row) {
		.doc = (uint64_t)pg_number(db, 0, 0),
		.id = (char *)(uintptr_t)pg_text(db, 0, 1),
		.frames = (uint32_t)pg_number(db, 0, 3),
		.postings = (uint32_t)pg_number(db, 0, 4),
	};
	snprintf(row->seal, sizeof row->seal, "%s", pg_text(db, 0, 2));
}

static int
list_there(struct job *j)
{
	const char *const arg[] = { j->from->number };
	struct pg *db = &j->from->db;
	struct pulled_row row;
	int r;

	if (pg_send(db,
		"select d.doc, v.source_id, " SEAL ", d.frames, d.postings "
		"from sg.doc d join public.videos v on v.id = d.video "
		"where d.profile = $1::smallint order by d.doc",
		arg, NULL, 1) < 0)
		return -1;
	while ((r = pg_next(db)) > 0) {
		take_row(db, &row);
		pulled_add(&j->there, &row);
	}
	return r;
}

static int
write_pulled(struct job *j)
{
	if (pulled_write(&j->here, j->dir, j->from->profile) == 0)
		return 0;
	return fail(j, j->here.err);
}

/* What the database has no more, and what is no longer as PULLED says. */
static int
forget(struct job *j)
{
	size_t before = j->here.n;
	struct idset gone = { 0 };
	struct index ix;
	char why[400];
	bool *absent;
	int r;

	if (faccessat(j->dirfd, "MANIFEST", F_OK, 0) < 0) {
		pulled_release(&j->here);
		j->here = (struct pulled) { 0 };
		return 0;
	}
	if (index_open(&ix, j->dir) < 0)
		return fail(j, ix.err);
	r = pulled_compare(&j->here, &j->there, &ix, &gone);
	if (r < 0)
		pg_fail(&j->from->db, "%.100s: %.380s", j->dir, ix.err);
	index_close(&ix);
	absent = xreallocarray(NULL, gone.n + 1, sizeof *absent);
	if (r == 0 && gone.n > 0 &&
	    (r = index_remove(
		 j->dir, gone.id, gone.n, absent, why, sizeof why)) < 0)
		fail(j, why);
	free(absent);
	j->sum->removed = gone.n;
	idset_release(&gone);
	return r == 0 && j->here.n < before ? write_pulled(j) : r;
}

/* The current row into the store: doc, id, seal, frames, postings, body ... */
static int
put_row(struct job *j, struct index_store *s, struct pulled *got)
{
	struct pg *db = &j->from->db;
	const char *duration = pg_text(db, 0, 9);
	struct segment_meta meta = { .duration_s = -1 };
	struct pulled_row row;
	const uint8_t *body;
	size_t n;

	take_row(db, &row);
	body = pg_bytes(db, 0, 5, &n);
	if (!id_valid(row.id))
		return pg_fail(db, "'%.255s' is no identity", row.id);
	if (doc_read(&j->doc, j->from->profile, body, n, row.frames,
		row.postings) < 0)
		return pg_fail(db, "'%s': %s", row.id, j->doc.err);
	strcpy(j->doc.fp.id, row.id);
	meta.title = (char *)(uintptr_t)pg_text(db, 0, 6);
	meta.url = (char *)(uintptr_t)pg_text(db, 0, 7);
	meta.published = (char *)(uintptr_t)pg_text(db, 0, 8);
	if (duration != NULL)
		num_real(duration, 0, 1e300, &meta.duration_s);
	if (index_store_put(s, &j->doc.fp, &meta) < 0)
		return fail(j, s->err);
	pulled_add(got, &row);
	return 0;
}

/* Documents of a list, as they come, into one commit. */
static int
fetch(struct job *j, const struct pg_array *docs, struct index_store *s,
    struct pulled *got)
{
	struct pg *db = &j->from->db;
	const char *arg[1];
	int size[1], r, bad = 0;

	arg[0] = pg_array_arg(docs, &size[0]);
	if (pg_send(db,
		"select d.doc, v.source_id, " SEAL ", d.frames, d.postings, "
		"d.body, v.title, v.url, " PG_UTC(
		    "v.published_at") ", v.duration::text "
				      "from sg.doc d join public.videos v on "
				      "v.id = d.video "
				      "where d.doc = any ($1::bigint[]) order "
				      "by d.doc",
		arg, size, 1) < 0)
		return -1;
	while (bad == 0 && (r = pg_next(db)) > 0)
		bad = put_row(j, s, got);
	if (bad < 0 || r < 0)
		return -1;
	return index_store_commit(s) < 0 ? fail(j, s->err) : 0;
}

static int
take_over(struct job *j, const struct pg_array *docs)
{
	struct pulled got = { 0 };
	struct index_store s;
	char why[400];
	size_t i;
	int r;

	if (index_store_open(&s, j->dir, j->from->profile) < 0)
		r = fail(j, s.err);
	else
		r = fetch(j, docs, &s, &got);
	for (i = 0; r == 0 && i < got.n; i++)
		pulled_add(&j->here, &got.row[i]);
	if (r == 0) {
		pulled_sort(&j->here);
		j->sum->recordings += s.recordings;
		j->sum->postings += s.postings;
		r = write_pulled(j);
	}
	index_store_close(&s);
	pulled_release(&got);
	if (r == 0 && index_merge(j->dir, false, why, sizeof why) < 0)
		r = fail(j, why);
	return r;
}

/* Everything that we do not have, some at a time. */
static int
take_all(struct job *j)
{
	bool none = faccessat(j->dirfd, "MANIFEST", F_OK, 0) < 0;
	const struct pulled_row *row = j->there.row;
	const struct pulled_row *end = row + j->there.n;
	struct pg_array docs;
	uint64_t postings;
	int r = 0;

	pg_array_init(&docs, 8);
	while (r == 0 && (row < end || none)) {
		pg_array_clear(&docs);
		for (postings = 0; row < end && postings < COMMIT_POSTINGS &&
				   docs.n < COMMIT_RECORDINGS;
		     row++) {
			if (pulled_find(&j->here, row->doc) != NULL)
				continue;
			pg_array_put(&docs, (int64_t)row->doc);
			postings += row->postings;
		}
		if (docs.n > 0 || none)
			r = take_over(j, &docs);
		none = false;
	}
	pg_array_release(&docs);
	return r;
}

/* One at a time pulls into a directory. */
static int
lock(struct job *j)
{
	struct index_store s;
	int r = index_store_open(&s, j->dir, j->from->profile);

	if (r < 0)
		fail(j, s.err);
	index_store_close(&s);
	if (r < 0)
		return -1;
	j->dirfd = open(j->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->dirfd >= 0 &&
	    (j->lock = index_lock(j->dirfd, "PULL", true)) >= 0)
		return 0;
	return pg_fail(
	    &j->from->db, "%.400s/PULL: %s", j->dir, strerror(errno));
}

int
pg_pull(struct pg_index *from, const char *dir, struct pg_pulled *sum)
{
	struct job j = {
		.from = from, .dir = dir, .dirfd = -1, .lock = -1, .sum = sum
	};
	int r;

	*sum = (struct pg_pulled) { 0 };
	if ((r = pg_index_choose(from)) == 0 && (r = lock(&j)) == 0 &&
	    (r = pulled_read(&j.here, dir, from->profile)) < 0)
		fail(&j, j.here.err);
	if (r == 0 && (r = list_there(&j)) == 0 && (r = forget(&j)) == 0)
		r = take_all(&j);
	pulled_release(&j.here);
	pulled_release(&j.there);
	doc_release(&j.doc);
	if (j.lock >= 0)
		close(j.lock);
	if (j.dirfd >= 0)
		close(j.dirfd);
	return r;
}
