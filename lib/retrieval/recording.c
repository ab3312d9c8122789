#include <stdlib.h>

#include "base/sg.h"
#include "retrieval/recording.h"

int
recording_read(struct recording *r, const struct segment *s, uint32_t row)
{
	uint64_t end;

	if (r->segment == s && r->row == row)
		return 0;
	r->segment = NULL;
	if (segment_rec(s, row, &r->rec) < 0)
		return -1;
	r->n = r->rec.n_peaks;
	r->peak = xgrow(r->peak, &r->cap, r->n, sizeof *r->peak);
	if (r->n > 0) {
		if (segment_peaks(s, row, r->peak) < 0)
			return -1;
		/* tables are made as long as the last peak says */
		end = (uint64_t)r->rec.frames * s->profile->time_div;
		if (r->peak[r->n - 1].time > end || end > INT32_MAX / 2)
			return -1;
	}
	r->segment = s;
	r->row = row;
	return 0;
}

void
recording_release(struct recording *r)
{
	free(r->peak);
	*r = (struct recording) { 0 };
}
