#define _GNU_SOURCE /* memfd_create */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index_hide.h"
#include "retrieval/ratio.h"
#include "retrieval/recent.h"
#include "retrieval/segment_dead.h"
#include "retrieval/timeline.h"

enum {
	BEST = 16 /* candidates of a window */
};

void
recent_init(struct recent *r, const struct profile *p)
{
	*r = (struct recent) { .ix.profile = p };
}

static int
fail(struct recent *r, const char *what)
{
	snprintf(
	    r->ix.err, sizeof r->ix.err, "an index in memory: %.400s", what);
	return -1;
}

/* The recording as a segment of its own, which fd names. */
static int
write_segment(struct recent *r, int fd, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	struct segment_build b;
	int copy = dup(fd), n = -1; /* the writer closes it */

	segment_build_init(&b, r->ix.profile);
	segment_build_put(&b, fp, meta);
	if (copy >= 0)
		n = segment_build_write(&b, copy);
	segment_build_release(&b);
	return n;
}

/* The one of that id, and no other that a window is of, is dead from now on. */
static int
replace(struct recent *r, const char *id)
{
	size_t segment;
	uint32_t row;
	int n = index_find(&r->ix, id, &segment, &row);

	if (n > 0)
		segment_kill(r->ix.segment[segment], row);
	return n;
}

int
recent_add(struct recent *r, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	struct segment *s = xreallocarray(NULL, 1, sizeof *s);
	char name[64], why[SEGMENT_ERR];
	struct segment_rec rec;
	int fd, bad = -1;

	if ((fd = memfd_create("recent", MFD_CLOEXEC)) < 0) {
		free(s);
		return fail(r, strerror(errno));
	}
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	if (write_segment(r, fd, fp, meta) < 0)
		fail(r, strerror(errno));
	else if (segment_open(s, AT_FDCWD, name, why, sizeof why) != 0)
		fail(r, why);
	else if (segment_rec(s, 0, &rec) < 0 || replace(r, fp->id) < 0)
		segment_close(s);
	else
		bad = 0;
	close(fd);
	if (bad < 0) {
		free(s);
		return -1;
	}
	r->ix.segment = xreallocarray(
	    r->ix.segment, r->ix.n_segment + 1, sizeof *r->ix.segment);
	r->ix.segment[r->ix.n_segment++] = s;
	r->ix.recordings++;
	r->ix.postings += rec.n_postings;
	r->ix.frames += rec.frames;
	return 0;
}

static void
nominate(struct nominations *n, const struct candidate *c)
{
	const struct nomination x = {
		.id = (char *)(uintptr_t)c->rec.id,
		.votes = c->votes,
		.evalue = c->evalue,
		.offset_s = c->offset_s,
		.speed = c->speed,
		.pitch = c->pitch,
		.from_s = c->q_from_s,
		.to_s = c->q_to_s,
		.ref_from_s = c->ref_from_s,
		.ref_to_s = c->ref_to_s,
	};

	nominations_add(n, &x);
}

void
recent_release(struct recent *r)
{
	index_close(&r->ix);
}

int
recent_search(
    struct index *ix, const struct fingerprint *fp, struct nominations *out)
{
	bool seed = ix->profile->kind == PROFILE_SONICGEN;
	struct timeline t = { 0 };
	struct index_hidden own;
	struct match m;
	size_t i;
	int r;

	if (ix->n_segment == 0)
		return 0;
	if (index_hide(ix, fp->id, &own) < 0)
		return -1;
	match_init(&m, ix, MATCH_EVALUE, BEST, WARP_AXES);
	m.ratio = seed ? RATIO_DEFAULT : 0;
	if ((r = seed ? match_clip(&m, fp) : timeline_init(&t, &m, fp)) < 0)
		snprintf(
		    ix->err, sizeof ix->err, "%.255s: %.200s", fp->id, m.err);
	for (i = 0; r == 0 && i < (seed ? m.n : t.n); i++)
		nominate(out, seed ? &m.list[i] : &t.list[i]);
	nominations_sort(out);
	timeline_release(&t);
	match_release(&m);
	index_reveal(&own);
	return r;
}
