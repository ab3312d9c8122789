#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/ask.h"
#include "retrieval/evalue.h"
#include "retrieval/ratio.h"
#include "retrieval/recording.h"

enum {
	WINDOWS = 64 /* of votes that are looked at */
};

uint32_t
ratio_matches(const struct vote *v, const struct vote_window *w, uint32_t base,
    uint32_t frames)
{
	uint32_t div = v->profile->time_div, n = 0, best = 0;
	struct vote_hit h;
	int64_t pos, delta = 0;
	size_t i;

	/* hits are in order of delta */
	for (i = w->first; i < w->first + w->n; i++) {
		h = vote_hit(v, i);
		if (i == w->first || h.delta != delta)
			n = 0;
		delta = h.delta;
		pos = (h.delta + h.t) / div - base;
		n += pos >= 0 && pos < frames;
		best = n > best ? n : best;
	}
	return best;
}

/* What the index has for the clip as it is; its votes are to be released. */
static int
ask_for(struct match *m, const struct clip *clip, struct vote *v)
{
	struct question q = { .clip = clip, .warp = { 1, 1 } };
	struct ask a = { .index = m->index, .windows = WINDOWS };
	int r;

	*v = (struct vote) { 0 };
	if ((r = ask_once(&a, &q, v)) < 0)
		memcpy(m->err, a.err, sizeof m->err);
	m->lookups += a.lookups;
	m->hits += a.hits;
	m->skipped += a.skipped;
	return r;
}

/* Keep the best candidate of each recording; equals in order of arrival. */
static void
keep(struct match *m, const struct candidate *c)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (!m->all_places && strcmp(m->list[i].rec.id, c->rec.id) == 0)
			break;
	if (i < m->n && m->list[i].votes >= c->votes)
		return;
	if (i == m->n && m->n < m->max_n)
		m->n++;
	else if (i == m->n && m->list[--i].votes >= c->votes)
		return;
	for (; i > 0 && m->list[i - 1].votes < c->votes; i--)
		m->list[i] = m->list[i - 1];
	m->list[i] = *c;
}

static int
list(struct match *m, const struct clip *clip, const struct vote *v,
    const struct evalue_tail *tail)
{
	static const struct warp none = { 1, 1 };
	struct recording rec = { 0 };
	const struct vote_window *w;
	struct nominee place;
	struct candidate c;
	int r = 0;

	for (w = v->top; w < v->top + v->n_top; w++) {
		if ((r = nominee_of(&place, m->index, v, w, &none)) == 0)
			continue;
		if (r < 0 ||
		    (r = recording_read(
			 &rec, m->index->segment[w->segment], place.row)) < 0)
			break;
		if (!candidate_init(&c, &place, clip, &rec))
			continue;
		c.evalue = evalue(tail, w->score, 1);
		c.votes = ratio_matches(v, w, c.rec.base, c.rec.frames);
		if (c.votes >= m->ratio * (double)clip->fp.n_mark)
			keep(m, &c);
	}
	recording_release(&rec);
	if (r < 0)
		snprintf(m->err, sizeof m->err,
		    "a damaged segment (sg-index check tells which)");
	return r < 0 ? -1 : 0;
}

/* What the windows of the clip backwards score. */
static int
chance(struct match *m, const struct clip *back, struct evalue_tail *tail)
{
	double score[WINDOWS];
	struct vote v;
	size_t i;
	int r;

	if ((r = ask_for(m, back, &v)) == 0) {
		for (i = 0; i < v.n_top; i++)
			score[i] = v.top[i].score;
		evalue_fit(tail, score, v.n_top);
	}
	vote_release(&v);
	return r;
}

int
ratio_clip(struct match *m, const struct fingerprint *fp)
{
	const struct profile *p = m->index->profile;
	struct landmark *made = NULL;
	struct fingerprint hashes = *fp;
	struct evalue_tail tail;
	struct clip clip, back;
	struct vote v;
	int r;

	if (fp->n_mark == 0 && p->kind == PROFILE_SG1 && fp->n_peak > 0) {
		hashes.n_mark =
		    landmark_pair(p, fp->peak, fp->n_peak, fp->n_peak, &made);
		hashes.mark = made;
	}
	/* hashes are asked for, not what the peaks would give */
	hashes.n_peak = 0;
	clip_init(&clip, p, &hashes);
	clip_reverse(&back, p, &hashes);
	if ((r = ask_for(m, &clip, &v)) == 0 && v.n_top > 0 &&
	    (r = chance(m, &back, &tail)) == 0)
		r = list(m, &clip, &v, &tail);
	vote_release(&v);
	clip_release(&back);
	clip_release(&clip);
	free(made);
	return r;
}
