#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/recording.h"

int
recording_row(struct recording *r, const struct segment *s, uint32_t row)
{
	if (r->segment == s && r->row == row)
		return 0;
	r->segment = NULL;
	if (segment_rec(s, row, &r->rec) < 0)
		return -1;
	r->n = 0;
	r->decoded = false;
	r->segment = s;
	r->row = row;
	return 0;
}

/* The peaks of the row that it is. */
static int
decode(struct recording *r)
{
	const struct segment *s = r->segment;
	uint64_t end;

	r->n = r->rec.n_peaks;
	r->peak = xgrow(r->peak, &r->cap, r->n, sizeof *r->peak);
	if (r->n > 0) {
		if (segment_peaks(s, r->row, r->peak) < 0)
			return -1;
		/* tables are made as long as the last peak says */
		end = (uint64_t)r->rec.frames * s->profile->time_div;
		if (r->peak[r->n - 1].time > end || end > INT32_MAX / 2)
			return -1;
	}
	r->decoded = true;
	return 0;
}

int
recording_read(struct recording *r, const struct segment *s, uint32_t row)
{
	if (recording_row(r, s, row) < 0)
		return -1;
	if (r->decoded || decode(r) == 0)
		return 0;
	r->segment = NULL;
	return -1;
}

void
recording_release(struct recording *r)
{
	free(r->peak);
	*r = (struct recording) { 0 };
}
