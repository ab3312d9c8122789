#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/stream.h"
#include "signal/landmark.h"
#include "signal/turn.h"

enum {
	TURN_S = 60
};

void
turn_init(struct turn *t, FILE *fp, const struct profile *p, const char *by,
    bool hashes_only)
{
	*t = (struct turn) {
		.fp = fp, .profile = p, .by = by, .hashes_only = hashes_only
	};
}

void
turn_begin(struct turn *t, const char *rec)
{
	strcpy(t->rec, rec);
	t->from = t->last = 0;
	t->n_peak = 0;
}

static void
print_hashes(const struct turn *t, size_t n_anchor)
{
	struct landmark *mark;
	size_t i, n;

	n = landmark_pair(t->profile, t->peak, t->n_peak, n_anchor, &mark);
	for (i = 0; i < n; i++)
		landmark_print(t->fp, t->profile, t->rec, &mark[i]);
	free(mark);
}

/* Write the turn that the first n peaks make, and forget them. */
static void
print_turn(struct turn *t, size_t n, uint32_t frames)
{
	char profile[PROFILE_SPELLING_MAX];
	size_t i;

	profile_spell(t->profile, profile);
	if (!t->hashes_only) {
		stream_put_header(t->fp, &stream_peaks, profile, t->by, t->rec);
		for (i = 0; i < n; i++)
			peak_print(t->fp, t->profile, t->rec, &t->peak[i]);
		stream_put_end(t->fp, frames);
	}
	stream_put_header(t->fp, &stream_hashes, profile, t->by, t->rec);
	print_hashes(t, n);
	stream_put_end(t->fp, frames);
	t->n_peak -= n;
	if (t->n_peak > 0)
		memmove(t->peak, t->peak + n, t->n_peak * sizeof *t->peak);
}

/* How many of the peaks lie before the frame. */
static size_t
peaks_before(const struct turn *t, uint32_t frame)
{
	size_t n = 0;

	while (n < t->n_peak && landmark_frame(t->profile, &t->peak[n]) < frame)
		n++;
	return n;
}

int
turn_put(struct turn *t, const struct peak *p)
{
	const struct profile *pr = t->profile;
	uint32_t len = TURN_S * pr->rate / pr->hop, reach;

	if (p->time < t->last)
		return -1;
	t->last = p->time;
	/* targets of the turn's anchors reach this far beyond it */
	reach = (pr->dt_max + pr->time_div - 1) / pr->time_div + 1;
	while (pr->kind == PROFILE_SG1 &&
	       p->time / pr->time_div > t->from + len + reach) {
		t->from += len;
		print_turn(t, peaks_before(t, t->from), t->from);
	}
	t->peak = xgrow(t->peak, &t->cap_peak, t->n_peak + 1, sizeof *t->peak);
	t->peak[t->n_peak++] = *p;
	return 0;
}

void
turn_end(struct turn *t, uint32_t frames)
{
	const struct profile *pr = t->profile;
	uint32_t len = TURN_S * pr->rate / pr->hop;
	struct peak *last;

	last = t->n_peak > 0 ? &t->peak[t->n_peak - 1] : NULL;
	while (pr->kind == PROFILE_SG1 && last != NULL &&
	       landmark_frame(pr, last) >= t->from + len) {
		t->from += len;
		print_turn(t, peaks_before(t, t->from), t->from);
		last = t->n_peak > 0 ? &t->peak[t->n_peak - 1] : NULL;
	}
	print_turn(t, t->n_peak, frames);
}

void
turn_break(struct turn *t)
{
	char profile[PROFILE_SPELLING_MAX];

	profile_spell(t->profile, profile);
	stream_put_header(t->fp, &stream_hashes, profile, t->by,
	    t->rec[0] != '\0' ? t->rec : NULL);
}

void
turn_release(struct turn *t)
{
	free(t->peak);
	t->peak = NULL;
}
