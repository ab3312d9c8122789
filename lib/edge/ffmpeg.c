#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "edge/ffmpeg.h"

enum {
	ARGS = 48,
	CHANNELS = 64,  /* that ffmpeg can average, and has */
	FILTER = 512,   /* bytes of its filters' description */
	TOGETHER = 8192 /* samples, at the rate of the source */
};

static ssize_t
read_all(int fd, void *buf, size_t n)
{
	unsigned char *b = buf;
	size_t had = 0;
	ssize_t r = 1;

	while (had < n && r != 0) {
		r = read(fd, b + had, n - had);
		if (r < 0 && errno != EINTR)
			return -1;
		if (r > 0)
			had += (size_t)r;
	}
	return (ssize_t)had;
}

/* After its output has ended: 0 when all is well, else -1 with f->err set. */
static int
verdict(struct ffmpeg *f)
{
	struct child *c = &f->child;

	child_wait(c);
	if (strstr(c->said, "matches no streams") != NULL)
		snprintf(f->err, sizeof f->err, "there is no sound in it");
	else if (WIFSIGNALED(c->status))
		snprintf(f->err, sizeof f->err, "ffmpeg: killed by signal %d",
		    WTERMSIG(c->status));
	else if (strstr(c->said, "resampling engine is unavailable") != NULL) {
		f->lacks_soxr = true;
		snprintf(f->err, sizeof f->err,
		    "this ffmpeg lacks soxr: give it a file, or -k");
	} else if (c->said[0] != '\0')
		snprintf(f->err, sizeof f->err, "ffmpeg: %s", c->said);
	else if (!WIFEXITED(c->status) || WEXITSTATUS(c->status) != 0)
		snprintf(f->err, sizeof f->err, "ffmpeg: exit status %d",
		    WEXITSTATUS(c->status));
	else
		return 0;
	return -1;
}

/* Drop n bytes of its output. Returns 0, or -1 when there are fewer. */
static int
pass_over(struct ffmpeg *f, uint32_t n)
{
	unsigned char b[256];
	uint32_t k;

	for (; n > 0; n -= k) {
		k = n < sizeof b ? n : sizeof b;
		if (read_all(f->child.out, b, k) != (ssize_t)k)
			return -1;
	}
	return 0;
}

/*
 * Its output begins as a WAV without sizes. Sun AU would be simpler, but the
 * floats would have to be turned about, twice: a fifth of the time of AAC.
 */
static int
read_wav(struct ffmpeg *f)
{
	unsigned char h[12], fmt[16];
	uint32_t size;

	if (read_all(f->child.out, h, 12) != 12 || memcmp(h, "RIFF", 4) != 0)
		return -1;
	for (;;) {
		if (read_all(f->child.out, h, 8) != 8)
			return -1;
		size = le32(h + 4);
		if (memcmp(h, "data", 4) == 0)
			return f->channels > 0 ? 0 : -1;
		if (memcmp(h, "fmt ", 4) == 0 && size >= sizeof fmt) {
			if (read_all(f->child.out, fmt, sizeof fmt) !=
			    (ssize_t)sizeof fmt)
				return -1;
			f->channels = fmt[2] | (uint32_t)fmt[3] << 8;
			f->rate = le32(fmt + 4);
			size -= (uint32_t)sizeof fmt;
		}
		if (pass_over(f, size) < 0)
			return -1;
	}
}

static int
read_header(struct ffmpeg *f)
{
	if (read_wav(f) == 0)
		return 0;
	if (verdict(f) == 0)
		snprintf(f->err, sizeof f->err, "there is no sound in it");
	return -1;
}

/* exec(2) wants no const for historical reasons; nobody writes. */
static size_t
append(char *argv[static ARGS], size_t n, const char *const word[])
{
	for (; *word != NULL && n < ARGS - 1; word++)
		argv[n++] = (char *)(uintptr_t)*word;
	argv[n] = NULL;
	return n;
}

