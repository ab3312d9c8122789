/*
 * music SEED SECONDS [RATE] - a tune that nobody has heard, as an AU stream
 *
 * Plucked strings (Karplus and Strong, Computer Music Journal 7:2, 1983) over
 * a bar of noise bursts: deterministic, with onsets, harmonics and decay, so
 * that tests have as many different recordings as they want.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/au.h"

enum {
	VOICES = 6,
	STRING_MAX = 4096
};

struct string {
	float wave[STRING_MAX];
	size_t n, at;
};

static uint64_t state;

/* xorshift64*: Vigna, ACM TOMS 42:4, 2016 */
static uint32_t
draw(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)(state * 0x2545f4914f6cdd1d >> 32);
}

static float
noise(void)
{
	return (float)draw() / 2147483648.f - 1;
}

static void
pluck(struct string *s, uint32_t rate)
{
	static const int scale[] = { 0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24 };
	double hz = 110;
	size_t i;
	int k;

	for (k = scale[draw() % 11] + (int)(draw() % 12); k > 0; k--)
		hz *= 1.0594630943592953;
	s->n = (size_t)(rate / hz);
	if (s->n > STRING_MAX)
		s->n = STRING_MAX;
	s->at = 0;
	for (i = 0; i < s->n; i++)
		s->wave[i] = noise();
}

static float
string_next(struct string *s)
{
	size_t next;
	float x;

	if (s->n == 0)
		return 0;
	next = s->at + 1 == s->n ? 0 : s->at + 1;
	x = s->wave[s->at];
	s->wave[s->at] = 0.498f * (x + s->wave[next]);
	s->at = next;
	return x;
}

int
main(int argc, char *argv[])
{
	static struct string voice[VOICES];
	uint32_t rate, beat, until = 0;
	uint64_t i, n;
	char id[32];
	float drum = 0, x;
	int v;

	if (argc < 3)
		usage_fail("usage: music seed seconds [rate]");
	state =
	    (uint64_t)num_arg(argv[1], 1, 1 << 30, "seed") * 0x9e3779b97f4a7c15;
	rate =
	    argc > 3 ? (uint32_t)num_arg(argv[3], 4000, 96000, "rate") : 8000;
	n = (uint64_t)num_arg(argv[2], 0, 100000, "seconds") * rate;
	snprintf(id, sizeof id, "music%s", argv[1]);
	au_put_header(stdout, AU_F32, rate, n, id);
	beat = rate / (6 + draw() % 5);
	for (i = 0; i < n; i++) {
		if (until-- == 0) {
			/* a note of uneven length, now and then a drum */
			until =
			    beat * (1 + draw() % 3) / 2 + draw() % (beat / 4);
			pluck(&voice[draw() % VOICES], rate);
			if (draw() % 3 == 0)
				drum = 0.3f;
		}
		x = drum * noise();
		drum *= 0.9995f;
		for (v = 0; v < VOICES; v++)
			x += 0.12f * string_next(&voice[v]);
		au_put(stdout, AU_F32, &x, 1);
	}
	out_close();
	return 0;
}
