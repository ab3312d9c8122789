/* sg-decode - any sound or film -> mono Sun AU, the sound between programs */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/sg.h"
#include "edge/media.h"
#include "signal/au.h"
#include "signal/profile.h"
#include "signal/resample.h"
#include "signal/slice.h"

#define USAGE                                                                  \
	"usage: sg-decode [-hkV] [-b bits] [-i id] [-r rate] [-s start] "      \
	"[-t seconds] [file]"

enum {
	OUT_BLOCK = 1 << 14 /* samples */
};

struct options {
	const char *name; /* of the input, for messages */
	char id[ID_MAX + 1];
	enum au_encoding encoding;
	uint32_t rate;
	double start, seconds; /* seconds < 0: to the end */
	bool keep;
};

static void
parse(int argc, char *argv[], struct options *opt)
{
	const char *id = NULL;
	int ch;

	while ((ch = getopt(argc, argv, "Vb:hi:kr:s:t:")) != -1) {
		switch (ch) {
		case 'b':
			if (strcmp(optarg, "16") != 0 &&
			    strcmp(optarg, "32") != 0)
				errx(SG_FAIL, "-b bits: want 16 or 32, got %s",
				    optarg);
			opt->encoding = *optarg == '1' ? AU_S16 : AU_F32;
			break;
		case 'i':
			id = optarg;
			break;
		case 'k':
			opt->keep = true;
			break;
		case 'r':
			opt->rate = (uint32_t)num_arg(
			    optarg, MEDIA_RATE_MIN, MEDIA_RATE_MAX, "-r rate");
			break;
		case 's':
			opt->start = real_arg(optarg, 0, 1e9, "-s start");
			break;
		case 't':
			opt->seconds =
			    real_arg(optarg, 1e-6, 1e9, "-t seconds");
			break;
		default:
			opt_other(ch, "sg-decode", USAGE);
		}
	}
	if (argc - optind > 1)
		usage_fail(USAGE);
	opt->name = argc > optind ? argv[optind] : "-";
	id_from_path(strcmp(opt->name, "-") == 0 ? "" : opt->name, opt->id);
	if (id != NULL && !id_valid(id))
		errx(SG_FAIL,
		    "-i id: want 1..%d printable bytes, no blank, not '-'",
		    ID_MAX);
	if (id != NULL)
		strcpy(opt->id, id);
}

/* All that the resampler makes of n samples; of x NULL: all that is left. */
static void
convert(struct resample *r, const float *x, size_t n, struct slice *out)
{
	static float y[OUT_BLOCK];
	ptrdiff_t made = 1;
	size_t used;

	while (out->take > 0 && (x != NULL ? n > 0 : made > 0)) {
		if ((made = resample_run(r, x, n, &used, y, OUT_BLOCK)) < 0)
			errx(SG_FAIL, "%s", r->err);
		slice_put(out, y, (size_t)made);
		if (x != NULL)
			x += used;
		n -= used;
	}
}

/* Returns 0, or -1 with m->err set when the input is not whole. */
static int
decode(struct media *m, const struct options *opt, struct slice *out)
{
	static float x[MEDIA_BLOCK];
	struct resample r;
	ptrdiff_t n = 0;

	if (resample_open(&r, m->rate, opt->rate) < 0)
		errx(SG_FAIL, "%s: %s", opt->name, r.err);
	if (m->frames != MEDIA_UNKNOWN && !opt->keep)
		slice_announce(out, resample_length(&r, m->frames));
	while (out->take > 0 && (n = media_read(m, x)) > 0)
		convert(&r, x, (size_t)n, out);
	if (n == 0 || opt->keep)
		convert(&r, NULL, 0, out);
	resample_release(&r);
	return out->take == 0 ? 0 : (int)n;
}

int
main(int argc, char *argv[])
{
	static struct media m;
	struct options opt = { .encoding = AU_F32,
		.rate = profile_default()->rate,
		.seconds = -1 };
	struct media_options how = { .dir = getenv("TMPDIR") };
	struct slice out = { .fp = stdout, .length = AU_UNKNOWN };
	int fd = STDIN_FILENO, r;

	parse(argc, argv, &opt);
	out_open();
	out.encoding = opt.encoding;
	out.rate = opt.rate;
	out.id = opt.id;
	out.skip = (uint64_t)llround(opt.start * opt.rate);
	out.take = opt.seconds < 0 ? UINT64_MAX :
				     (uint64_t)llround(opt.seconds * opt.rate);
	how.keep = opt.keep;
	how.rate = opt.rate;
	if (how.dir == NULL || *how.dir == '\0')
		how.dir = "/tmp";
	if (strcmp(opt.name, "-") == 0)
		opt.name = "<stdin>";
	else if ((fd = open(opt.name, O_RDONLY | O_CLOEXEC)) < 0)
		err(SG_FAIL, "%s", opt.name);

	if ((r = media_open(&m, fd, &how)) == 0)
		r = decode(&m, &opt, &out);
	if (r < 0)
		warnx("%s: %s", opt.name, m.err);
	else if (!out.begun)
		warnx("%s: it has no sample from %g s on", opt.name, opt.start);
	if (m.zeroed > 0)
		warnx("%s: %ju samples are no finite number, and became 0",
		    opt.name, (uintmax_t)m.zeroed);
	media_close(&m);
	r = slice_end(&out, r == 0 || opt.keep) ? 0 : SG_FAIL;
	out_close();
	return r;
}
