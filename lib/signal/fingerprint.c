#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/fingerprint.h"

enum {
	REC = 0 /* the first column of both types */
};

static const struct stream_type *const types[] = { &stream_peaks,
	&stream_hashes, NULL };

static int
fail(struct fingerprint_reader *r)
{
	snprintf(r->err, sizeof r->err, "%s", r->in.err);
	return -1;
}

int
fingerprint_open(struct fingerprint_reader *r, FILE *fp, const char *name)
{
	char why[sizeof r->in.err / 2];

	*r = (struct fingerprint_reader) { 0 };
	if (stream_open(&r->in, fp, name, types) < 0)
		return fail(r);
	r->profile = profile_parse(r->in.profile, why, sizeof why);
	if (r->profile == NULL) {
		stream_fail(&r->in, "%s", why);
		return fail(r);
	}
	return 0;
}

/* Begin a recording: one of no rows so far. */
static void
begin(struct fingerprint *fp, const char *id)
{
	strcpy(fp->id, id);
	fp->frames = 0;
	fp->has_peaks = fp->has_hashes = false;
	fp->n_peak = fp->n_mark = 0;
}

static int
disorder(struct fingerprint_reader *r, const char *what)
{
	stream_fail(&r->in,
	    "%s: time goes backwards inside '%s': two recordings of one id?",
	    what, r->fp.id);
	return fail(r);
}

static int
add_peak(struct fingerprint_reader *r)
{
	struct fingerprint *fp = &r->fp;
	struct peak p, *at;
	uint32_t frame;

	if (peak_scan(&r->in, r->profile, &p) < 0)
		return fail(r);
	fp->peak =
	    xgrow(fp->peak, &fp->cap_peak, fp->n_peak + 1, sizeof *fp->peak);
	at = fp->peak + fp->n_peak;
	if (fp->n_peak > 0 && at[-1].time > p.time)
		return disorder(r, "peaks");
	/* at one time any order is in order; ours is by pitch */
	for (; at > fp->peak && peak_order(&at[-1], &p) > 0; at--)
		*at = at[-1];
	*at = p;
	fp->n_peak++;
	frame = p.time / r->profile->time_div;
	if (frame > UINT32_MAX / 2) {
		stream_fail(&r->in, "frame: want 0..%u", UINT32_MAX / 2);
		return fail(r);
	}
	if (frame >= fp->frames)
		fp->frames = frame + 1;
	return 0;
}

static int
add_mark(struct fingerprint_reader *r)
{
	struct fingerprint *fp = &r->fp;
	struct landmark l;

	if (landmark_scan(&r->in, r->profile, &l) < 0)
		return fail(r);
	if (fp->n_mark > 0 && fp->mark[fp->n_mark - 1].t_ref > l.t_ref)
		return disorder(r, "hashes");
	fp->mark =
	    xgrow(fp->mark, &fp->cap_mark, fp->n_mark + 1, sizeof *fp->mark);
	fp->mark[fp->n_mark++] = l;
	if (l.t_ref >= fp->frames)
		fp->frames = l.t_ref + 1;
	return 0;
}

/*
 * Whose row or section this is: "" when a section does not say. Undoes the
 * escapes of a row's identity, once; most rows have the last one's.
 */
static const char *
event_id(struct fingerprint_reader *r, int event)
{
	struct stream *in = &r->in;
	const char *id = in->rec;

	if (event == STREAM_SECTION) {
		r->plain = false;
		return id;
	}
	if (r->plain && strcmp(in->field[REC], r->fp.id) == 0)
		return r->fp.id;
	if (stream_text(in, REC) < 0)
		return NULL;
	if (!id_valid(in->field[REC])) {
		stream_fail(in, "bad identity '%.255s'", in->field[REC]);
		return NULL;
	}
	if (*id != '\0' && strcmp(in->field[REC], id) != 0) {
		stream_fail(in, "a row of '%.200s' in a section of '%.200s'",
		    in->field[REC], id);
		return NULL;
	}
	return in->field[REC];
}

/* Take the event for the current recording. */
static int
take(struct fingerprint_reader *r, int event)
{
	bool peaks = r->in.type == &stream_peaks;

	if (peaks)
		r->fp.has_peaks = true;
	else
		r->fp.has_hashes = true;
	if (event == STREAM_SECTION)
		return 0;
	return peaks ? add_peak(r) : add_mark(r);
}

/* A section has ended: the frames that it named are the recording's. */
static void
take_frames(struct fingerprint_reader *r)
{
	if (r->in.frames > r->fp.frames)
		r->fp.frames = (uint32_t)r->in.frames;
	r->in.frames = 0;
}

int
fingerprint_next(struct fingerprint_reader *r)
{
	bool pending = r->pending, begun = false;
	const char *id;
	int event;

	for (r->pending = false;; pending = false) {
		event = pending ? r->event : stream_next(&r->in);
		if (event < 0)
			return fail(r);
		if (!pending && event != STREAM_ROW)
			take_frames(r);
		if (event == STREAM_END)
			return begun;
		if (pending)
			id = event == STREAM_ROW ? r->in.field[REC] : r->in.rec;
		else if ((id = event_id(r, event)) == NULL)
			return fail(r);
		if (*id == '\0')
			continue; /* the rows will say */
		if (begun && id != r->fp.id && strcmp(id, r->fp.id) != 0) {
			r->pending = true;
			r->event = event;
			return 1;
		}
		if (!begun)
			begin(&r->fp, id);
		if (!begun || !r->plain)
			r->plain = event == STREAM_ROW &&
				   strchr(r->fp.id, '\\') == NULL;
		begun = true;
		if (take(r, event) < 0)
			return -1;
	}
}

void
fingerprint_release(struct fingerprint_reader *r)
{
	stream_release(&r->in);
	free(r->fp.peak);
	free(r->fp.mark);
}

void
fingerprint_print(FILE *fp, const struct profile *profile, const char *by,
    const struct fingerprint *f)
{
	char spelling[PROFILE_SPELLING_MAX];
	size_t i;

	profile_spell(profile, spelling);
	if (f->has_peaks) {
		stream_put_header(fp, &stream_peaks, spelling, by, f->id);
		for (i = 0; i < f->n_peak; i++)
			peak_print(fp, profile, f->id, &f->peak[i]);
		stream_put_end(fp, f->frames);
	}
	if (f->has_hashes) {
		stream_put_header(fp, &stream_hashes, spelling, by, f->id);
		for (i = 0; i < f->n_mark; i++)
			landmark_print(fp, profile, f->id, &f->mark[i]);
		stream_put_end(fp, f->frames);
	}
}
