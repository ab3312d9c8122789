#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edge/media.h"
#include "edge/spool.h"

enum {
	CHANNELS_MAX = 1024 /* libsndfile's own bound */
};

/* bytes; a film of some hours whose index is at the end, on a pipe */
#define SPOOL_MAX (UINT64_C(8) << 30)

int
media_fail(struct media *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->err, sizeof m->err, fmt, ap);
	va_end(ap);
	return -1;
}

static int
unknown_kind(struct media *m)
{
	const unsigned char *b = m->in.head;

	if (m->in.n == 0)
		return media_fail(m, "nothing but an ID3 tag, want a sound");
	if (sniff_text(b, m->in.n))
		return media_fail(m, "this is text, want a sound or a film");
	return media_fail(m,
	    "no sound or film that is known: it begins with %02x %02x %02x "
	    "%02x, of %s%zu bytes",
	    b[0], m->in.n > 1 ? b[1] : 0, m->in.n > 2 ? b[2] : 0,
	    m->in.n > 3 ? b[3] : 0, m->in.n == SNIFF_HEAD ? "at least " : "",
	    m->in.n);
}

/* The descriptor that a reader of a stream may read to its end, or -1. */
static int
stream_fd(struct media *m)
{
	if (m->in.seekable && m->way == SNIFF_FFMPEG) {
		if (input_rewind(&m->in) < 0)
			return media_fail(m, "%s", m->in.err);
		return m->in.fd;
	}
	m->pumped = true;
	if (pump_open(&m->pump, &m->in) < 0)
		return media_fail(m, "pipe: %s", strerror(errno));
	return m->pump.from;
}

/*
 * May ffmpeg resample? Not what was promised a number of samples, nor what may
 * have bad ones that have to be told apart: WAV's floats, or with -k.
 */
static uint32_t
ffmpeg_rate(const struct media *m)
{
	if (m->options.keep || m->promised != MEDIA_UNKNOWN ||
	    strcmp(m->kind->demuxer, "wav") == 0 ||
	    strcmp(m->kind->demuxer, "caf") == 0)
		return 0;
	return m->options.rate;
}

/* The input of ffmpeg: a descriptor, or -1 with m->err set. */
static int
ffmpeg_fd(struct media *m)
{
	if (m->way != SNIFF_SPOOLED)
		return stream_fd(m);
	if (m->in.seekable && m->in.at == 0)
		return m->in.fd;
	if ((m->spool = spool(&m->in, m->options.dir, SPOOL_MAX)) < 0)
		media_fail(m, "%s", m->in.err);
	return m->spool;
}

static int
start_ffmpeg(struct media *m, uint32_t rate)
{
	enum ffmpeg_input how = FFMPEG_STREAM;
	int fd = ffmpeg_fd(m), r;

	if (fd < 0)
		return -1;
	if (m->way == SNIFF_SPOOLED)
		how = FFMPEG_FILE;
	else if (m->kind->step == NULL && strcmp(m->kind->demuxer, "wav") == 0)
		how = FFMPEG_UNSIZED;
	r = ffmpeg_open(&m->ff, fd, m->kind->demuxer, how, rate);
	if (r < 0 && m->ff.lacks_soxr && !m->pumped) {
		ffmpeg_close(&m->ff);
		return start_ffmpeg(m, 0);
	}
	return r;
}

static int
open_ffmpeg(struct media *m)
{
	int r;

	if (sniff_flac_samples(m->in.head, m->in.n) > 0)
		m->promised = sniff_flac_samples(m->in.head, m->in.n);
	m->by_ffmpeg = true;
	m->err[0] = '\0';
	r = start_ffmpeg(m, ffmpeg_rate(m));
	if (r < 0 && m->err[0] == '\0')
		media_fail(m, "%s: %s", m->kind->name, m->ff.err);
	if (r < 0)
		return -1;
	if (m->pumped)
		pump_shut(&m->pump);
	m->rate = m->ff.rate;
	m->channels = m->ff.channels;
	return 0;
}

/*
 * Tags and noise after the last frame are kept from mpg123, which loses the
 * last samples over them.
 */
