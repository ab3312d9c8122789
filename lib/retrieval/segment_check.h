/*
 * segment_check.h - every byte and every promise of a segment
 */

#ifndef SEGMENT_CHECK_H
#define SEGMENT_CHECK_H

#include "retrieval/segment.h"

/* Who hears of a finding: a sentence without the file's name. */
struct findings {
	void (*say)(void *arg, const char *file, const char *finding);
	void *arg;
	unsigned n;
};

void finding(struct findings *, const char *file, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Report what is wrong with an open segment: checksums, bounds, the order of
 * rows, ids, peaks and postings, counts.
 */
void segment_check(const struct segment *, struct findings *);

#endif
