/* Two recordings of synthetic peaks: which is the copy, and why. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/verdict.h"
#include "test.h"

enum {
	SECOND = 500, /* grid units of time: sg1 */
	SEMITONE = 64,
	A440 = 874, /* above 200 Hz */
	NOTES = 6000
};

static const struct profile *sg1;

struct side {
	struct peak peak[NOTES];
	struct exhibit x;
};

/* An exhibit owns its texts; here nobody frees them. */
static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static void
done(struct side *s, const char *id)
{
	qsort(s->peak, s->x.n_peak, sizeof *s->peak, peak_order);
	s->x.id = text(id);
	s->x.peak = s->peak;
	s->x.copies = -1;
	s->x.length_s = s->x.n_peak > 0 ?
			    (double)s->peak[s->x.n_peak - 1].time / SECOND + 1 :
			    0;
}

/*
 * Notes in tune, 20 a second, of a scale of four: from..to seconds. The scales
 * 0 and 1 have no note in common.
 */
static void
play(struct side *s, double from, double to, unsigned scale, uint64_t seed)
{
	size_t n = (size_t)((to - from) * 20), i;
	uint32_t d;

	for (i = 0; i < n && s->x.n_peak < NOTES; i++) {
		d = test_draw(&seed);
		s->peak[s->x.n_peak++] = (struct peak) {
			.time = (uint32_t)(from * SECOND) +
				d % (uint32_t)((to - from) * SECOND),
			/* four octaves, for loss.h has four bands */
			.pitch = (uint16_t)(A440 - SEMITONE * 10 +
					    SEMITONE * (d / 65536 % 4 * 12 +
							   d / 262144 % 4 * 3 +
							   scale)),
			.level = (int16_t)(-300 - (int)(d / 1048576 % 300)),
		};
	}
}

/* b as it was, between two of its times, at another speed and pitch. */
static void
copy(struct side *a, const struct side *b, double from, double to, double speed,
    double cents)
{
	const struct peak *p;
	double t;

	for (p = b->peak; p < b->peak + b->x.n_peak; p++) {
		t = p->time - from * SECOND;
		if (t < 0 || t >= (to - from) * SECOND)
			continue;
		a->peak[a->x.n_peak] = *p;
		a->peak[a->x.n_peak].time = (uint32_t)lrint(t / speed);
		a->peak[a->x.n_peak++].pitch =
		    (uint16_t)lrint(p->pitch + cents * SEMITONE / 100);
	}
}

/* a begins at b's from_s. */
static struct verdict
judge(const struct side *a, const struct side *b, double from_s, double speed,
    double cents)
{
	struct follow_sides sides = { a->peak, b->peak, a->x.n_peak,
		b->x.n_peak };
	struct align at = { speed, from_s * SECOND, cents * SEMITONE / 100 };
	struct overlay o;
	struct verdict v;

	overlay_init(&o, &sides);
	overlay_follow(&o, &at, 2 * SECOND, 10 * SECOND);
	/* the same place again is no other stretch */
	overlay_follow(&o, &at, 4 * SECOND, 9 * SECOND);
	overlay_settle(&o);
	verdict(&v, sg1, &a->x, &b->x, &o);
	overlay_release(&o);
	return v;
}

#define WANT(v, c, w)                                                          \
	do {                                                                   \
		assert_string_equal(verdict_word((v).why), (w));               \
		assert_int_equal((v).copy, (c));                               \
	} while (0)