static ssize_t
stream_read(void *arg, void *b, size_t n)
{
	struct input *in = arg;
	ssize_t got = input_read(in, b, n);
	uint64_t end = in->extent.sound_end;

	if (got <= 0 || in->given <= end)
		return got;
	return in->given - (uint64_t)got < end ?
		   (ssize_t)(end - (in->given - (uint64_t)got)) :
		   0;
}

static int
open_mp3(struct media *m)
{
	/* mpg123 looks for a frame in the first bytes only */
	if (input_skip(&m->in, sniff_mp3(m->in.head, m->in.n)) < 0)
		return media_fail(m, "%s", m->in.err);
	m->by_mpg123 = true;
	if (mp3_open(&m->mp3, stream_read, &m->in,
		m->options.rate > 0 ? m->options.rate / 2.0 : 1e9) < 0)
		return media_fail(m, "%s: %s", m->kind->name, m->mp3.err);
	m->rate = m->mp3.rate;
	m->channels = 1;
	return 0;
}

static int
open_soundfile(struct media *m)
{
	int fd;

	m->pumped = m->way == SNIFF_PUMPED;
	if (!m->pumped && (input_rewind(&m->in) < 0 ||
			      extent_file(&m->in.extent, m->in.fd, 0) < 0))
		return media_fail(m, "%s", strerror(errno));
	if ((fd = m->pumped ? stream_fd(m) : m->in.fd) < 0)
		return -1;
	if (soundfile_open(&m->sf, fd) < 0) {
		media_fail(m, "%s: %s", m->kind->name, m->sf.err);
		if (m->pumped)
			return -1;
		/* a codec that only ffmpeg has, such as AAC in CAF */
		m->way = SNIFF_FFMPEG;
		extent_init(&m->in.extent, m->kind->step);
		return open_ffmpeg(m);
	}
	m->rate = m->sf.rate;
	m->channels = m->sf.channels;
	/* FLAC without a count has 2^63 - 1 */
	if (!m->pumped && m->sf.frames < UINT64_C(1) << 60)
		m->promised = m->sf.frames;
	if (extent_verdict(&m->in.extent) == NULL)
		m->frames = m->promised;
	return 0;
}

int
media_open(struct media *m, int fd, const struct media_options *options)
{
	bool file;
	int r;

	memset(m, 0, sizeof *m);
	m->options = *options;
	m->spool = m->ff.child.out = m->ff.child.err = -1;
	m->pump.from = m->pump.to = -1;
	m->pump.stop[0] = m->pump.stop[1] = -1;
	m->frames = m->promised = MEDIA_UNKNOWN;
	if (input_open(&m->in, fd) < 0)
		return media_fail(m, "%s", m->in.err);
	if ((m->kind = sniff(m->in.head, m->in.n)) == NULL)
		return unknown_kind(m);
	file = m->in.seekable && m->in.at == 0;
	m->way = file ? m->kind->file : m->kind->pipe;
	extent_init(&m->in.extent, m->kind->step);
	if (m->way == SNIFF_MPG123)
		r = open_mp3(m);
	else if (m->way == SNIFF_SOUNDFILE || m->way == SNIFF_PUMPED)
		r = open_soundfile(m);
	else
		r = open_ffmpeg(m);
	if (r < 0)
		return -1;
	if (m->channels < 1 || m->channels > CHANNELS_MAX)
		return media_fail(m, "%s: want 1..%d channels, got %" PRIu32,
		    m->kind->name, CHANNELS_MAX, m->channels);
	if (m->rate < MEDIA_RATE_MIN || m->rate > MEDIA_RATE_MAX)
		return media_fail(m, "%s: rate: want %d..%d Hz, got %" PRIu32,
		    m->kind->name, MEDIA_RATE_MIN, MEDIA_RATE_MAX, m->rate);
	return 0;
}

void
media_close(struct media *m)
{
	ffmpeg_close(&m->ff);
	soundfile_close(&m->sf);
	mp3_close(&m->mp3);
	pump_close(&m->pump);
	if (m->spool >= 0)
		close(m->spool);
	m->spool = -1;
}
