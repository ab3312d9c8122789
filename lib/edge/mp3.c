#include <mpg123.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/late.h"
#include "edge/extent.h"
#include "edge/mp3.h"

enum {
	FRAME_HEAD = 4, /* bytes */
	BANDS = 32      /* of MPEG audio, equally wide */
};

LATE(mpg123_delete);
LATE(mpg123_getformat);
LATE(mpg123_new);
LATE(mpg123_open_handle);
LATE(mpg123_param);
LATE(mpg123_plain_strerror);
LATE(mpg123_read);
LATE(mpg123_replace_reader_handle);
LATE(mpg123_strerror);

LATE_LIBRARY(libmpg123, "libmpg123.so.0", LATE_AT(mpg123_delete),
    LATE_AT(mpg123_getformat), LATE_AT(mpg123_new), LATE_AT(mpg123_open_handle),
    LATE_AT(mpg123_param), LATE_AT(mpg123_plain_strerror), LATE_AT(mpg123_read),
    LATE_AT(mpg123_replace_reader_handle), LATE_AT(mpg123_strerror));

/* Whether there are n bytes, of which the first is m->b[m->i]; n is small. */
static bool
more(struct mp3 *m, size_t n)
{
	ssize_t got = 1;

	if (m->n - m->i >= n)
		return true;
	memmove(m->b, m->b + m->i, m->n -= m->i);
	m->i = 0;
	while (m->n < n && got > 0) {
		got = m->read(m->arg, m->b + m->n, sizeof m->b - m->n);
		m->n += got > 0 ? (size_t)got : 0;
	}
	return m->n >= n;
}

/* The rate of the frame that comes next, Hz, or 0. */
static uint32_t
frame_rate(struct mp3 *m)
{
	if (!more(m, FRAME_HEAD) ||
	    extent_mp3_frame((unsigned char *)m->b + m->i) == 0)
		return 0;
	return extent_mp3_rate((unsigned char *)m->b + m->i);
}

/* mpg123 asks for 4 bytes, and then for the rest of a frame. */
static ssize_t
give(void *arg, void *to, size_t want)
{
	struct mp3 *m = arg;
	size_t had = 0, k;

	while (had < want && more(m, 1)) {
		k = want - had < m->n - m->i ? want - had : m->n - m->i;
		memcpy((char *)to + had, m->b + m->i, k);
		m->i += k;
		had += k;
	}
	return (ssize_t)had;
}

/* Nothing is ever wanted again, as long as it thinks that it has a pipe. */
static off_t
no_seek(void *arg, off_t to, int whence)
{
	(void)arg;
	(void)to;
	(void)whence;
	return -1;
}

static int
fail(struct mp3 *m)
{
	snprintf(m->err, sizeof m->err, "%s", own_mpg123_strerror(m->mpg));
	return -1;
}

/* Begin at the source's next byte. Returns 0, or -1 with m->err set. */
static int
begin(struct mp3 *m)
{
	int encoding, channels;
	long rate;

	if (own_mpg123_open_handle(m->mpg, m) != MPG123_OK ||
	    own_mpg123_getformat(m->mpg, &rate, &channels, &encoding) !=
		MPG123_OK)
		return fail(m);
	if (m->rate == 0)
		m->rate = (uint32_t)rate;
	if (channels == 1 && encoding == MPG123_ENC_FLOAT_32 &&
	    m->rate == (uint32_t)rate)
		return 0;
	snprintf(m->err, sizeof m->err, "mpg123 gives no mono samples");
	return -1;
}

/*
 * mpg123 ends after as many frames as the first one counts. Files may be joined:
 * is there another? Returns 1, 0 at the end, or -1 with m->err set.
 */
static int
next(struct mp3 *m)
{
	uint32_t coded = frame_rate(m);

	if (coded == 0 || coded == m->coded)
		return more(m, 1) && begin(m) == 0;
	snprintf(m->err, sizeof m->err,
	    "it goes on at another rate, %u Hz after %u", coded, m->coded);
	return -1;
}

/*
 * How often the rate may be halved, twice at most. The lowest half or quarter of
 * the bands is left then, and the uppermost of them lacks its neighbour, with
 * which its aliases would cancel.
 */
static long
halvings(double rate, double band)
{
	const double width = rate / 2 / BANDS;
	long k = 0;

	while (k < 2 && width * ((BANDS >> (k + 1)) - 1) >= band)
		k++;
	return k;
}

int
mp3_open(struct mp3 *m, ssize_t (*read)(void *arg, void *b, size_t n),
    void *arg, double band)
{
	/* one rate and no repair: what is damaged is to be said */
	const long flags = MPG123_MONO_MIX | MPG123_FORCE_FLOAT | MPG123_QUIET |
			   MPG123_GAPLESS | MPG123_NO_FRANKENSTEIN;
	const char *wrong = late_load(&libmpg123);
	int e = MPG123_OK;

	*m = (struct mp3) { .read = read, .arg = arg };
	if (wrong != NULL) {
		snprintf(m->err, sizeof m->err, "%s", wrong);
		return -1;
	}
	if ((m->mpg = own_mpg123_new(NULL, &e)) == NULL) {
		snprintf(
		    m->err, sizeof m->err, "%s", own_mpg123_plain_strerror(e));
		return -1;
	}
	m->coded = frame_rate(m);
	if (own_mpg123_param(m->mpg, MPG123_DOWN_SAMPLE,
		halvings(m->coded, band), 0) != MPG123_OK ||
	    own_mpg123_param(m->mpg, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE,
		0) != MPG123_OK ||
	    own_mpg123_param(m->mpg, MPG123_ADD_FLAGS, flags, 0) != MPG123_OK ||
	    own_mpg123_replace_reader_handle(m->mpg, give, no_seek, NULL) !=
		MPG123_OK)
		return fail(m);
	return begin(m);
}

ptrdiff_t
mp3_read(struct mp3 *m, float *x, size_t n)
{
	size_t got = 0;
	int e, r;

	do {
		e = own_mpg123_read(m->mpg, (void *)x, n * sizeof *x, &got);
		if (got > 0)
			return (ptrdiff_t)(got / sizeof *x);
		if (e != MPG123_OK && e != MPG123_DONE)
			return fail(m);
	} while ((r = next(m)) > 0);
	return r;
}

void
mp3_close(struct mp3 *m)
{
	if (m->mpg != NULL)
		own_mpg123_delete(m->mpg);
	m->mpg = NULL;
}
