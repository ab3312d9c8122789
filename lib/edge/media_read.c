#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/cpu.h"
#include "edge/media.h"

/* Louder than any sound; a resampler's sums stay finite below it. */
#define SAMPLE_MAX 0x1p64f

/* To the end of an MP3, or as far as it takes to know that it is damaged. */
static int
drain_mp3(struct media *m)
{
	unsigned char rest[1 << 14];
	ssize_t n = 1;

	while (n > 0 && !m->in.extent.torn)
		n = input_read(&m->in, rest, sizeof rest);
	return n < 0 ? -1 : 0;
}

/*
 * What the bytes say, after the decoder has come to its end, happy or not:
 * better words than the decoder's. Returns 0, or -1 with m->err set.
 */
static int
judge_bytes(struct media *m, bool happy)
{
	const char *v;
	int r = 0;

	if (m->by_mpg123)
		r = drain_mp3(m);
	else if (m->pumped && happy)
		r = pump_drain(&m->pump);
	else if (m->pumped)
		pump_close(&m->pump);
	else if (m->in.extent.pos == 0)
		r = extent_file(&m->in.extent, m->in.fd, m->in.at);
	if (r < 0)
		return media_fail(m, "read: %s", strerror(errno));
	/* unhappy in the middle: the bytes after it were not looked at */
	if (m->pumped && !m->in.ended)
		return 0;
	if ((v = extent_verdict(&m->in.extent)) == NULL)
		return 0;
	return media_fail(m, "damaged or truncated %s: %s", m->kind->name, v);
}

static int
judge(struct media *m, bool happy)
{
	if (judge_bytes(m, happy) < 0)
		return -1;
	if (!happy)
		return media_fail(m, "damaged %s: %s", m->kind->name,
		    m->by_ffmpeg ? m->ff.err :
		    m->by_mpg123 ? m->mp3.err :
				   m->sf.err);
	if (m->promised != MEDIA_UNKNOWN && m->n != m->promised)
		return media_fail(m,
		    "damaged or truncated %s: want %" PRIu64
		    " samples, got %" PRIu64,
		    m->kind->name, m->promised, m->n);
	return 0;
}

/* The average of the channels, of which there are several. */
CPU_CLONES static void
mix(const float *in, size_t n, uint32_t channels, float *x)
{
	const float scale = 1 / (float)channels;
	float sum;
	uint32_t c;
	size_t i;

#pragma omp simd
	for (i = 0; i < (channels == 2 ? n : 0); i++)
		x[i] = (in[2 * i] + in[2 * i + 1]) * 0.5f;
	for (i = 0; i < n && channels > 2; i++, in += channels) {
		for (sum = 0, c = 0; c < channels; c++)
			sum += in[c];
		x[i] = sum * scale;
	}
}

/* Whether all are numbers, and no louder than any sound. */
CPU_CLONES static bool
sound(const float *x, size_t n)
{
	int bad = 0;
	size_t i;

#pragma omp simd reduction(| : bad)
	for (i = 0; i < n; i++)
		bad |= !(fabsf(x[i]) <= SAMPLE_MAX);
	return bad == 0;
}

/* Refuse, or replace, what is no number. Returns 0, or -1 with m->err set. */
static int
check(struct media *m, float *x, size_t n)
{
	size_t i;

	if (sound(x, n))
		return 0;
	for (i = 0; i < n; i++) {
		if (fabsf(x[i]) <= SAMPLE_MAX)
			continue;
		if (!m->options.keep)
			return media_fail(m,
			    "%s: sample %" PRIu64
			    " (at %.3f s): want a finite number, got %g",
			    m->kind->name, m->n + i,
			    (double)(m->n + i) / m->rate, (double)x[i]);
		x[i] = 0;
		m->zeroed++;
	}
	return 0;
}

ptrdiff_t
media_read(struct media *m, float x[static MEDIA_BLOCK])
{
	size_t room = MEDIA_BLOCK / m->channels;
	float *raw = m->channels == 1 ? x : m->x;
	ptrdiff_t n = m->by_ffmpeg ? ffmpeg_read(&m->ff, raw, room) :
		      m->by_mpg123 ? mp3_read(&m->mp3, raw, room) :
				     soundfile_read(&m->sf, raw, room);

	if (n <= 0)
		return judge(m, n == 0);
	if (m->channels > 1)
		mix(raw, (size_t)n, m->channels, x);
	if (check(m, x, (size_t)n) < 0)
		return -1;
	m->n += (uint64_t)n;
	return n;
}
