#include <math.h>

#include "base/digits.h"
#include "base/text.h"
#include "signal/peak.h"

enum {
	REC,
	FRAME,
	FREQ,
	LEVEL,
	RANK
}; /* columns of stream_peaks */

int
peak_order(const void *a, const void *b)
{
	const struct peak *p = a, *q = b;

	if (p->time != q->time)
		return p->time < q->time ? -1 : 1;
	return (p->pitch > q->pitch) - (p->pitch < q->pitch);
}

/*
 * time / div with nine significant digits, as %.9g has it, so that 1/8 frames
 * are told apart; halves to even, no zeros at the end.
 */
static char *
put_frame(char *to, uint32_t time, uint32_t div)
{
	uint64_t unit = 1, n, rest;
	int decimals = 0;

	for (; decimals < 8 && time / div * unit * 10 < 1000000000; unit *= 10)
		decimals++;
	n = time * unit / div;
	rest = time * unit % div;
	n += 2 * rest > div || (2 * rest == div && n % 2 == 1);
	for (; decimals > 0 && n % 10 == 0; n /= 10)
		decimals--;
	return digits_fixed(to, (int64_t)n, decimals);
}

void
peak_print(
    FILE *fp, const struct profile *pr, const char *rec, const struct peak *p)
{
	char text[4 * DIGITS_MAX + 5], *to = text;

	text_put(fp, rec);
	*to++ = '\t';
	to = put_frame(to, p->time, pr->time_div);
	*to++ = '\t';
	to = digits_fixed(to, lrint(profile_hz(pr, p->pitch) * 100), 2);
	*to++ = '\t';
	to = digits_fixed(to, p->level, 1);
	*to++ = '\t';
	to = digits_u64(to, p->rank);
	*to++ = '\n';
	fwrite(text, 1, (size_t)(to - text), fp);
}

int
peak_scan(struct stream *s, const struct profile *pr, struct peak *p)
{
	double frame, hz, level;
	uint32_t rank;

	if (stream_real(s, FRAME, 0, UINT32_MAX / pr->time_div, &frame) < 0 ||
	    stream_real(s, FREQ, pr->f_min, pr->f_max, &hz) < 0 ||
	    stream_real(s, LEVEL, -3000, 3000, &level) < 0 ||
	    stream_u32(s, RANK, UINT16_MAX, &rank) < 0)
		return -1;
	p->time = (uint32_t)lrint(frame * pr->time_div);
	p->pitch = (uint16_t)profile_pitch(pr, hz);
	p->level = (int16_t)lrint(level * 10);
	p->rank = (uint16_t)rank;
	return 0;
}