/*
 * What is done to the sound; nothing: "anull". What an edit list puts before 0
 * is the codec's priming; ffmpeg drops it by itself, but not from fragments.
 */
static void
filters(char to[static FILTER], const char *demuxer, uint32_t rate)
{
	int n = snprintf(to, FILTER, "%s",
	    strcmp(demuxer, "mov") == 0 ? "atrim=start=0" : "anull");
	int i;

	if (rate == 0)
		return;
	/*
	 * Its filters cost as much for each frame as for a thousand samples, and
	 * a frame of a codec has few: a tenth of the time of AAC and Vorbis. '<'
	 * divides by the number of channels that there are.
	 */
	n += snprintf(to + n, (size_t)(FILTER - n),
	    ",asetnsamples=%d:p=0,aformat=sample_fmts=fltp,pan=mono|c0<c0",
	    TOGETHER);
	for (i = 1; i < CHANNELS; i++)
		n += snprintf(to + n, (size_t)(FILTER - n), "+c%d", i);
	snprintf(to + n, (size_t)(FILTER - n),
	    ",aresample=%u:resampler=soxr:precision=20", rate);
}

static void
command(char *argv[static ARGS], const char *demuxer, enum ffmpeg_input how,
    const char *filter)
{
	const bool file = how == FFMPEG_FILE;
	const char *const head[] = { "ffmpeg", "-hide_banner", "-nostdin",
		"-loglevel", "error", "-threads", "1", "-protocol_whitelist",
		file ? "file" : "pipe", "-format_whitelist", demuxer, "-f",
		demuxer, "-vn", "-sn", "-dn", NULL };
	const char *const unsized[] = { "-ignore_length", "1", NULL };
	const char *const input[] = { "-copyts", "-i",
		file ? "file:/dev/fd/0" : "pipe:0", "-map", "0:a:0", "-af",
		filter, NULL };
	const char *const output[] = { "-map_metadata", "-1", "-threads", "1",
		"-c:a", "pcm_f32le", "-flush_packets", "0", "-fflags",
		"+bitexact", "-f", "wav", "pipe:1", NULL };
	size_t n = append(argv, 0, head);

	if (how == FFMPEG_UNSIZED)
		n = append(argv, n, unsized);
	n = append(argv, n, input + (strcmp(demuxer, "mov") != 0));
	append(argv, n, output);
}

int
ffmpeg_open(struct ffmpeg *f, int in, const char *demuxer,
    enum ffmpeg_input how, uint32_t rate)
{
	char *argv[ARGS], filter[FILTER];

	*f = (struct ffmpeg) { 0 };
	filters(filter, demuxer, rate);
	command(argv, demuxer, how, filter);
	if (child_open(&f->child, argv, in) == 0)
		return read_header(f);
	if (errno == ENOENT)
		snprintf(f->err, sizeof f->err,
		    "needs the program ffmpeg: install the package ffmpeg");
	else
		snprintf(f->err, sizeof f->err, "ffmpeg: %s", strerror(errno));
	return -1;
}

ptrdiff_t
ffmpeg_read(struct ffmpeg *f, float *x, size_t n)
{
	unsigned char *b = (unsigned char *)x;
	size_t i, size = f->channels * sizeof *x;
	ssize_t got = read_all(f->child.out, x, n * size);
	uint32_t u;

	if (got < 0) {
		snprintf(f->err, sizeof f->err, "%s", strerror(errno));
		return -1;
	}
	if (got == 0)
		return verdict(f);
	if ((size_t)got % size != 0) {
		if (verdict(f) == 0)
			snprintf(f->err, sizeof f->err,
			    "ffmpeg ended inside a sample");
		return -1;
	}
	for (i = 0; i < (size_t)got / sizeof *x; i++) {
		u = le32(b + sizeof *x * i);
		memcpy(x + i, &u, sizeof u);
	}
	return got / (ssize_t)size;
}

void
ffmpeg_close(struct ffmpeg *f)
{
	child_close(&f->child);
}
