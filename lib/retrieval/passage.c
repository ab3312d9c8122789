#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/text.h"
#include "retrieval/passage.h"
#include "signal/digest.h"

enum {
	T_REF = 1,
	HASH
}; /* columns of stream_hashes */

void
passage_init(struct passage *p, const struct profile *profile)
{
	*p = (struct passage) { .profile = profile };
}

void
passage_begin(struct passage *p, const char *id)
{
	strcpy(p->id, id);
	p->frames = p->peaks_to = p->hashes_to = p->k = 0;
	p->has_peaks = p->has_hashes = false;
	p->n_peak = p->n_hash = 0;
}

/* The digits of a hash, as many as the profile has; any value. */
static int
scan_hash(struct stream *s, const struct profile *p, struct hash_row *h)
{
	const char *text = s->field[HASH];
	size_t n = p->kind == PROFILE_SONICGEN ? DIGEST_DIGITS : 8;

	if (stream_u32(s, T_REF, UINT32_MAX / 2, &h->t_ref) < 0)
		return -1;
	if (strlen(text) != n || strspn(text, "0123456789abcdef") != n)
		return stream_fail(s,
		    "field %d: want %zu hex digits, got '%.40s'",
		    s->place[HASH] + 1, n, text);
	memcpy(h->hash, text, n + 1);
	return 0;
}

static int
put_hash(struct passage *p, struct stream *s)
{
	struct hash_row h;

	if (scan_hash(s, p->profile, &h) < 0)
		return -1;
	if (h.t_ref < p->hashes_to)
		return stream_fail(s,
		    "hashes are not in order of time: frame %u after %u",
		    h.t_ref, p->hashes_to);
	p->has_hashes = true;
	p->hashes_to = h.t_ref;
	if (p->frames <= h.t_ref)
		p->frames = h.t_ref + 1;
	p->hash = xgrow(p->hash, &p->cap_hash, p->n_hash + 1, sizeof *p->hash);
	p->hash[p->n_hash++] = h;
	return 0;
}

static int
put_peak(struct passage *p, struct stream *s)
{
	struct peak k;
	uint32_t frame;

	if (peak_scan(s, p->profile, &k) < 0)
		return -1;
	frame = k.time / p->profile->time_div;
	if (frame < p->peaks_to ||
	    (p->n_peak > 0 && k.time < p->peak[p->n_peak - 1].time))
		return stream_fail(s,
		    "peaks are not in order of time: frame %u after %u", frame,
		    p->peaks_to);
	p->has_peaks = true;
	p->peaks_to = frame;
	if (p->frames <= frame)
		p->frames = frame + 1;
	p->peak = xgrow(p->peak, &p->cap_peak, p->n_peak + 1, sizeof *p->peak);
	p->peak[p->n_peak++] = k;
	return 0;
}

int
passage_put(struct passage *p, struct stream *s)
{
	return s->type == &stream_peaks ? put_peak(p, s) : put_hash(p, s);
}

/* Index of the first peak, or hash, that is not before the frame. */
static size_t
peak_from(const struct passage *p, uint32_t frame)
{
	size_t lo = 0, hi = p->n_peak, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (p->peak[mid].time / p->profile->time_div < frame)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t
hash_from(const struct passage *p, uint32_t frame)
{
	size_t lo = 0, hi = p->n_hash, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (p->hash[mid].t_ref < frame)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
forget(struct passage *p, uint32_t frame)
{
	size_t i;

	if ((i = peak_from(p, frame)) > 0) {
		p->n_peak -= i;
		memmove(p->peak, p->peak + i, p->n_peak * sizeof *p->peak);
	}
	if ((i = hash_from(p, frame)) > 0) {
		p->n_hash -= i;
		memmove(p->hash, p->hash + i, p->n_hash * sizeof *p->hash);
	}
}

static void
print_hash(FILE *fp, const char *rec, uint32_t t_ref, const char *hash)
{
	text_put(fp, rec);
	fprintf(fp, "\t%u\t%s\n", t_ref, hash);
}

static int
print_window(
    FILE *fp, const struct passage *p, const char *by, const struct window *w)
{
	char spelling[PROFILE_SPELLING_MAX], rec[ID_MAX + 32];
	const struct profile *pr = p->profile;
	struct peak k;
	size_t i, end;

	/* 12 digits: milliseconds of years */
	snprintf(rec, sizeof rec, "%s@%.12g", p->id,
	    (double)w->first * pr->hop / pr->rate);
	if (!id_valid(rec))
		return -1;
	profile_spell(pr, spelling);
	if (p->has_peaks) {
		stream_put_header(fp, &stream_peaks, spelling, by, rec);
		end = peak_from(p, w->end);
		for (i = peak_from(p, w->first); i < end; i++) {
			k = p->peak[i];
			k.time -= w->first * pr->time_div;
			peak_print(fp, pr, rec, &k);
		}
		stream_put_end(fp, w->end - w->first);
	}
	if (p->has_hashes) {
		stream_put_header(fp, &stream_hashes, spelling, by, rec);
		end = hash_from(p, w->end);
		for (i = hash_from(p, w->first); i < end; i++)
			print_hash(fp, rec, p->hash[i].t_ref - w->first,
			    p->hash[i].hash);
		stream_put_end(fp, w->end - w->first);
	}
	return 0;
}

/* Every row before that frame has come, as the rows after it tell. */
static uint32_t
whole_to(const struct passage *p)
{
	uint32_t to = p->has_peaks ? p->peaks_to : p->hashes_to;

	return p->has_hashes && p->hashes_to < to ? p->hashes_to : to;
}

int
passage_print_windows(FILE *fp, struct passage *p, const char *by,
    const struct window_plan *plan, bool ended)
{
	uint32_t to = whole_to(p);
	struct window w;

	while (ended ? window_of(plan, p->k, p->frames, &w) :
		       (w = window_at(plan, p->k)).end <= to) {
		if (print_window(fp, p, by, &w) < 0)
			return -1;
		p->k++;
	}
	if (!ended)
		forget(p, w.first);
	return 0;
}

void
passage_print_sample(FILE *fp, const struct passage *p, const char *by)
{
	char spelling[PROFILE_SPELLING_MAX];
	struct sampling plan;
	size_t i;

	sampling_plan(&plan, p->n_hash);
	profile_spell(p->profile, spelling);
	stream_put_header(fp, &stream_hashes, spelling, by, p->id);
	for (i = 0; i < p->n_hash; i++)
		if (sampling_keeps(&plan, i))
			print_hash(
			    fp, p->id, p->hash[i].t_ref, p->hash[i].hash);
	stream_put_end(fp, p->frames);
}

void
passage_release(struct passage *p)
{
	free(p->peak);
	free(p->hash);
}
