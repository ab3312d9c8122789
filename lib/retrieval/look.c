#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/threads.h"
#include "retrieval/look.h"
#include "retrieval/recording.h"

enum {
	WORTH_A_THREAD = 16 /* places */
};

struct job {
	const struct index *index;
	const struct nominee *nominee;
	const struct clip *clip;
	const struct nominee **by_row; /* in order of their recordings */
	size_t *group;                 /* where each recording begins in it */
	struct candidate *out;
	struct recording *rec; /* of each thread */
	atomic_bool damaged;
};

/* Run it with a recording for each thread. 0, or -1 when one was damaged. */
static int
run(struct job *j, size_t n, void (*work)(void *, size_t, unsigned),
    unsigned threads)
{
	unsigned i;

	if (threads > n / WORTH_A_THREAD + 1)
		threads = (unsigned)(n / WORTH_A_THREAD) + 1;
	j->rec = xreallocarray(NULL, threads, sizeof *j->rec);
	memset(j->rec, 0, threads * sizeof *j->rec);
	threads_run(threads, n, work, j);
	for (i = 0; i < threads; i++)
		recording_release(&j->rec[i]);
	free(j->rec);
	return j->damaged ? -1 : 0;
}

/* By recording; in one, as they stand in memory. */
static int
row_order(const void *a, const void *b)
{
	const struct nominee *const *x = a, *const *y = b;

	if ((*x)->segment != (*y)->segment)
		return (*x)->segment < (*y)->segment ? -1 : 1;
	if ((*x)->row != (*y)->row)
		return (*x)->row < (*y)->row ? -1 : 1;
	return (*x > *y) - (*x < *y);
}

/* Half of the time is that of the peaks: a clip of hashes has no use for them. */
static int
read_recording(const struct job *j, struct recording *rec,
    const struct segment *segment, uint32_t row)
{
	if (j->clip->fp.n_peak == 0)
		return recording_row(rec, segment, row);
	return recording_read(rec, segment, row);
}

static void
look_at_recording(void *arg, size_t group, unsigned who)
{
	struct job *j = arg;
	struct recording *rec = &j->rec[who];
	const struct nominee *x = j->by_row[j->group[group]];
	struct candidate *c;
	size_t i;

	if (read_recording(j, rec, j->index->segment[x->segment], x->row) < 0) {
		j->damaged = true;
		return;
	}
	for (i = j->group[group]; i < j->group[group + 1]; i++) {
		c = &j->out[j->by_row[i] - j->nominee];
		if (!candidate_init(c, j->by_row[i], j->clip, rec))
			c->score = 0;
	}
}

int
look_at(const struct index *ix, const struct nominee *nominee, size_t n,
    const struct clip *clip, struct candidate *out, unsigned threads)
{
	struct job j = {
		.index = ix, .nominee = nominee, .clip = clip, .out = out
	};
	size_t groups = 0, i;
	int r;

	j.by_row = xreallocarray(NULL, n + 1, sizeof *j.by_row);
	j.group = xreallocarray(NULL, n + 1, sizeof *j.group);
	for (i = 0; i < n; i++)
		j.by_row[i] = &nominee[i];
	if (n > 1)
		qsort(j.by_row, n, sizeof *j.by_row, row_order);
	for (i = 0; i < n; i++)
		if (i == 0 || j.by_row[i]->row != j.by_row[i - 1]->row ||
		    j.by_row[i]->segment != j.by_row[i - 1]->segment)
			j.group[groups++] = i;
	j.group[groups] = n;
	r = run(&j, groups, look_at_recording, threads);
	free(j.by_row);
	free(j.group);
	return r;
}

static void
look_for_place(void *arg, size_t i, unsigned who)
{
	struct job *j = arg;
	struct candidate *c = &j->out[i], best;

	if (c->placed)
		return;
	if (read_recording(j, &j->rec[who], c->segment, c->row) < 0) {
		j->damaged = true;
		return;
	}
	candidate_places(c, j->clip, &j->rec[who], &best, 1);
	best.placed = true;
	*c = best;
}

int
look_for_places(
    struct candidate *list, size_t n, const struct clip *clip, unsigned threads)
{
	struct job j = { .clip = clip, .out = list };

	return run(&j, n, look_for_place, threads);
}
