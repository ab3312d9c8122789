/* The seed's peaks and landmarks, on made levels and on a golden recording. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>

#include "base/sg.h"
#include "signal/au.h"
#include "signal/digest.h"
#include "signal/seed.h"

#define GOLDEN "tests/data/golden/synthetic"

enum {
	BINS = 372,
	WINDOW = 2048
};

static const struct profile *seed;

static int
set_up(void **state)
{
	(void)state;
	seed = profile_find("sonicgen");
	return seed == NULL;
}

/* n values of x, of which every second is wanted, become their spectrum. */
static void
transform(double complex *out, const double *x, size_t n, size_t stride)
{
	double complex t;
	size_t k;

	if (n == 1) {
		out[0] = x[0];
		return;
	}
	transform(out, x, n / 2, 2 * stride);
	transform(out + n / 2, x + stride, n / 2, 2 * stride);
	for (k = 0; k < n / 2; k++) {
		t = cexp(-2 * I * acos(-1) * (double)k / (double)n) *
		    out[k + n / 2];
		out[k + n / 2] = out[k] - t;
		out[k] += t;
	}
}

/* One frame: the power of the band; returns the largest of the spectrum. */
static float
spectrum(const float *x, float *power)
{
	static double windowed[WINDOW];
	static double complex bin[WINDOW];
	uint32_t first = profile_bin_first(seed), i;
	float p, loudest = 0;

	for (i = 0; i < WINDOW; i++)
		windowed[i] =
		    x[i] * (0.5 - 0.5 * cos(2 * acos(-1) * i / WINDOW));
	transform(bin, windowed, WINDOW, 1);
	for (i = 0; i <= WINDOW / 2; i++) {
		p = (float)(creal(bin[i]) * creal(bin[i]) +
			    cimag(bin[i]) * cimag(bin[i]));
		loudest = p > loudest ? p : loudest;
		if (i >= first && i - first < BINS)
			power[i - first] = p;
	}
	return loudest;
}

static size_t
pick_file(struct seed_picker *s, const char *path, struct peak **peaks)
{
	static float x[400000], power[BINS];
	struct au au;
	ptrdiff_t got;
	size_t n = 0, i;
	float loudest;
	FILE *fp;

	assert_non_null(fp = fopen(path, "r"));
	assert_int_equal(au_open(&au, fp, path), 0);
	while ((got = au_read(&au, x + n, sizeof x / sizeof *x - n)) > 0)
		n += (size_t)got;
	assert_int_equal(got, 0);
	fclose(fp);
	seed_init(s, seed);
	for (i = 0; i + WINDOW <= n; i += seed->hop) {
		loudest = spectrum(x + i, power);
		seed_put(s, power, loudest);
	}
	return seed_end(s, peaks);
}

static void
golden_peaks_and_hashes(void **state)
{
	struct seed_picker s;
	struct landmark *mark, want;
	struct peak *p;
	char line[64], text[DIGEST_DIGITS + 1];
	uint32_t pitch, t;
	size_t n, i;
	FILE *fp;

	(void)state;
	n = pick_file(&s, GOLDEN ".au", &p);
	/* in order of (bin, frame) there */
	assert_non_null(fp = fopen(GOLDEN ".peaks.tsv", "r"));
	for (i = 0; fgets(line, sizeof line, fp) != NULL; i++) {
		struct peak key;

		pitch = (uint32_t)strtoul(line, NULL, 10);
		t = (uint32_t)strtoul(strchr(line, '\t'), NULL, 10);
		key = (struct peak) { .time = t, .pitch = (uint16_t)pitch };
		assert_non_null(bsearch(&key, p, n, sizeof *p, peak_order));
	}
	fclose(fp);
	assert_int_equal(i, 628);
	assert_int_equal(n, 628);

	n = seed_pair(seed, p, n, &mark);
	assert_non_null(fp = fopen(GOLDEN ".hashes.tsv", "r"));
	for (i = 0; fgets(line, sizeof line, fp) != NULL; i++) {
		assert_true(i < n);
		line[DIGEST_DIGITS] = '\0';
		want.t_ref =
		    (uint32_t)strtoul(line + DIGEST_DIGITS + 1, NULL, 10);
		digest_text(mark[i].hash, text);
		assert_string_equal(text, line);
		assert_int_equal(mark[i].t_ref, want.t_ref);
	}
	fclose(fp);
	assert_int_equal(i, 793);
	assert_int_equal(n, 793);
	free(mark);
	seed_release(&s);
}

