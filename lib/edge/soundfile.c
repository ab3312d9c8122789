#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/late.h"
#include "edge/soundfile.h"

LATE(sf_open_fd);
LATE(sf_readf_float);
LATE(sf_error);
LATE(sf_strerror);
LATE(sf_close);

LATE_LIBRARY(libsndfile, "libsndfile.so.1", LATE_AT(sf_open_fd),
    LATE_AT(sf_readf_float), LATE_AT(sf_error), LATE_AT(sf_strerror),
    LATE_AT(sf_close));

static int
describe(struct soundfile *s, const SF_INFO *info)
{
	if (s->sf == NULL) {
		snprintf(s->err, sizeof s->err, "%s", own_sf_strerror(NULL));
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
	const char *wrong = late_load(&libsndfile);

	*s = (struct soundfile) { 0 };
	if (wrong != NULL) {
		snprintf(s->err, sizeof s->err, "%s", wrong);
		return -1;
	}
	/* a copy: libsndfile 1.2.0 closes it when it fails, even if told not to
	 */
	if ((fd = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0) {
		snprintf(s->err, sizeof s->err, "%s", strerror(errno));
		return -1;
	}
	s->sf = own_sf_open_fd(fd, SFM_READ, &info, SF_TRUE);
	return describe(s, &info);
}

ptrdiff_t
soundfile_read(struct soundfile *s, float *x, size_t n)
{
	sf_count_t got;

	got = own_sf_readf_float(s->sf, x, (sf_count_t)n);
	if (got > 0)
		return (ptrdiff_t)got;
	if (own_sf_error(s->sf) != SF_ERR_NO_ERROR) {
		snprintf(s->err, sizeof s->err, "%s", own_sf_strerror(s->sf));
		return -1;
	}
	return 0;
}

void
soundfile_close(struct soundfile *s)
{
	if (s->sf != NULL)
		own_sf_close(s->sf);
	s->sf = NULL;
}