/* The same recording, of which other things are known. */
static void
test_what_is_known(void **state)
{
	static struct side a, b;
	struct verdict v;

	(void)state;
	play(&b, 0, 40, 0, 3);
	copy(&a, &b, 0, 40, 1, 0);
	done(&a, "a");
	done(&b, "b");
	v = judge(&a, &b, 0, 1, 0);
	WANT(v, VERDICT_B, "newer"); /* nothing: an order that stays */
	assert_true(v.coverage_a > 0.95 && v.coverage_b > 0.95);
	assert_true(fabs(v.speed - 1) < 1e-3 && fabs(v.pitch - 1) < 1e-3);
	assert_true(v.like.share > 0.98 && v.like.pitch < 0.1);
	b.x.stored = true;
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_A, "newer");
	a.x.copies = 0.2;
	b.x.copies = 0.5;
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_B, "channel");
	b.x.copies = 0.25; /* no difference to speak of */
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_A, "newer");
	b.x.length_s += 3;
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_A, "shorter");
	b.x.length_s -= 5;
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_B, "shorter");
	a.x.published = text("2020-05-01T10:00:00Z");
	b.x.published = text("2020-05-01T12:00:00Z");
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_B, "later");
	b.x.published = text("2020-05-01"); /* a day has no hours */
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_B, "shorter");
	b.x.published = text("2019-12-31");
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_A, "later");
	b.x.published = text("soon");
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_B, "shorter");
}

/* What was done to the sound goes before what is known of it. */
static void
test_what_was_done(void **state)
{
	static struct side a, b;
	struct verdict v;
	size_t i;

	(void)state;
	play(&b, 0, 40, 0, 5);
	copy(&a, &b, 0, 40, exp2(34 / 1200.0), 34);
	done(&a, "a");
	done(&b, "b");
	a.x.published = text("2001-01-01");
	b.x.published = text("2002-01-01");
	v = judge(&a, &b, 0, exp2(34 / 1200.0), 34);
	WANT(v, VERDICT_A, "altered");
	assert_true(fabs(v.speed - exp2(34 / 1200.0)) < 1e-3);
	assert_true(v.tuning_a.known && v.tuning_b.known);
	assert_true(fabs(v.tuning_a.cents - 34) < 3);
	assert_true(fabs(v.tuning_b.cents) < 3);
	v = judge(&b, &a, 0, exp2(-34 / 1200.0), -34);
	WANT(v, VERDICT_B, "altered");

	/* through noise: what is quiet is not heard */
	memset(&a, 0, sizeof a);
	copy(&a, &b, 0, 40, 1, 0);
	for (i = 0; i < a.x.n_peak; i++)
		if (a.peak[i].level < -540)
			a.peak[i] = a.peak[--a.x.n_peak];
	done(&a, "a");
	a.x.published = text("2001-01-01");
	v = judge(&a, &b, 0, 1, 0);
	WANT(v, VERDICT_A, "noisier");
	assert_true(v.loss.known && v.loss.floor_db > 2);
	WANT(judge(&b, &a, 0, 1, 0), VERDICT_B, "noisier");

	/* by telephone: the lowest and the highest octave are weak */
	memset(&a, 0, sizeof a);
	copy(&a, &b, 0, 40, 1, 0);
	for (i = 0; i < a.x.n_peak; i++)
		if (a.peak[i].pitch < sg1->pitch_max / 4 ||
		    a.peak[i].pitch > sg1->pitch_max * 3 / 4)
			a.peak[i].level = (int16_t)(a.peak[i].level - 20);
	done(&a, "a");
	v = judge(&a, &b, 0, 1, 0);
	WANT(v, VERDICT_A, "narrower");
	assert_true(v.loss.band_db > 2.5);
}

