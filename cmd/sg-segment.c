/* sg-segment - a sample of long fingerprints, or their windows */

#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "retrieval/passage.h"
#include "retrieval/sampling.h"
#include "signal/profile.h"

#define BY "sg-segment"

static const char usage[] =
    "usage: sg-segment [-hV] [-p profile] [-S step] [-W seconds] [file]";

struct options {
	const char *profile; /* NULL: any */
	double window_s;     /* 0: the seed's sampling */
	double step_s;       /* 0: as long as the window */
};

struct segmenter {
	struct stream in;
	const struct profile *profile;
	struct passage passage;
	const struct stream_type *leads; /* the section that begins a turn */
	bool open;                       /* a recording is in passage */
	struct window_plan plan;         /* of no length: the seed's sampling */
};

/*
 * Whole sections may be out already. One without an end follows them, so that
 * whoever reads them fails as well.
 */
static _Noreturn void
break_off(struct segmenter *s)
{
	stream_put_header(stdout, &stream_hashes, s->in.profile, BY, NULL);
	errx(SG_FAIL, "%s", s->in.err);
}

static void
put_windows(struct segmenter *s, bool ended)
{
	struct passage *p = &s->passage;

	if (passage_print_windows(stdout, p, BY, &s->plan, ended) == 0)
		return;
	stream_fail(&s->in, "no room for '@seconds' after '%s'", p->id);
	break_off(s);
}

static void
finish(struct segmenter *s)
{
	if (!s->open)
		return;
	if (s->plan.length > 0) {
		put_windows(s, true);
	} else if (s->passage.has_hashes) {
		passage_print_sample(stdout, &s->passage, BY);
	} else {
		stream_fail(&s->in,
		    "'%s' has peaks but no hashes: sg-hash makes them",
		    s->passage.id);
		break_off(s);
	}
	s->open = false;
}

/* The row or section at hand is of that recording. */
static void
turn_to(struct segmenter *s, const char *id)
{
	if (s->open && strcmp(s->passage.id, id) == 0)
		return;
	finish(s);
	passage_begin(&s->passage, id);
	s->open = true;
	s->leads = s->in.type;
}

/* A section said how long the recording is; it ended before this event. */
static void
note_frames(struct segmenter *s)
{
	if (s->open && s->passage.frames < s->in.frames)
		s->passage.frames = (uint32_t)s->in.frames;
	s->in.frames = 0;
}

static void
take_section(struct segmenter *s)
{
	note_frames(s);
	if (s->open && s->plan.length > 0 && s->in.type == s->leads)
		put_windows(s, false);
	if (s->in.rec[0] == '\0')
		return;
	turn_to(s, s->in.rec);
	s->passage.has_peaks |= s->in.type == &stream_peaks;
	s->passage.has_hashes |= s->in.type == &stream_hashes;
}

static int
take_row(struct segmenter *s)
{
	if (stream_text(&s->in, 0) < 0)
		return -1;
	if (!id_valid(s->in.field[0]))
		return stream_fail(
		    &s->in, "bad identity '%.255s'", s->in.field[0]);
	turn_to(s, s->in.field[0]);
	if (passage_put(&s->passage, &s->in) < 0)
		return -1;
	if (s->plan.length == 0)
		s->passage.n_peak = 0; /* hashes alone are sampled */
	return 0;
}

static void
open_stream(
    struct segmenter *s, FILE *fp, const char *name, const struct options *o)
{
	static const struct stream_type *const want[] = { &stream_hashes,
		&stream_peaks, NULL };
	char message[768];

	if (stream_open(&s->in, fp, name, want) < 0)
		errx(SG_FAIL, "%s", s->in.err);
	s->profile = profile_parse(s->in.profile, message, sizeof message);
	if (s->profile == NULL)
		errx(SG_FAIL, "%s: %s", name, message);
	if (o->profile != NULL && strcmp(o->profile, s->profile->name) != 0)
		errx(SG_FAIL, "%s: want profile %s, got %s", name, o->profile,
		    s->profile->name);
	passage_init(&s->passage, s->profile);
	if (o->window_s > 0)
		window_plan(&s->plan, s->profile, o->window_s,
		    o->step_s > 0 ? o->step_s : o->window_s);
}

static void
options(struct options *o, int argc, char *argv[])
{
	int ch;

	while ((ch = getopt(argc, argv, "S:VW:hp:")) != -1) {
		switch (ch) {
		case 'S':
			o->step_s = real_arg(optarg, 0.1, 1e6, "-S step");
			break;
		case 'W':
			o->window_s = real_arg(optarg, 0.1, 1e6, "-W seconds");
			break;
		case 'p':
			o->profile = optarg;
			break;
		default:
			opt_other(ch, BY, usage);
		}
	}
	if (o->step_s > 0 && !(o->window_s > 0))
		errx(SG_FAIL, "-S step: only between windows: give -W too");
	if (o->profile != NULL && profile_find(o->profile) == NULL)
		errx(SG_FAIL, "-p profile: unknown: %s", o->profile);
}

int
main(int argc, char *argv[])
{
	struct segmenter s = { .open = false };
	struct options o = { 0 };
	const char *name;
	FILE *fp;
	int r;

	options(&o, argc, argv);
	fp = in_open(argc, argv, usage, &name);
	open_stream(&s, fp, name, &o);
	while ((r = stream_next(&s.in)) != STREAM_END) {
		if (r == STREAM_SECTION)
			take_section(&s);
		else if (r < 0 || take_row(&s) < 0)
			break_off(&s);
	}
	note_frames(&s);
	finish(&s);
	passage_release(&s.passage);
	stream_release(&s.in);
	out_close();
	return 0;
}
