/* Frames where they should be, power as the header says. */

#include <math.h>
#include <string.h>

#include "signal/stft.h"
#include "test.h"

static void
sine(float *x, size_t n, double hz, double rate)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = (float)sin(2 * M_PI * hz * (double)i / rate);
}

static void
test_sine_of_full_scale(void **state)
{
	const struct profile *p = profile_find("sg1");
	float x[2048], power[512];
	struct stft s;
	uint32_t b, frames = 0, at;

	(void)state;
	assert_int_equal(stft_init(&s, p), 0);
	sine(x, 2048, 1000, p->rate); /* bin 128 */
	at = 128 - profile_bin_first(p);
	for (b = 0; b < 2048 / p->hop; b++)
		frames += stft_put(&s, x + b * p->hop, power);
	assert_int_equal(frames, (2048 - p->window) / p->hop + 1);
	assert_true(fabs(sqrt(power[at]) - p->window / 4.) < 0.01);
	for (b = 0; b < s.n_bin; b++)
		if (b + 2 < at || b > at + 2)
			assert_true(power[b] < power[at] * 1e-9f);
	stft_release(&s);
}

static void
test_frame_begins_at_its_hop(void **state)
{
	const struct profile *p = profile_find("sg1");
	float x[4096] = { 0 }, power[512];
	struct stft s;
	uint32_t h, b, frame = 0;
	double sum;

	(void)state;
	/* frame i covers [i*hop, i*hop + window): one click, known frames */
	x[1500] = 1;
	assert_int_equal(stft_init(&s, p), 0);
	for (h = 0; h < 4096 / p->hop; h++) {
		if (!stft_put(&s, x + h * p->hop, power))
			continue;
		for (sum = 0, b = 0; b < s.n_bin; b++)
			sum += power[b];
		assert_int_equal(sum > 0,
		    1500 > frame * p->hop && 1500 < frame * p->hop + p->window);
		frame++;
	}
	stft_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sine_of_full_scale),
		cmocka_unit_test(test_frame_begins_at_its_hop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
