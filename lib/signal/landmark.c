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

/* The radixes of sg1's hash: how many steps each part has. */
struct radix {
	uint32_t pitch, df, dt, dt_pair;
};

static struct radix
radix(const struct profile *p)
{
	struct radix r = {
		.pitch = p->pitch_max / p->df_step + 2,
		.df = 2 * (p->df_max / p->df_step) + 1,
		.dt = p->dt_max / p->dt_step + 1,
	};

	/* dt1 <= dt2: half of the square */
	r.dt_pair = r.dt * (r.dt + 1) / 2;
	return r;
}

uint32_t
landmark_space(const struct profile *p)
{
	struct radix r;

	if (p->kind == PROFILE_SONICGEN)
		return DIGEST_SPACE;
	r = radix(p);
	return r.pitch * r.df * r.df * r.dt_pair;
}

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
		if (made == fanout && p[j].rank >= p[target[made - 1]].rank)
			continue;
		/* insert by rank; peaks come in order of time */
		a = made < fanout ? made++ : made - 1;
		for (; a > 0 && p[target[a - 1]].rank > p[j].rank; a--)
			target[a] = target[a - 1];
		target[a] = (uint32_t)j;
	}
	return made;
}

/* x / step, rounded to the nearest, halves up. */
static int32_t
round_div(int32_t x, int32_t step)
{
	int32_t y = x + step / 2;

	return y >= 0 ? y / step : -((step - 1 - y) / step);
}

struct landmark_point
landmark_point(
    const struct peak *a, const struct peak *t1, const struct peak *t2)
{
	const struct peak *first = peak_order(t1, t2) <= 0 ? t1 : t2;
	const struct peak *last = first == t1 ? t2 : t1;

	return (struct landmark_point) {
		.pitch = a->pitch,
		.df1 = (int32_t)first->pitch - a->pitch,
		.df2 = (int32_t)last->pitch - a->pitch,
		.dt1 = (int32_t)(first->time - a->time),
		.dt2 = (int32_t)(last->time - a->time),
	};
}

/* The hash of parts that are divided already; df_ are 0 at -df_max. */
static uint32_t
pack(const struct radix *r, int32_t pitch, int32_t df1, int32_t df2,
    int32_t dt1, int32_t dt2)
{
	int32_t n_df = (int32_t)r->df;

	if (pitch < 0 || pitch >= (int32_t)r->pitch || df1 < 0 || df1 >= n_df ||
	    df2 < 0 || df2 >= n_df || dt1 < 0 || dt2 < dt1 ||
	    dt2 >= (int32_t)r->dt)
		return LANDMARK_NONE;
	return (((uint32_t)pitch * r->df + (uint32_t)df1) * r->df +
		   (uint32_t)df2) *
		   r->dt_pair +
	       (uint32_t)(dt2 * (dt2 + 1) / 2 + dt1);
}

uint32_t
landmark_hash(const struct profile *p, const struct landmark_point *at)
{
	int32_t f = (int32_t)p->df_step, t = (int32_t)p->dt_step;
	int32_t middle = (int32_t)(p->df_max / p->df_step);
	struct radix r = radix(p);

	return pack(&r, round_div(at->pitch, f), round_div(at->df1, f) + middle,
	    round_div(at->df2, f) + middle, round_div(at->dt1, t),
	    round_div(at->dt2, t));
}

/* The dt1 and dt2 of which k is dt2 * (dt2 + 1) / 2 + dt1. */
static void
unpack_dt(uint32_t k, uint32_t *dt1, uint32_t *dt2)
{
	for (*dt2 = 0; (*dt2 + 1) * (*dt2 + 2) / 2 <= k;)
		(*dt2)++;
	*dt1 = k - *dt2 * (*dt2 + 1) / 2;
}

uint32_t
landmark_dt(const struct profile *p, uint32_t hash)
{
	uint32_t dt1, dt2;

	if (p->kind == PROFILE_SONICGEN)
		return hash % DIGEST_STEPS * p->dt_step;
	unpack_dt(hash % radix(p).dt_pair, &dt1, &dt2);
	return dt2 * p->dt_step;
}

uint32_t
landmark_reverse(const struct profile *p, uint32_t hash)
{
	uint32_t dt1, dt2, f1, f2;
	int32_t pitch, df1, df2, middle;
	struct radix r;

	if (p->kind == PROFILE_SONICGEN) {
		f1 = hash / DIGEST_STEPS / DIGEST_BINS;
		f2 = hash / DIGEST_STEPS % DIGEST_BINS;
		return (f2 * DIGEST_BINS + f1) * DIGEST_STEPS +
		       hash % DIGEST_STEPS;
	}
	r = radix(p);
	middle = (int32_t)(r.df / 2);
	unpack_dt(hash % r.dt_pair, &dt1, &dt2);
	hash /= r.dt_pair;
	df2 = (int32_t)(hash % r.df) - middle;
	df1 = (int32_t)(hash / r.df % r.df) - middle;
	pitch = (int32_t)(hash / r.df / r.df);
	return pack(&r, pitch + df2, df1 - df2 + middle, middle - df2,
	    (int32_t)(dt2 - dt1), (int32_t)dt2);
}

static size_t
sort_unique(struct landmark *l, size_t n)
{
	size_t i, k = 0;

	if (n > 1)
		qsort(l, n, sizeof *l, landmark_order);
	for (i = 0; i < n; i++)
		if (k == 0 || landmark_order(&l[i], &l[k - 1]) != 0)
			l[k++] = l[i];
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
	static const char digits[] = "0123456789abcdef";
	const char *p;
	int i;

	if (strlen(s) != 8)
		return -1;
	for (*v = 0, i = 0; i < 8; i++) {
		if ((p = strchr(digits, s[i])) == NULL)
			return -1;
		*v = *v << 4 | (uint32_t)(p - digits);
	}
	return 0;
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
