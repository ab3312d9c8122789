#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/loss.h"

enum {
	BANDS = 4,
	PEAKS_MIN = 20, /* of a band */
	FLOOR = 20      /* the quietest of so many */
};

/* Levels of a side's peaks in the stretches, dB, by band and all together. */
struct levels {
	double *band[BANDS], *all;
	size_t n[BANDS], n_all;
};

static int
order(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* The value that a share of 1 / `of` lies below. */
static double
quantile(double *x, size_t n, size_t of)
{
	qsort(x, n, sizeof *x, order);
	return x[n / of];
}

static void
put(struct levels *l, const struct profile *p, const struct peak *peak)
{
	size_t k = (size_t)peak->pitch * BANDS / ((size_t)p->pitch_max + 1);

	if (k >= BANDS)
		k = BANDS - 1;
	l->band[k][l->n[k]++] = peak->level / 10.0;
	l->all[l->n_all++] = peak->level / 10.0;
}

static void
levels_init(struct levels *l, size_t n)
{
	int k;

	*l = (struct levels) { 0 };
	for (k = 0; k < BANDS; k++)
		l->band[k] = xreallocarray(NULL, n + 1, sizeof *l->band[k]);
	l->all = xreallocarray(NULL, n + 1, sizeof *l->all);
}

static void
levels_release(struct levels *l)
{
	int k;

	for (k = 0; k < BANDS; k++)
		free(l->band[k]);
	free(l->all);
}

/* Those of a, or of b, which lie in a stretch. */
static void
collect(struct levels *l, const struct profile *p, const struct overlay *o,
    bool of_a)
{
	const struct peak *peak = of_a ? o->sides.a : o->sides.b;
	size_t n = of_a ? o->sides.n_a : o->sides.n_b, i;
	const struct overlay_stretch *s;
	double from, to;

	levels_init(l, n);
	for (i = 0; i < n; i++)
		for (s = o->stretch; s < o->stretch + o->n; s++) {
			from = of_a ? s->a_from : s->b_from;
			to = of_a ? s->a_to : s->b_to;
			if (peak[i].time < from || peak[i].time > to)
				continue;
			put(l, p, &peak[i]);
			break;
		}
}

/* By how much a is louder, dB, where the two are the same. */
static double
gain(const struct overlay *o)
{
	double *d = xreallocarray(NULL, o->n_pair + 1, sizeof *d), g = 0;
	size_t i;

	for (i = 0; i < o->n_pair; i++)
		d[i] = (o->pair[i].a->level - o->pair[i].b->level) / 10.0;
	if (o->n_pair > 0)
		g = quantile(d, o->n_pair, 2);
	free(d);
	return g;
}

void
loss(struct loss *x, const struct profile *p, const struct overlay *o)
{
	static const double sign[BANDS] = { -1, 1, 1, -1 };
	struct levels a, b;
	int k;

	*x = (struct loss) { .known = true };
	collect(&a, p, o, true);
	collect(&b, p, o, false);
	for (k = 0; k < BANDS; k++) {
		if (a.n[k] < PEAKS_MIN || b.n[k] < PEAKS_MIN) {
			x->known = false;
			break;
		}
		x->band_db += sign[k] * (quantile(a.band[k], a.n[k], 2) -
					    quantile(b.band[k], b.n[k], 2));
	}
	if (x->known)
		x->floor_db = quantile(a.all, a.n_all, FLOOR) -
			      quantile(b.all, b.n_all, FLOOR) - gain(o);
	levels_release(&a);
	levels_release(&b);
}