/* One is whole in the other, which goes on at its ends, or does not. */
static void
test_parts(void **state)
{
	static struct side a, b;
	struct verdict v;

	(void)state;
	play(&b, 0, 60, 0, 7);
	copy(&a, &b, 20, 35, 1, 0);
	done(&a, "a");
	done(&b, "b");
	v = judge(&a, &b, 20, 1, 0);
	WANT(v, VERDICT_A, "contained");
	assert_true(v.seamed && v.coverage_a > 0.9 && v.coverage_b < 0.4);
	assert_true(fabs(v.b_from_s - 20) < 1 && fabs(v.b_to_s - 35) < 1);
	assert_true(fabs(v.a_from_s) < 1 && fabs(v.a_to_s - 15) < 1);
	WANT(judge(&b, &a, -20, 1, 0), VERDICT_NONE,
	    "apart"); /* no such place */
	v = judge(&a, &b, 20, 1, 0);
	a.x.published = text("2001-01-01"); /* dates do not matter here */
	WANT(v, VERDICT_A, "contained");

	/* a film: other music before and after */
	memset(&b, 0, sizeof b);
	play(&b, 0, 20, 1, 8);
	play(&b, 35, 60, 1, 9);
	for (size_t i = 0; i < a.x.n_peak; i++) {
		b.peak[b.x.n_peak] = a.peak[i];
		b.peak[b.x.n_peak++].time += 20 * SECOND;
	}
	done(&b, "b");
	v = judge(&a, &b, 20, 1, 0);
	WANT(v, VERDICT_NONE, "part");

	/* they begin alike, and go on otherwise */
	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	play(&b, 0, 60, 0, 7);
	copy(&a, &b, 0, 15, 1, 0);
	play(&a, 15, 50, 0, 11);
	done(&a, "a");
	done(&b, "b");
	v = judge(&a, &b, 0, 1, 0);
	WANT(v, VERDICT_NONE, "apart");
	assert_true(v.coverage_a > 0.2 && v.coverage_a < 0.4);
}

/* The same notes, played again: another version. And nothing in common. */
static void
test_versions(void **state)
{
	static struct side a, b;
	uint64_t seed = 13;
	struct verdict v;
	size_t i;

	(void)state;
	play(&b, 0, 40, 0, 12);
	copy(&a, &b, 0, 40, 1, 0);
	for (i = 0; i < a.x.n_peak; i++) {
		a.peak[i].level =
		    (int16_t)(-300 - (int)(test_draw(&seed) % 300));
		a.peak[i].pitch =
		    (uint16_t)(a.peak[i].pitch + test_draw(&seed) % 7 - 3);
		if (test_draw(&seed) % 2)
			a.peak[i].pitch =
			    (uint16_t)(500 + test_draw(&seed) % 2000);
	}
	done(&a, "a");
	done(&b, "b");
	v = judge(&a, &b, 0, 1, 0);
	WANT(v, VERDICT_NONE, "version");
	assert_true(v.like.share > 0.2 && v.like.share < 0.55);

	memset(&a, 0, sizeof a);
	play(&a, 0, 40, 0, 14);
	done(&a, "a");
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_NONE, "apart");
	memset(&a, 0, sizeof a);
	done(&a, "a");
	WANT(judge(&a, &b, 0, 1, 0), VERDICT_NONE, "apart");
}

/* Of a refrain that fits twice the better place stays. */
static void
test_overlay(void **state)
{
	static struct side a, b;
	struct follow_sides sides;
	struct align at = { 1, 0, 0 };
	struct overlay o;
	size_t i, n;

	(void)state;
	play(&a, 0, 20, 0, 15);
	done(&a, "a");
	copy(&b, &a, 0, 20, 1, 0);
	n = b.x.n_peak;
	for (i = 0; i < n; i++) {
		if (i % 3 == 0)
			continue; /* not all of it is heard again */
		b.peak[b.x.n_peak] = b.peak[i];
		b.peak[b.x.n_peak++].time += 30 * SECOND;
	}
	done(&b, "b");
	sides =
	    (struct follow_sides) { a.peak, b.peak, a.x.n_peak, b.x.n_peak };
	overlay_init(&o, &sides);
	at.b = 30 * SECOND;
	overlay_follow(&o, &at, 2 * SECOND, 10 * SECOND);
	at.b = 0;
	overlay_follow(&o, &at, 2 * SECOND, 10 * SECOND);
	assert_int_equal(o.n, 2);
	overlay_settle(&o);
	assert_int_equal(o.n, 1);
	assert_true(o.stretch[0].b_to < 21 * SECOND);
	assert_true(overlay_share(&o, true, SECOND) > 0.95);
	assert_true(fabs(overlay_share(&o, false, SECOND) - 0.5) < 0.05);
	overlay_release(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_known),
		cmocka_unit_test(test_what_was_done),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_overlay),
	};

	sg1 = profile_find("sg1");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
