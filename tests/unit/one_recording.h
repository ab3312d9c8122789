/* one_recording.h - a segment file of one recording, of its landmarks */

#ifndef ONE_RECORDING_H
#define ONE_RECORDING_H

#include <fcntl.h>

#include "retrieval/segment_build.h"
#include "test.h"

/* In a file s of the directory, which is open; four marks a frame. */
static inline void
one_recording(
    int dir, const struct profile *profile, struct landmark *mark, size_t n)
{
	struct segment_meta none = { .duration_s = -1 };
	struct fingerprint fp = { .id = "a",
		.mark = mark,
		.n_mark = n,
		.has_hashes = true,
		.frames = (uint32_t)n / 4 + 1 };
	struct segment_build b;
	int fd;

	segment_build_init(&b, profile);
	assert_int_equal(segment_build_put(&b, &fp, &none), 0);
	fd = openat(dir, "s", O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(segment_build_write(&b, fd), 0);
	segment_build_release(&b);
}

#endif