/* The power of a level; levels are whole tenths, so rounding is certain. */
static float
power_of(int level)
{
	return (float)pow(10, level / 100.);
}

static int
made_level(size_t t, size_t bin)
{
	uint32_t x = (uint32_t)(t * BINS + bin) * 2654435761u;

	x ^= x >> 15;
	x *= 2246822519u;
	x ^= x >> 13;
	return (int)(x % 500) - 400;
}

static bool
is_peak(size_t t, size_t bin, size_t n, int clamp)
{
	int here = made_level(t, bin), most = clamp, v;
	size_t u, b;

	here = here > clamp ? here : clamp;
	for (u = t > 12 ? t - 12 : 0; u < n && u <= t + 12; u++)
		for (b = bin > 12 ? bin - 12 : 0; b < BINS && b <= bin + 12;
		     b++)
			if ((v = made_level(u, b)) > most)
				most = v;
	return here >= most && here > -300;
}

/* The fast filter against the definition, at every edge and clamp. */
static void
peaks_are_the_definition(void **state)
{
	static const struct {
		size_t n;
		int loudest; /* 0.1 dB */
	} run[] = { { 1, 99 }, { 12, 99 }, { 13, 500 }, { 60, 880 },
		{ 60, 897 }, { 70, 99 } };
	struct seed_picker s;
	float power[BINS];
	struct peak *p;
	size_t i, t, b, n, at;
	int clamp;

	(void)state;
	for (i = 0; i < sizeof run / sizeof *run; i++) {
		seed_init(&s, seed);
		for (t = 0; t < run[i].n; t++) {
			for (b = 0; b < BINS; b++)
				power[b] = power_of(made_level(t, b));
			seed_put(&s, power,
			    power_of(t == 0 ? run[i].loudest : -1000));
		}
		n = seed_end(&s, &p);
		clamp = run[i].loudest - 800;
		for (t = 0, at = 0; t < run[i].n; t++)
			for (b = 0; b < BINS; b++) {
				if (!is_peak(t, b, run[i].n, clamp))
					continue;
				assert_true(at < n);
				assert_int_equal(p[at].time, t);
				assert_int_equal(p[at].pitch, b);
				assert_int_equal(
				    p[at].level, made_level(t, b) > clamp ?
						     made_level(t, b) :
						     clamp);
				assert_int_equal(p[at].rank, 0);
				at++;
			}
		assert_int_equal(at, n);
		assert_true(n > 0);
		seed_release(&s);
	}
}

/* frames of silence after one loud cell outside of the band */
static size_t
silence(float loudest)
{
	static const float nothing[BINS];
	struct seed_picker s;
	struct peak *p;
	size_t i, n;

	seed_init(&s, seed);
	for (i = 0; i < 40; i++)
		seed_put(&s, nothing, i == 0 ? loudest : 0);
	n = seed_end(&s, &p);
	seed_release(&s);
	return n;
}

static void
silence_under_a_loud_file_is_all_peaks(void **state)
{
	(void)state;
	/* 50 dB less 80 is the threshold: one more step, and it is passed */
	assert_int_equal(silence(power_of(500)), 0);
	assert_int_equal(silence(power_of(501)), 40 * BINS);
	assert_int_equal(silence(0), 0);
	assert_int_equal(silence(INFINITY), 40 * BINS);
}

static void
no_frames_no_peaks(void **state)
{
	struct seed_picker s;
	struct landmark *mark;
	struct peak *p;

	(void)state;
	seed_init(&s, seed);
	assert_int_equal(seed_end(&s, &p), 0);
	assert_int_equal(seed_pair(seed, p, 0, &mark), 0);
	assert_null(mark);
	seed_release(&s);
}

static bool
has(const struct landmark *m, size_t n, uint32_t t, uint32_t f1, uint32_t f2,
    uint32_t dt)
{
	uint32_t hash = (f1 * DIGEST_BINS + f2) * DIGEST_STEPS + dt / 2;
	size_t i, found = 0;

	for (i = 0; i < n; i++)
		found += m[i].t_ref == t && m[i].hash == hash;
	assert_true(found <= 1);
	return found == 1;
}

