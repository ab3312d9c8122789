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
		assert_true(at.pairs >= CLIP / 3 * 8 / 10);
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
test_extends_while_it_agrees(void **state)
{
	struct align at = { .a = 1, .b = 1000, .c = 0 };
	double from = 2000, to = 2100;
	uint64_t seed = 33;
	size_t i;

	(void)state;
	/* the same from 1000 to 3000 of the clip, strangers before and after */
	for (i = 0; i < CLIP; i++) {
		clip[i] = (struct peak) {
			.time = (uint32_t)(i * 10),
			.pitch = (uint16_t)(400 + test_draw(&seed) % 2400),
		};
		rec[i] = clip[i];
		rec[i].time += 1000;
		if (i < 100 || i > 300)
			rec[i].pitch =
			    (uint16_t)(400 + test_draw(&seed) % 2400);
	}
	align_extend(&at, clip, CLIP, rec, CLIP, 250, &from, &to);
	assert_true(from > 800 && from <= 1000);
	assert_true(to >= 3000 && to < 3200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_the_map),
		cmocka_unit_test(test_too_few_to_tell),
		cmocka_unit_test(test_extends_while_it_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
