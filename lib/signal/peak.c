#include <math.h>

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

void
peak_print(
    FILE *fp, const struct profile *pr, const char *rec, const struct peak *p)
{
	text_put(fp, rec);
	/* %.9g keeps 1/8 frames and 1/768 octaves apart, and needs no zeros */
	fprintf(fp, "\t%.9g\t%.2f\t%.1f\t%u\n", (double)p->time / pr->time_div,
	    profile_hz(pr, p->pitch), p->level / 10., p->rank);
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