static void
target_zone(void **state)
{
	static const struct peak p[] = { { .time = 5, .pitch = 10 },
		{ .time = 5, .pitch = 20 }, { .time = 6, .pitch = 30 },
		{ .time = 8, .pitch = 40 }, { .time = 36, .pitch = 50 },
		{ .time = 37, .pitch = 371 } };
	struct landmark *m;
	size_t n;

	(void)state;
	n = seed_pair(seed, p, 6, &m);
	assert_true(has(m, n, 5, 10, 30, 0));
	assert_true(has(m, n, 5, 10, 40, 2));
	assert_true(has(m, n, 5, 10, 50, 30)); /* 31 frames: the last */
	assert_true(has(m, n, 5, 20, 30, 0));
	assert_true(has(m, n, 5, 20, 40, 2));
	assert_true(has(m, n, 5, 20, 50, 30));
	assert_true(has(m, n, 6, 30, 40, 2));
	assert_true(has(m, n, 6, 30, 50, 30));
	assert_true(has(m, n, 6, 30, 371, 30));
	assert_true(has(m, n, 8, 40, 50, 28));
	assert_true(has(m, n, 8, 40, 371, 28));
	assert_true(has(m, n, 36, 50, 371, 0));
	assert_int_equal(n, 12);
	free(m);
}

static void
fan_out_is_the_first_eight(void **state)
{
	struct peak p[12] = { { .time = 0, .pitch = 0 } };
	struct landmark *m;
	size_t i, n, of_first = 0;

	(void)state;
	for (i = 1; i < 12; i++)
		p[i] = (struct peak) { .time = 3, .pitch = (uint16_t)(i * 20) };
	n = seed_pair(seed, p, 12, &m);
	for (i = 0; i < n; i++)
		of_first += m[i].t_ref == 0;
	assert_int_equal(of_first, 8);
	assert_int_equal(n, 8);
	for (i = 1; i <= 8; i++)
		assert_true(has(m, n, 0, 0, (uint32_t)i * 20, 2));
	free(m);
}

/* dt 2 and 3 make the same hash: it is printed once, and in order of text */
static void
duplicates_go(void **state)
{
	static const struct peak p[] = { { .time = 0, .pitch = 1 },
		{ .time = 2, .pitch = 7 }, { .time = 3, .pitch = 7 },
		{ .time = 3, .pitch = 9 } };
	char text[3][DIGEST_DIGITS + 1];
	struct landmark *m;
	size_t n;

	(void)state;
	n = seed_pair(seed, p, 4, &m);
	assert_true(has(m, n, 0, 1, 7, 2));
	assert_true(has(m, n, 0, 1, 9, 2));
	assert_true(has(m, n, 2, 7, 7, 0));
	assert_true(has(m, n, 2, 7, 9, 0));
	assert_int_equal(n, 4);
	digest_text(m[0].hash, text[0]);
	digest_text(m[1].hash, text[1]);
	assert_true(strcmp(text[0], text[1]) < 0);
	free(m);
}

/* A peak every frame: 8 pairs each, so 5 frames fill the limiter. */
static void
limiter_depends_on_the_start(void **state)
{
	struct peak p[200];
	struct landmark *m;
	size_t i, j, n, within;

	(void)state;
	for (i = 0; i < 200; i++)
		p[i] = (struct peak) { .time = (uint32_t)i + 100,
			.pitch = (uint16_t)(i * 37 % BINS) };
	n = seed_pair(seed, p, 200, &m);
	for (i = 0; i < n; i++) {
		for (within = 0, j = i; j < n && m[j].t_ref < m[i].t_ref + 62;)
			within++, j++;
		assert_true(within <= 40);
	}
	/* 100..104 and then, 62 frames later each, 162..166, 224..228 */
	assert_int_equal(n, 4 * 40);
	assert_int_equal(m[0].t_ref, 100);
	assert_int_equal(m[39].t_ref, 104);
	assert_int_equal(m[40].t_ref, 162);
	assert_int_equal(m[80].t_ref, 224);
	free(m);
	/* begun 30 frames later, the same sound gives other anchors */
	n = seed_pair(seed, p + 30, 170, &m);
	assert_int_equal(m[0].t_ref, 130);
	assert_int_equal(m[40].t_ref, 192);
	free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_peaks_and_hashes),
		cmocka_unit_test(peaks_are_the_definition),
		cmocka_unit_test(silence_under_a_loud_file_is_all_peaks),
		cmocka_unit_test(no_frames_no_peaks),
		cmocka_unit_test(target_zone),
		cmocka_unit_test(fan_out_is_the_first_eight),
		cmocka_unit_test(duplicates_go),
		cmocka_unit_test(limiter_depends_on_the_start),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
