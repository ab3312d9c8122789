/*
 * xcorr [-m milliseconds] A.au B.au - are two sounds the same?
 *
 * Prints the maximum of the normalised cross-correlation,
 *
 *	r(lag) = sum a[i] b[i + lag] / sqrt(sum a[i]^2 * sum b[i + lag]^2)
 *
 * over the samples that both have, for lags of at most so many milliseconds
 * either way (default 50), and the lag in ms: how much later the sound is in
 * B. Silence is like nothing: 0. Exit 1 when less than half of A has a partner.
 */

#include <err.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sg.h"
#include "signal/au.h"

static const char usage[] = "usage: xcorr [-m milliseconds] A.au B.au";

enum {
	SECONDS_MAX = 120
};

struct sound {
	float *x;
	size_t n;
	uint32_t rate;
};

struct best {
	double r;
	ptrdiff_t lag; /* samples */
};

static void
sound_read(struct sound *s, const char *name)
{
	FILE *fp = fopen(name, "rb");
	struct au au;
	ptrdiff_t got;
	size_t cap;

	if (fp == NULL)
		err(SG_FAIL, "%s", name);
	if (au_open(&au, fp, name) < 0)
		errx(SG_FAIL, "%s", au.err);
	cap = (size_t)au.rate * SECONDS_MAX;
	*s = (struct sound) { .x = xreallocarray(NULL, cap, sizeof(*s->x)),
		.rate = au.rate };
	while (
	    s->n < cap && (got = au_read(&au, s->x + s->n, cap - s->n)) != 0) {
		if (got < 0)
			errx(SG_FAIL, "%s", au.err);
		s->n += (size_t)got;
	}
	fclose(fp);
}

static double
correlation(const struct sound *a, const struct sound *b, ptrdiff_t lag)
{
	ptrdiff_t i = lag < 0 ? -lag : 0;
	ptrdiff_t end = (ptrdiff_t)b->n - lag;
	double ab = 0, aa = 0, bb = 0;

	if (end > (ptrdiff_t)a->n)
		end = (ptrdiff_t)a->n;
	for (; i < end; i++) {
		double x = a->x[i], y = b->x[i + lag];

		ab += x * y;
		aa += x * x;
		bb += y * y;
	}
	return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static struct best
search(const struct sound *a, const struct sound *b, ptrdiff_t lag_max)
{
	struct best best = { .r = 0 };
	ptrdiff_t lag;

	for (lag = -lag_max; lag <= lag_max; lag++) {
		double r = correlation(a, b, lag);

		if (r > best.r)
			best = (struct best) { r, lag };
	}
	return best;
}

int
main(int argc, char *argv[])
{
	struct sound a, b;
	struct best best;
	double lag_ms = 50;
	int opt;

	while ((opt = getopt(argc, argv, "m:")) != -1) {
		if (opt != 'm')
			usage_fail(usage);
		lag_ms = real_arg(optarg, 0, 10000, "-m milliseconds");
	}
	if (argc - optind != 2)
		usage_fail(usage);
	sound_read(&a, argv[optind]);
	sound_read(&b, argv[optind + 1]);
	if (a.rate != b.rate)
		errx(SG_FAIL, "%s: want %u Hz as in %s, got %u",
		    argv[optind + 1], a.rate, argv[optind], b.rate);
	if (b.n < a.n / 2 || a.n == 0)
		return SG_NO;
	best = search(&a, &b, (ptrdiff_t)(lag_ms * a.rate / 1000));
	printf("%.4f\t%.2f\n", best.r, 1000. * (double)best.lag / a.rate);
	free(a.x);
	free(b.x);
	out_close();
	return 0;
}
