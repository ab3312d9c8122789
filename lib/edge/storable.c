#include <stdio.h>
#include <string.h>

#include "edge/shards.h"
#include "edge/storable.h"

/* What a search would never find, or find under a useless name. */
static const char *
unfit(const struct fingerprint *fp)
{
	if (strcmp(fp->id, "stdin") == 0)
		return "a recording is called 'stdin': "
		       "give it a name: sg-hash -i";
	if (!fp->has_hashes)
		return "has peaks, but no section of hashes "
		       "(sg-hash makes both)";
	return NULL;
}

int
storable_next(struct fingerprint_reader *r, uint64_t so_far)
{
	int got = fingerprint_next(r);
	const char *why;

	if (got == 0 && so_far == 0) {
		snprintf(r->err, sizeof r->err,
		    "%.200s: no recording in the stream", r->in.name);
		return -1;
	}
	if (got <= 0 || (why = unfit(&r->fp)) == NULL)
		return got;
	snprintf(r->err, sizeof r->err, "%.128s: '%.255s': %s", r->in.name,
	    r->fp.id, why);
	return -1;
}

int
storable_deal(struct fingerprint_reader *r, FILE *const pile[], size_t n)
{
	uint64_t seen;
	int got;

	for (seen = 0; (got = storable_next(r, seen)) > 0; seen++)
		fingerprint_print(pile[shards_of(r->fp.id, n)], r->profile,
		    "sg-store", &r->fp);
	return got;
}
