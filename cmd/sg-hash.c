/* sg-hash - the fingerprint of a recording: its peaks, then its hashes */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/sg.h"
#include "base/stream.h"
#include "signal/analyser.h"
#include "signal/au.h"
#include "signal/peak.h"
#include "signal/profile.h"
#include "signal/turn.h"

static const char usage[] = "usage: sg-hash [-HhV] [-i id] [-p profile] [file]";

struct options {
	const char *id;                /* -i, or NULL */
	const struct profile *profile; /* -p, or NULL */
	bool hashes_only;              /* -H */
};

/* Die so that readers see it too. */
_Noreturn static void
give_up(struct turn *t, const char *message)
{
	turn_break(t);
	errx(SG_FAIL, "%s", message);
}

static void
hash_ready(struct analyser *a, struct turn *t)
{
	struct peak p;

	while (analyser_next(a, &p))
		if (turn_put(t, &p) < 0)
			give_up(t, "peaks came out of order");
}

/* AU samples in, one recording out. */
static void
hash_sound(FILE *fp, const char *name, const struct options *o)
{
	const struct profile *pr = o->profile;
	struct analyser a;
	struct turn t;
	struct au au;
	float x[4096];
	ptrdiff_t n;

	if (pr == NULL)
		pr = profile_default();
	if (au_open(&au, fp, name) < 0 || au_want_rate(&au, pr->rate) < 0)
		errx(SG_FAIL, "%s", au.err);
	if (analyser_init(&a, pr) < 0)
		errx(SG_RETRY, "out of memory for the transform");
	turn_init(&t, stdout, pr, "sg-hash", o->hashes_only);
	turn_begin(&t, o->id != NULL    ? o->id :
		       au.id[0] != '\0' ? au.id :
					  "stdin");
	while ((n = au_read(&au, x, sizeof x / sizeof *x)) > 0) {
		analyser_put(&a, x, (size_t)n);
		hash_ready(&a, &t);
	}
	if (n < 0)
		give_up(&t, au.err);
	analyser_end(&a);
	hash_ready(&a, &t);
	turn_end(&t, a.frames);
	analyser_release(&a);
	turn_release(&t);
}

/*
 * The recording that the stream is at; -i may rename only one. frames are those
 * of the last one, if it is now at its end. Returns 0, or -1 with in->err set.
 */
static int
next_rec(struct stream *in, struct turn *t, const char *rec, uint32_t frames,
    const struct options *o, char last[static ID_MAX + 1])
{
	if (strcmp(rec, last) == 0)
		return 0;
	if (!id_valid(rec))
		return stream_fail(in, "bad identity '%.40s'", rec);
	if (last[0] != '\0' && o->id != NULL)
		return stream_fail(in,
		    "-i renames one recording, here is "
		    "another: '%s' after '%s'",
		    rec, last);
	if (last[0] != '\0')
		turn_end(t, frames);
	strcpy(last, rec);
	turn_begin(t, o->id != NULL ? o->id : rec);
	return 0;
}

/* The stream is at a peak. Returns 0, or -1 with in->err set. */
static int
hash_row(struct stream *in, struct turn *t, const struct options *o,
    char last[static ID_MAX + 1])
{
	struct peak p;

	if (stream_text(in, 0) < 0 || peak_scan(in, t->profile, &p) < 0 ||
	    next_rec(in, t, in->field[0], 0, o, last) < 0)
		return -1;
	if (turn_put(t, &p) < 0)
		return stream_fail(in, "peaks are not in order of frame");
	return 0;
}

/* Peaks in, from sg-peaks or from anywhere; as many recordings out. */
static void
hash_peaks(FILE *fp, const char *name, const struct options *o)
{
	static const struct stream_type *const want[] = { &stream_peaks, NULL };
	const struct profile *pr;
	char err[512], last[ID_MAX + 1] = "";
	struct stream in;
	struct turn t;
	int event, r = 0;

	if (stream_open(&in, fp, name, want) < 0)
		errx(SG_FAIL, "%s", in.err);
	if ((pr = profile_parse(in.profile, err, sizeof err)) == NULL)
		errx(SG_FAIL, "%s: %s", name, err);
	if (o->profile != NULL && o->profile != pr)
		errx(SG_FAIL, "%s: want profile %s, got %s", name,
		    o->profile->name, pr->name);
	turn_init(&t, stdout, pr, "sg-hash", o->hashes_only);
	while (r == 0 && (event = stream_next(&in)) > 0)
		if (event == STREAM_ROW)
			r = hash_row(&in, &t, o, last);
		else if (in.rec[0] != '\0')
			r = next_rec(
			    &in, &t, in.rec, (uint32_t)in.frames, o, last);
	if (r < 0 || event < 0)
		give_up(&t, in.err);
	if (last[0] != '\0')
		turn_end(&t, (uint32_t)in.frames);
	stream_release(&in);
	turn_release(&t);
}

int
main(int argc, char *argv[])
{
	struct options o = { 0 };
	const char *name;
	FILE *fp;
	int ch;

	while ((ch = getopt(argc, argv, "HVhi:p:")) != -1) {
		switch (ch) {
		case 'H':
			o.hashes_only = true;
			break;
		case 'i':
			if (!id_valid(o.id = optarg))
				errx(SG_FAIL, "-i: bad identity '%s'", o.id);
			break;
		case 'p':
			if ((o.profile = profile_find(optarg)) == NULL)
				errx(SG_FAIL, "-p: no profile '%s'", optarg);
			break;
		default:
			opt_other(ch, "sg-hash", usage);
		}
	}
	fp = in_open(argc, argv, usage, &name);
	out_open();
	ch = getc(fp);
	ungetc(ch, fp);
	if (ch == '#')
		hash_peaks(fp, name, &o);
	else
		hash_sound(fp, name, &o);
	out_close();
	return 0;
}
