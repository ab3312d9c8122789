#include <math.h>

#include "retrieval/sampling.h"

/* The seed's table: what holds for a fingerprint of that length. */
struct anchor {
	double length, per_section, coverage, min, max;
};

static const struct anchor anchors[] = {
	{ 1000, 50, 0.25, 5, 25 },
	{ 5000, 80, 0.20, 10, 30 },
	{ 15000, 120, 0.15, 15, 40 },
	{ 50000, 160, 0.075, 20, 50 },
	{ 100000, 200, 0.05, 50, 50 },
};

enum {
	N_ANCHORS = sizeof anchors / sizeof *anchors
};

/* Between two anchors: per_section by the square root, the others linearly. */
static struct anchor
interpolate(double length)
{
	const struct anchor *a = anchors, *b;
	double t;

	while (a < anchors + N_ANCHORS - 1 && length >= a[1].length)
		a++;
	if (a == anchors + N_ANCHORS - 1)
		return *a;
	b = a + 1;
	t = (length - a->length) / (b->length - a->length);
	return (struct anchor) {
		.length = length,
		.per_section = a->per_section +
			       sqrt(t) * (b->per_section - a->per_section),
		.coverage = a->coverage + t * (b->coverage - a->coverage),
		.min = a->min + t * (b->min - a->min),
		.max = a->max + t * (b->max - a->max),
	};
}

void
sampling_plan(struct sampling *s, size_t length)
{
	double n = (double)length, sections;
	struct anchor a;

	*s = (struct sampling) { .length = length,
		.sections = 1,
		.step = length,
		.rows_each = length,
		.compared = length };
	if (n < anchors[0].length)
		return;
	a = interpolate(n);
	/* a bound may be a fraction, and then the number of sections is one */
	sections = ceil(n * a.coverage / a.per_section);
	sections = sections < a.max ? sections : a.max;
	sections = sections > a.min ? sections : a.min;
	s->sections = (size_t)sections;
	s->step = (size_t)rint((n - fmod(n, sections)) / sections);
	s->rows_each = (size_t)rint(a.per_section);
	s->compared = s->sections * (size_t)a.per_section;
}

bool
sampling_keeps(const struct sampling *s, size_t row)
{
	return row < s->length && row / s->step < s->sections &&
	       row % s->step < s->rows_each;
}

void
window_plan(struct window_plan *w, const struct profile *p, double seconds,
    double step_s)
{
	double frames_per_s = (double)p->rate / p->hop;
	double length = rint(seconds * frames_per_s);

	w->step = step_s * frames_per_s;
	w->length = length < 1 ? 1 : (uint32_t)length;
}

struct window
window_at(const struct window_plan *w, uint32_t k)
{
	double first = rint(k * w->step);
	struct window win = { UINT32_MAX, UINT32_MAX };

	if (first < UINT32_MAX) {
		win.first = (uint32_t)first;
		if (w->length < UINT32_MAX - win.first)
			win.end = win.first + w->length;
	}
	return win;
}

bool
window_of(const struct window_plan *w, uint32_t k, uint32_t frames,
    struct window *win)
{
	*win = window_at(w, k);
	if (win->end > frames)
		win->end = frames;
	if (k == 0)
		return true;
	return window_at(w, k - 1).end < frames && win->first < frames &&
	       win->end - win->first >= (w->length + 1) / 2;
}
