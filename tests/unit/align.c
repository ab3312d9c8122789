/* A map that is known, from a start that is not quite right. */

#include <math.h>
#include <stdlib.h>

#include "retrieval/align.h"
#include "test.h"

enum {
	REC = 4000,
	CLIP = 500
};

static struct peak rec[REC], clip[CLIP];

/* A recording of random peaks; the clip has some of them, and strangers. */
static void
make(double a, double b, double c, uint64_t *seed)
{
	double t, p;
	size_t i;

	for (i = 0; i < REC; i++)
		rec[i] = (struct peak) {
			.time = test_draw(seed) % 100000,
			.pitch = (uint16_t)(400 + test_draw(seed) % 2400),
		};
	qsort(rec, REC, sizeof *rec, peak_order);
	for (i = 0; i < CLIP; i++) {
		t = test_draw(seed) % 5000;
		p = 400 + test_draw(seed) % 2400;
		if (i % 3 == 0) {
			/* one in three is heard, 2 ms and 0.1 % off */
			size_t k = 1500 + i * 2 / 3;

			t = (rec[k].time - b) / a + test_draw(seed) % 3 - 1;
			p = rec[k].pitch + c + test_draw(seed) % 3 - 1;
		}
		clip[i] = (struct peak) {
			.time = t > 0 ? (uint32_t)lrint(t) : 0,
			.pitch = (uint16_t)lrint(p),
		};
	}
	qsort(clip, CLIP, sizeof *clip, peak_order);
}

static void
test_finds_the_map(void **state)
{
	struct align at;
	uint64_t seed = 31;
	double a, b, c;
	int k;

	(void)state;
	for (k = 0; k < 60; k++) {
		a = 0.7 + 0.8 * k / 60;
		c = 5 * k - 150;
		make(a, 36000, c, &seed);
		b = 36000;
		at = (struct align) {
			.a = a * (k % 2 != 0 ? 1.0015 : 0.9985),
			.b = b + (k % 3 - 1) * 9,
			.c = c + (k % 5 - 2) * 2,
		};
		align(&at, clip, CLIP, rec, REC);
		assert_true(fabs(at.a / a - 1) < 0.0005);
		assert_true(fabs(at.b - b) < 3);
		assert_true(fabs(at.c - c) < 0.5);
	}
}

static void
test_too_few_to_tell(void **state)
{
	struct align at = { .a = 1.1, .b = 5, .c = 7 };

	(void)state;
	align(&at, clip, 0, rec, REC);
	assert_true(at.a == 1.1 && at.b == 5 && at.c == 7);
	at.b = 1e7; /* far beyond the recording */
	align(&at, clip, CLIP, rec, REC);
	assert_true(at.a == 1.1 && at.b == 1e7 && at.c == 7);
	align(&at, clip, CLIP, rec, 0);
	assert_true(at.a == 1.1);
}

static void
test_nearest(void **state)
{
	const struct align at = { .a = 2, .b = 1000, .c = 10 };
	struct peak three[3] = {
		{ .time = 100, .pitch = 500 },
		{ .time = 104, .pitch = 500 },
		{ .time = 200, .pitch = 900 },
	};
	struct align_walk w = { &at, three, 3, 0 };
	struct peak one = { .time = 1206, .pitch = 490 };
	double d;

	(void)state;
	/* it belongs to 103, 500 of the clip */
	assert_ptr_equal(align_nearest(&w, &one, 8, 7, &d), &three[1]);
	assert_float_equal(d, 1.0 / 64, 1e-9);
	one = (struct peak) { .time = 1400, .pitch = 896 };
	assert_ptr_equal(align_nearest(&w, &one, 8, 7, &d), &three[2]);
	assert_float_equal(d, 36.0 / 49, 1e-9);
	one.pitch = 898; /* 8 above */
	assert_null(align_nearest(&w, &one, 8, 7, &d));
	assert_int_equal(align_first(&at, 200, &one, 1), 0);
	assert_int_equal(align_first(&at, 201, &one, 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_the_map),
		cmocka_unit_test(test_too_few_to_tell),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
