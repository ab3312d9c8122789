/* The streaming picker against the definition, cell by cell. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/analyser.h"
#include "signal/pick.h"
#include "test.h"

enum {
	FRAMES = 400,
	MAX_PEAKS = 100000
};

static const struct profile *pr;
static uint32_t n_bin;
static float *cells; /* FRAMES rows of n_bin */

struct plain {
	struct peak peak;
	float power;
	uint32_t band;
};

static float
cell(int t, int b)
{
	if (t < 0 || t >= FRAMES || b < 0 || b >= (int)n_bin)
		return 0;
	return cells[(size_t)t * n_bin + (size_t)b];
}

static bool
plain_is_peak(int t, int b)
{
	int dt, df, near_t = (int)pr->near_frames, near_b = (int)pr->near_bins;
	float v = cell(t, b), quiet = v, scale = (float)pr->window / 4;

	if (10 * log10(v / (scale * scale)) <= pr->floor_db)
		return false;
	for (dt = -near_t; dt <= near_t; dt++)
		for (df = -near_b; df <= near_b; df++) {
			if (cell(t + dt, b + df) > v)
				return false;
			if (cell(t + dt, b + df) == v &&
			    (dt < 0 || (dt == 0 && df < 0)))
				return false;
		}
	for (dt = -near_t; dt <= near_t; dt++)
		if (t + dt >= 0 && t + dt < FRAMES)
			quiet = fminf(quiet, cell(t + dt, b));
	return 10 * log10(v / quiet) >= pr->rise_db;
}

static double
level(int t, int b)
{
	double scale = pr->window / 4.;

	return 10 * log10(cell(t, b) / (scale * scale) + 1e-30);
}

static double
top(double a, double b, double c)
{
	return a - 2 * b + c < 0 ? 0.5 * (a - c) / (a - 2 * b + c) : 0;
}

static struct plain
plain_peak(int t, int b)
{
	struct plain p = { .power = cell(t, b) };
	double hz, time;

	hz = (b + (int)profile_bin_first(pr) +
		 top(level(t, b - 1), level(t, b), level(t, b + 1))) *
	     pr->rate / pr->window;
	time = t + top(level(t - 1, b), level(t, b), level(t + 1, b));
	p.peak.time = (uint32_t)lrint(time * pr->time_div);
	p.peak.pitch = (uint16_t)profile_pitch(pr, hz);
	p.peak.level = (int16_t)lrint(level(t, b) * 10);
	p.band = p.peak.pitch * pr->bands / (profile_pitch(pr, pr->f_max) + 1);
	return p;
}

static int
plain_order(const void *a, const void *b)
{
	const struct plain *p = a, *q = b;

	return peak_order(&p->peak, &q->peak);
}

/* All peaks by the definition, ranked, those of rank < peak_rank kept. */
static size_t
plain_pick(struct plain *p)
{
	uint32_t reach = pr->rank_frames * pr->time_div, rank;
	size_t n = 0, i, j, kept = 0;
	struct plain *all = calloc(MAX_PEAKS, sizeof *all);
	int t, b;

	for (t = 1; t < FRAMES - 1; t++)
		for (b = 1; b < (int)n_bin - 1; b++)
			if (plain_is_peak(t, b))
				all[n++] = plain_peak(t, b);
	qsort(all, n, sizeof *all, plain_order);
	for (i = 0; i < n; i++) {
		for (rank = 0, j = 0; j < n; j++)
			rank += all[j].band == all[i].band &&
				all[j].power > all[i].power &&
				(uint32_t)abs((int)all[j].peak.time -
					      (int)all[i].peak.time) <= reach;
		all[i].peak.rank = (uint16_t)rank;
		if (rank < pr->peak_rank)
			p[kept++] = all[i];
	}
	free(all);
	return kept;
}

static void
same(const struct peak *got, const struct peak *want)
{
	assert_int_equal(got->time, want->time);
	assert_int_equal(got->pitch, want->pitch);
	assert_int_equal(got->level, want->level);
	assert_int_equal(got->rank, want->rank);
}

