#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/tally.h"

enum {
	AT_ONCE = 4,       /* peaks of one pitch that are counted at once */
	PEAKS_MAX = 15000, /* of a clip: twice that is less than 2^15 */
	BLOCK = 32         /* cells that are passed over at once */
};

void
tally_init(struct tally *t, const struct align *like, const struct clip *clip,
    uint32_t reach)
{
	/* of a long clip each other peak, or less: that is plenty */
	size_t step = clip->fp.n_peak / PEAKS_MAX + 1;
	size_t room = clip->fp.n_peak / step + 1 + AT_ONCE, i;
	int32_t shift = (int32_t)lrint(like->c), pitch, time;
	const struct peak *p = clip->fp.peak;
	uint32_t sum = 0, n;

	t->reach = (int32_t)reach;
	t->pitches = (int32_t)clip->profile->pitch_max + 1;
	t->first =
	    xreallocarray(NULL, (size_t)t->pitches + 2, sizeof *t->first);
	t->time = xreallocarray(NULL, room, sizeof *t->time);
	memset(t->time, 0, room * sizeof *t->time);
	memset(t->first, 0, ((size_t)t->pitches + 2) * sizeof *t->first);
	t->span = 0;
	/* sorted by counting; first[] is one ahead until they are placed */
	for (i = 0; i < clip->fp.n_peak; i += step)
		if ((pitch = p[i].pitch - shift) >= 0 && pitch < t->pitches)
			t->first[pitch + 2]++;
	for (pitch = 0; pitch < t->pitches; pitch++) {
		n = t->first[pitch + 2];
		t->first[pitch + 2] = sum += n;
	}
	for (i = 0; i < clip->fp.n_peak; i += step) {
		if ((pitch = p[i].pitch - shift) < 0 || pitch >= t->pitches)
			continue;
		time = (int32_t)lrint(like->a * p[i].time);
		t->time[t->first[pitch + 1]++] = time;
		t->span = time + 1;
	}
}

void
tally_release(struct tally *t)
{
	free(t->first);
	free(t->time);
	t->first = NULL;
	t->time = NULL;
}

static inline uint32_t
cell(int32_t time, int32_t of_clip)
{
	return (uint32_t)(time - of_clip) / TALLY_CELL;
}

void
tally_count(const struct tally *t, struct tally_cells *c, const struct peak *p,
    size_t n)
{
	const int32_t top = t->pitches - 1;
	int32_t low, high, time;
	uint32_t j, k, end;
	size_t i;

	c->from = -t->span;
	c->pairs = 0;
	c->n = n > 0 ? ((size_t)p[n - 1].time + (size_t)t->span) / TALLY_CELL +
			   2 + BLOCK :
		       0;
	c->count = xgrow(c->count, &c->cap, c->n, sizeof *c->count);
	memset(c->count, 0, c->n * sizeof *c->count);
	for (i = 0; i < n; i++) {
		low = p[i].pitch - t->reach;
		high = p[i].pitch + t->reach;
		if (low > top)
			continue;
		j = t->first[low < 0 ? 0 : low];
		end = t->first[high > top ? top + 1 : high + 1];
		time = (int32_t)p[i].time - c->from;
		c->pairs += end - j;
		/* most often there are a few: no branch tells how many */
		for (k = 0; k < AT_ONCE; k++)
			c->count[cell(time, t->time[j + k])] =
			    (uint16_t)(c->count[cell(time, t->time[j + k])] +
				       (j + k < end));
		for (j += AT_ONCE; j < end; j++)
			c->count[cell(time, t->time[j])]++;
	}
}

/* Insert a place, the best first; a neighbour of a better one is none. */
static size_t
insert(struct tally_place *out, size_t n, size_t max, int32_t delta,
    uint32_t pairs)
{
	size_t k;

	for (k = 0; k < n && out[k].delta + 2 * TALLY_CELL < delta;)
		k++;
	if (k < n && out[k].pairs >= pairs)
		return n;
	if (k == n)
		k = n < max ? n++ : n - 1;
	for (; k > 0 && out[k - 1].pairs < pairs; k--)
		out[k] = out[k - 1];
	out[k] = (struct tally_place) { delta, pairs };
	return n;
}

/* Have two neighbours in a block more than `least` pairs? A difference's sign. */
static bool
any_more(const uint16_t *count, uint32_t least)
{
	uint32_t signs = 0;
	uint16_t limit = (uint16_t)least;
	int i;

	for (i = 0; i < BLOCK; i++)
		signs |= (uint16_t)(limit - (count[i] + count[i + 1]));
	return signs >> 15;
}

size_t
tally_best(const struct tally_cells *c, uint32_t least, struct tally_place *out,
    size_t max)
{
	size_t n = 0, i, k;
	uint32_t s;

	for (i = 0; i + BLOCK < c->n; i += BLOCK) {
		if (!any_more(c->count + i, least))
			continue;
		for (k = i; k < i + BLOCK; k++) {
			s = c->count[k] + c->count[k + 1];
			if (s <= least || (n == max && s <= out[n - 1].pairs))
				continue;
			n = insert(out, n, max,
			    c->from + TALLY_CELL * (int32_t)(k + 1), s);
		}
	}
	return n;
}
