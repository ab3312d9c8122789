#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/segment_scan.h"

void
segment_scan_init(struct segment_scan *c, const struct segment *s)
{
	*c = (struct segment_scan) { .s = s };
}

/* 1 there is a key; 0 no bucket is left below end; -1 damaged. */
static int
load(struct segment_scan *c, uint64_t end)
{
	ptrdiff_t n;

	while (c->i == c->n) {
		if (c->bucket >= c->s->buckets ||
		    (uint64_t)c->bucket << c->s->shift >= end)
			return 0;
		n = segment_bucket(c->s, c->bucket, &c->key, &c->cap);
		if (n < 0)
			return -1;
		c->bucket++;
		c->i = 0;
		c->n = (size_t)n;
	}
	return 1;
}

int
segment_scan_next(
    struct segment_scan *c, uint64_t end, uint32_t *hash, uint32_t *pos)
{
	uint64_t key;
	int r;

	if (c->i == c->n && (r = load(c, end)) <= 0)
		return r;
	key = c->key[c->i];
	*hash = (c->bucket - 1) << c->s->shift |
		(uint32_t)(key & (((uint64_t)1 << c->s->shift) - 1));
	*pos = (uint32_t)(key >> c->s->shift);
	c->i++;
	return 1;
}

void
segment_scan_release(struct segment_scan *c)
{
	free(c->key);
	c->key = NULL;
}

void
segment_spans_add(
    struct segment_spans *s, uint32_t from, uint32_t frames, uint32_t to)
{
	struct segment_span *last = s->span + s->n;

	if (s->n > 0 && last[-1].end == from && last[-1].delta == to - from) {
		last[-1].end += frames;
		return;
	}
	s->span = xgrow(s->span, &s->cap, s->n + 1, sizeof *s->span);
	s->span[s->n++] =
	    (struct segment_span) { from, from + frames, to - from };
}

bool
segment_spans_move(struct segment_spans *s, uint32_t *pos)
{
	size_t lo = 0, hi = s->n, mid;
	const struct segment_span *p;

	if (s->n == 0)
		return false;
	p = &s->span[s->at];
	if (*pos < p->from || *pos >= p->end) {
		while (hi - lo > 1) {
			mid = lo + (hi - lo) / 2;
			if (s->span[mid].from <= *pos)
				lo = mid;
			else
				hi = mid;
		}
		s->at = lo;
		p = &s->span[lo];
		if (*pos < p->from || *pos >= p->end)
			return false;
	}
	*pos += p->delta;
	return true;
}