static void
test_equals_the_definition(void **state)
{
	struct plain *want = calloc(MAX_PEAKS, sizeof *want);
	struct picker p;
	struct peak got;
	size_t i, n, k = 0;
	uint64_t seed = 42;

	(void)state;
	/* a random field; coarse values, so that there are many ties */
	for (i = 0; i < (size_t)FRAMES * n_bin; i++)
		cells[i] = powf(10, (float)(test_draw(&seed) % 4096) / 512 - 4);
	n = plain_pick(want);
	assert_true(n > 200);
	pick_init(&p, pr);
	for (i = 0; i < FRAMES; i++) {
		pick_put(&p, cells + i * n_bin);
		while (pick_next(&p, &got))
			same(&got, &want[k++].peak);
	}
	pick_end(&p);
	while (pick_next(&p, &got))
		same(&got, &want[k++].peak);
	assert_int_equal(k, n);
	pick_release(&p);
	free(want);
}

/* How many peaks so many seconds of a sound have. */
static size_t
count(float (*sound)(size_t), size_t seconds)
{
	size_t i, n = 0;
	struct analyser a;
	struct peak p;
	float x;

	assert_int_equal(analyser_init(&a, pr), 0);
	for (i = 0; i < seconds * pr->rate; i++) {
		x = sound(i);
		analyser_put(&a, &x, 1);
	}
	for (analyser_end(&a); analyser_next(&a, &p);)
		n++;
	analyser_release(&a);
	return n;
}

static float
silence(size_t i)
{
	return (float)i * 0;
}

static float
direct_current(size_t i)
{
	return 0.5f + (float)i * 0;
}

static float
steady(size_t i)
{
	return (float)(0.7 * sin(2 * M_PI * 997.3 * (double)i / 8000));
}

static float
steady_16_bit(size_t i)
{
	return rintf(steady(i) * 32767) / 32768;
}

static float
hum(size_t i)
{
	double t = (double)i / 8000, x = 0;
	int k;

	for (k = 1; k < 40; k++)
		x += sin(2 * M_PI * 50 * k * t) / k / 4;
	return (float)x;
}

static float
noise(size_t i)
{
	static uint64_t seed = 7;

	return (float)test_draw(&seed) / 4294967296.f + (float)i * 0;
}

static void
test_nothing_from_nothing(void **state)
{
	(void)state;
	assert_int_equal(count(silence, 20), 0);
	assert_int_equal(count(direct_current, 20), 0);
	assert_int_equal(count(steady, 20), 0);
	assert_int_equal(count(steady_16_bit, 20), 0);
	assert_int_equal(count(hum, 20), 0);
	assert_true(count(noise, 20) > 400);
}

static void
test_fractions(void **state)
{
	struct analyser a;
	struct peak p, best = { .level = INT16_MIN };
	size_t i;
	float x;
	double t, at = 1.2345, hz = 1003.7;

	(void)state;
	/* a short tone with a round envelope: its middle is known exactly */
	assert_int_equal(analyser_init(&a, pr), 0);
	for (i = 0; i < 3 * pr->rate; i++) {
		t = (double)i / pr->rate - at;
		x = (float)(exp(-t * t / (2 * 0.02 * 0.02)) *
			    sin(2 * M_PI * hz * t));
		analyser_put(&a, &x, 1);
	}
	for (analyser_end(&a); analyser_next(&a, &p);)
		if (p.level > best.level)
			best = p;
	assert_true(fabs(profile_frame_s(pr, (double)best.time / pr->time_div) -
			 at) < 0.004);
	assert_true(fabs(profile_hz(pr, best.pitch) / hz - 1) < 0.002);
	analyser_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equals_the_definition),
		cmocka_unit_test(test_nothing_from_nothing),
		cmocka_unit_test(test_fractions),
	};

	pr = profile_find("sg1");
	n_bin = profile_bin_last(pr) - profile_bin_first(pr) + 1;
	cells = calloc((size_t)FRAMES * n_bin, sizeof *cells);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
