#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edge/soundfile.h"

/* Turn stderr away. Returns what hush_end wants, or -1. */
static int
hush(void)
{
	int null, old;

	if ((null = open("/dev/null", O_WRONLY | O_CLOEXEC)) < 0)
		return -1;
	old = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (old >= 0)
		dup2(null, STDERR_FILENO);
	close(null);
	return old;
}

static void
hush_end(int old)
{
	if (old < 0)
		return;
	dup2(old, STDERR_FILENO);
	close(old);
}

/* The length of a source is not known; this is what "long" is. */
static sf_count_t
source_length(void *arg)
{
	(void)arg;
	return SF_COUNT_MAX;
}

static sf_count_t
source_read(void *b, sf_count_t n, void *arg)
{
	struct soundfile *s = arg;
	sf_count_t had = 0;
	ssize_t r;

	while (had < n) {
		r = s->source.read(
		    s->source.arg, (char *)b + had, (size_t)(n - had));
		if (r <= 0)
			break;
		had += r;
	}
	s->at += (uint64_t)had;
	return had;
}

static sf_count_t
source_seek(sf_count_t to, int whence, void *arg)
{
	struct soundfile *s = arg;

	if (whence == SEEK_CUR)
		to += (sf_count_t)s->at;
	if (whence == SEEK_END || to < 0)
		return -1;
	if ((uint64_t)to != s->at &&
	    s->source.again(s->source.arg, (uint64_t)to) < 0)
		return -1;
	s->at = (uint64_t)to;
	return to;
}

static sf_count_t
source_tell(void *arg)
{
	const struct soundfile *s = arg;

	return (sf_count_t)s->at;
}

static sf_count_t
source_write(const void *b, sf_count_t n, void *arg)
{
	(void)b;
	(void)n;
	(void)arg;
	return 0;
}

static int
describe(struct soundfile *s, const SF_INFO *info)
{
	if (s->sf == NULL) {
		snprintf(s->err, sizeof s->err, "%s", sf_strerror(NULL));
		return -1;
	}
	s->rate = info->samplerate > 0 ? (uint32_t)info->samplerate : 0;
	s->channels = info->channels > 0 ? (uint32_t)info->channels : 0;
	s->frames = info->frames > 0 ? (uint64_t)info->frames : 0;
	return 0;
}

int
soundfile_open(struct soundfile *s, int fd)
{
	SF_INFO info = { 0 };

	*s = (struct soundfile) { 0 };
	/* a copy: libsndfile 1.2.0 closes it when it fails, even if told not to
	 */
	if ((fd = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0) {
		snprintf(s->err, sizeof s->err, "%s", strerror(errno));
		return -1;
	}
	s->sf = sf_open_fd(fd, SFM_READ, &info, SF_TRUE);
	return describe(s, &info);
}

int
soundfile_open_source(
    struct soundfile *s, const struct soundfile_source *source)
{
	SF_VIRTUAL_IO io = { source_length, source_seek, source_read,
		source_write, source_tell };
	SF_INFO info = { 0 };
	int old = hush();

	*s = (struct soundfile) { .source = *source };
	s->sf = sf_open_virtual(&io, SFM_READ, &info, s);
	hush_end(old);
	return describe(s, &info);
}

ptrdiff_t
soundfile_read(struct soundfile *s, float *x, size_t n)
{
	const bool loud = s->source.read != NULL;
	int old = loud ? hush() : -1;
	sf_count_t got = sf_readf_float(s->sf, x, (sf_count_t)n);

	hush_end(old);
	if (got > 0)
		return (ptrdiff_t)got;
	if (sf_error(s->sf) != SF_ERR_NO_ERROR) {
		snprintf(s->err, sizeof s->err, "%s", sf_strerror(s->sf));
		return -1;
	}
	return 0;
}

void
soundfile_close(struct soundfile *s)
{
	if (s->sf != NULL)
		sf_close(s->sf);
	s->sf = NULL;
}
