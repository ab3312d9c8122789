#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "retrieval/density.h"

/* A cell is 0.25 s and 1/8 octave of sg1; five of them each way are averaged. */
enum {
	TIME_CELL = 125,
	PITCH_CELL = 96,
	REACH = 2
};

static float
mean_about(const uint32_t *count, uint32_t times, uint32_t pitches,
    uint32_t time, uint32_t pitch)
{
	uint32_t t0 = time > REACH ? time - REACH : 0;
	uint32_t p0 = pitch > REACH ? pitch - REACH : 0, t, p, sum = 0;
	uint32_t cells = 0;

	for (t = t0; t < times && t <= time + REACH; t++)
		for (p = p0; p < pitches && p <= pitch + REACH; p++) {
			sum += count[(size_t)t * pitches + p];
			cells++;
		}
	return (float)sum / (float)(cells * TIME_CELL * PITCH_CELL);
}

void
density_init(
    struct density *d, const struct profile *pr, const struct peak *p, size_t n)
{
	uint32_t end = n > 0 ? p[n - 1].time / TIME_CELL : 0, t, k;
	uint32_t *count;
	size_t cells, i;

	/* what is averaged about the first peak, too */
	d->from = n > 0 ? p[0].time / TIME_CELL : 0;
	d->from -= d->from < REACH ? d->from : REACH;
	d->times = end - d->from + 1;
	d->pitches = pr->pitch_max / PITCH_CELL + 1;
	cells = (size_t)d->times * d->pitches;
	count = xreallocarray(NULL, cells, sizeof *count);
	memset(count, 0, cells * sizeof *count);
	d->peaks = xreallocarray(NULL, cells, sizeof *d->peaks);
	for (i = 0; i < n; i++)
		count[(size_t)(p[i].time / TIME_CELL - d->from) * d->pitches +
		      p[i].pitch / PITCH_CELL]++;
	for (t = 0; t < d->times; t++)
		for (k = 0; k < d->pitches; k++)
			d->peaks[(size_t)t * d->pitches + k] =
			    mean_about(count, d->times, d->pitches, t, k);
	free(count);
}

double
density_at(const struct density *d, double time, double pitch)
{
	uint32_t t = time > 0 ? (uint32_t)time / TIME_CELL : 0;
	uint32_t p = pitch > 0 ? (uint32_t)pitch / PITCH_CELL : 0;

	t -= t < d->from ? t : d->from;
	if (t >= d->times)
		t = d->times - 1;
	if (p >= d->pitches)
		p = d->pitches - 1;
	return d->peaks[(size_t)t * d->pitches + p];
}

void
density_release(struct density *d)
{
	free(d->peaks);
	d->peaks = NULL;
}
