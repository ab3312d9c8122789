#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "edge/soundfile.h"

/* Turn standard error away, and back. */
static void
hush(const struct soundfile *s)
{
	if (s->null >= 0 && s->err_was >= 0)
		dup2(s->null, STDERR_FILENO);
}

static void
hush_end(const struct soundfile *s)
{
	if (s->null >= 0 && s->err_was >= 0)
		dup2(s->err_was, STDERR_FILENO);
}

/* The length of a source is not known; this is what "long" is. */
static sf_count_t
source_length(void *arg)
{
	(void)arg;
	return SF_COUNT_MAX;
}

/* The next bytes of the source. Returns how many are in the buffer; 0: end. */
static size_t
fill(struct soundfile *s)
{
	ssize_t got = s->source.read(s->source.arg, s->b, sizeof s->b);

	s->i = 0;
	s->n = got > 0 ? (size_t)got : 0;
	return s->n;
}

static sf_count_t
source_read(void *to, sf_count_t n, void *arg)
{
	struct soundfile *s = arg;
	size_t had = 0, want = (size_t)n, k;

	while (had < want && (s->i < s->n || fill(s) > 0)) {
		k = want - had < s->n - s->i ? want - had : s->n - s->i;
		memcpy((char *)to + had, s->b + s->i, k);
		s->i += k;
		had += k;
	}
	s->at += had;
	return (sf_count_t)had;
}

static sf_count_t
source_seek(sf_count_t to, int whence, void *arg)
{
	struct soundfile *s = arg;
	uint64_t first = s->at - s->i; /* byte of the source: b[0] */

	if (whence == SEEK_CUR)
		to += (sf_count_t)s->at;
	if (whence == SEEK_END || to < 0)
		return -1;
	if ((uint64_t)to >= first && (uint64_t)to <= first + s->n)
		s->i = (size_t)((uint64_t)to - first);
	else if (s->source.again(s->source.arg, (uint64_t)to) == 0)
		s->i = s->n = 0;
	else
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

	*s = (struct soundfile) { .null = -1, .err_was = -1 };
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

	*s = (struct soundfile) { .source = *source };
	s->null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	s->err_was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	hush(s);
	s->sf = sf_open_virtual(&io, SFM_READ, &info, s);
	hush_end(s);
	return describe(s, &info);
}

ptrdiff_t
soundfile_read(struct soundfile *s, float *x, size_t n)
{
	sf_count_t got;

	hush(s);
	got = sf_readf_float(s->sf, x, (sf_count_t)n);
	hush_end(s);
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
	if (s->source.read == NULL)
		return;
	if (s->null >= 0)
		close(s->null);
	if (s->err_was >= 0)
		close(s->err_was);
	s->source.read = NULL;
}
