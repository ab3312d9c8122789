#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/sg.h"
#include "base/text.h"
#include "signal/digest.h"
#include "signal/landmark.h"
#include "signal/seed.h"

enum {
	T_REF = 1,
	HASH
}; /* columns of stream_hashes */

int
landmark_order(const void *a, const void *b)
{
	const struct landmark *l = a, *m = b;

	if (l->t_ref != m->t_ref)
		return l->t_ref < m->t_ref ? -1 : 1;
	return (l->hash > m->hash) - (l->hash < m->hash);
}

uint32_t
landmark_frame(const struct profile *p, const struct peak *anchor)
{
	return (anchor->time + p->time_div / 2) / p->time_div;
}

size_t
landmark_targets(const struct profile *pr, const struct peak *p, size_t n,
    size_t i, uint32_t rank_max, size_t fanout, uint32_t *target)
{
	size_t a, j, made = 0;
	uint32_t dt;
	int df;

	for (j = i + 1; j < n && (dt = p[j].time - p[i].time) <= pr->dt_max;
	     j++) {
		df = (int)p[j].pitch - (int)p[i].pitch;
		if (dt < pr->dt_min || p[j].rank >= rank_max ||
		    abs(df) > (int)pr->df_max)
			continue;
		if (made == fanout &&
		    (made == 0 || p[j].rank >= p[target[made - 1]].rank))
			continue;
		/* insert by rank; peaks come in order of time */
		a = made < fanout ? made++ : made - 1;
		for (; a > 0 && p[target[a - 1]].rank > p[j].rank; a--)
			target[a] = target[a - 1];
		target[a] = (uint32_t)j;
	}
	return made;
}

/*
 * Sort, and drop equals. They come in order of time: only those of one frame
 * are to be sorted, by insertion, in a tenth of qsort(3)'s time.
 */
static size_t
sort_unique(struct landmark *l, size_t n)
{
	size_t i, k = 0, at;
	struct landmark new;

	for (i = 0; i < n; i++) {
		new = l[i];
		for (at = k; at > 0 && landmark_order(&l[at - 1], &new) > 0;)
			at--;
		if (at > 0 && landmark_order(&l[at - 1], &new) == 0)
			continue;
		memmove(&l[at + 1], &l[at], (k - at) * sizeof *l);
		l[at] = new;
		k++;
	}
	return k;
}

size_t
landmark_pair(const struct profile *pr, const struct peak *p, size_t n,
    size_t n_anchor, struct landmark **out)
{
	uint32_t target[LANDMARK_FANOUT_MAX], hash;
	struct landmark_point at;
	size_t cap = 0, i, j, k, made, n_out = 0;

	*out = NULL;
	if (pr->kind == PROFILE_SONICGEN)
		return seed_pair(pr, p, n, out);
	for (i = 0; i < n_anchor; i++) {
		if (p[i].rank >= pr->store_rank)
			continue;
		made = landmark_targets(
		    pr, p, n, i, pr->store_rank, pr->store_fanout, target);
		*out = xgrow(*out, &cap, n_out + made * made / 2, sizeof **out);
		for (j = 0; j < made; j++)
			for (k = j + 1; k < made; k++) {
				at = landmark_point(
				    &p[i], &p[target[j]], &p[target[k]]);
				hash = landmark_hash(pr, &at);
				if (hash != LANDMARK_NONE)
					(*out)[n_out++] = (struct landmark) {
						landmark_frame(pr, &p[i]), hash
					};
			}
	}
	return sort_unique(*out, n_out);
}

void
landmark_text(
    const struct profile *p, uint32_t hash, char text[static LANDMARK_TEXT])
{
	if (p->kind == PROFILE_SONICGEN)
		digest_text(hash, text);
	else
		*digits_hex32(text, hash) = '\0';
}

void
landmark_print(FILE *fp, const struct profile *p, const char *rec,
    const struct landmark *l)
{
	char text[DIGITS_MAX + LANDMARK_TEXT + 3] = "\t", *to;

	text_put(fp, rec);
	to = digits_u64(text + 1, l->t_ref);
	*to++ = '\t';
	landmark_text(p, l->hash, to);
	to += strlen(to);
	*to++ = '\n';
	fwrite(text, 1, (size_t)(to - text), fp);
}

/* Eight lower-case hexadecimal digits; 0, or -1. */
static int
scan_hex(const char *s, uint32_t *v)
{
	unsigned c;
	int i;

	for (*v = 0, i = 0; i < 8; i++) {
		c = (unsigned char)s[i];
		if (c - '0' > 9 && c - 'a' > 5)
			return -1;
		*v = *v << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return s[8] == '\0' ? 0 : -1;
}

int
landmark_scan(struct stream *s, const struct profile *p, struct landmark *l)
{
	if (stream_u32(s, T_REF, UINT32_MAX / 2, &l->t_ref) < 0)
		return -1;
	if (p->kind == PROFILE_SONICGEN) {
		if (digest_find(s->field[HASH], &l->hash) < 0)
			return stream_fail(s,
			    "field %d: want 20 digits of the "
			    "seed's SHA-1, got '%.40s'",
			    s->place[HASH] + 1, s->field[HASH]);
	} else if (scan_hex(s->field[HASH], &l->hash) < 0 ||
		   l->hash >= landmark_space(p)) {
		return stream_fail(s,
		    "field %d: want 8 hex digits below %08x, "
		    "got '%.40s'",
		    s->place[HASH] + 1, landmark_space(p), s->field[HASH]);
	}
	return 0;
}
