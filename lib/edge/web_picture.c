#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "edge/web_answer.h"
#include "signal/fingerprint.h"

enum {
	PEAKS = 3000, /* that a picture can show */
	MARKS = 2000,
	RANKS = 64
};

/* The highest rank of which there is room for all peaks. */
static uint32_t
rank_max(const struct fingerprint *f)
{
	size_t of_rank[RANKS] = { 0 }, i, n = 0;
	uint32_t r;

	for (i = 0; i < f->n_peak; i++)
		if (f->peak[i].rank < RANKS)
			of_rank[f->peak[i].rank]++;
	for (r = 0; r < RANKS - 1; r++)
		if ((n += of_rank[r]) + of_rank[r + 1] > PEAKS)
			break;
	return r;
}

/* Threes of seconds, Hz and dB. */
static void
put_peaks(
    const struct profile *p, const struct fingerprint *f, struct json_line *o)
{
	double *v = xreallocarray(NULL, 3 * (PEAKS + 1), sizeof *v);
	uint32_t max = rank_max(f);
	const struct peak *k;
	size_t i, n = 0;

	for (i = 0; i < f->n_peak && n < PEAKS; i++) {
		k = &f->peak[i];
		if (k->rank > max)
			continue;
		v[3 * n] = profile_frame_s(p, (double)k->time / p->time_div);
		v[3 * n + 1] = profile_hz(p, k->pitch);
		v[3 * n + 2] = k->level / 10.0;
		n++;
	}
	json_numbers(o, "peaks", v, 3 * n, 3);
	free(v);
}

/* The current row as four numbers, if it is of this recording. */
static bool
scan_mark(struct stream *s, const char *id, double v[static 4])
{
	int i;

	if (stream_text(s, 0) < 0 || strcmp(s->field[0], id) != 0)
		return false;
	for (i = 0; i < 4; i++)
		if (stream_real(s, i + 1, 0, 1e9, &v[i]) < 0)
			return false;
	return true;
}

/*
 * Fours of seconds and Hz in the clip, and seconds and Hz in the recording; of
 * too many, some from everywhere.
 */
static void
put_marks(struct stream *s, const char *id, struct json_line *o)
{
	size_t n = 0, cap = 0, i, step;
	double *v = NULL, mark[4];
	int event;

	while ((event = stream_next(s)) > 0) {
		if (event != STREAM_ROW || !scan_mark(s, id, mark))
			continue;
		v = xgrow(v, &cap, 4 * (n + 1), sizeof *v);
		memcpy(v + 4 * n++, mark, sizeof mark);
	}
	step = n / MARKS + 1;
	for (i = 0; i * step < n; i++)
		memmove(v + 4 * i, v + 4 * i * step, sizeof mark);
	if (event == 0 && n > 0) {
		json_text(o, "id", id);
		json_numbers(o, "landmarks", v, 4 * i, 3);
	}
	free(v);
}

static void
read_marks(int fd, const char *id, struct json_line *o)
{
	static const struct stream_type landmarks = { "landmarks",
		"id\tq_time\tq_freq\tref_time\tref_freq", NULL };
	static const struct stream_type *const want[] = { &landmarks, NULL };
	FILE *fp = web_read(fd);
	struct stream s;

	if (fp == NULL)
		return;
	if (stream_open(&s, fp, "sg-match", want) == 0)
		put_marks(&s, id, o);
	stream_release(&s);
	fclose(fp);
}

/* The row with the least evalue. */
static const char *
best_id(const struct web_rows *rows)
{
	const struct json *best = rows->n > 0 ? rows->row[0] : NULL;
	size_t i;

	for (i = 1; i < rows->n; i++)
		if (json_number_at(rows->row[i], "evalue", 1) <
		    json_number_at(best, "evalue", 1))
			best = rows->row[i];
	return json_string_at(best, "id");
}

/* A picture is one without landmarks, too. */
static enum web_problem
match_marks(struct web *w, const struct web_question *q,
    const struct web_clip *c, const char *id, double until, struct json_line *o)
{
	char cpu[16];
	const char *argv[] = { "sg-confine", "-c", cpu, w->remote ? "-N" : "--",
		"sg-match", "-w", q->warp, "-L", NULL };
	enum web_problem p;
	int out, status;

	snprintf(cpu, sizeof cpu, "%u", w->options.cpu);
	if (lseek(c->fingerprint, 0, SEEK_SET) < 0)
		return WEB_BROKEN;
	p = web_run(w, argv, c->fingerprint, until, &out, &status);
	if (p == WEB_OK)
		read_marks(out, id, o);
	if (out >= 0)
		close(out);
	return p;
}

enum web_problem
web_picture_json(struct web *w, const struct web_question *q,
    const struct web_clip *c, const struct web_rows *rows, double until,
    struct json_line *o)
{
	struct fingerprint_reader in;
	enum web_problem p = WEB_OK;
	struct json_line picture;
	FILE *fp = web_read(c->fingerprint);
	const char *id = best_id(rows);

	if (fp == NULL)
		return WEB_BROKEN;
	json_begin(&picture);
	if (fingerprint_open(&in, fp, "sg-hash") == 0 &&
	    fingerprint_next(&in) > 0)
		put_peaks(in.profile, &in.fp, &picture);
	fingerprint_release(&in);
	fclose(fp);
	if (id != NULL)
		p = match_marks(w, q, c, id, until, &picture);
	json_part(o, "picture", &picture);
	return p;
}
