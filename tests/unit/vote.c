/* The windows that agree with a clip, against all windows, one by one. */

#include <stdlib.h>

#include "retrieval/recent.h"
#include "retrieval/vote.h"
#include "test.h"

enum {
	RECORDINGS = 4,
	MARKS = 3000,
	COMMON = 4097, /* postings of a hash that says nothing */
	FRAMES = 6000,
	ASKERS = 3,
	ASKED = 400,
	HITS = 200000,
	WIDTH = 48 /* grid units of sg1: 96 ms of 8 in 128 samples */
};

static struct recent recent;
static const struct profile *pr;
static struct landmark mark[MARKS + COMMON];

static int
by_time(const void *a, const void *b)
{
	const struct landmark *x = a, *y = b;

	if (x->t_ref != y->t_ref)
		return x->t_ref < y->t_ref ? -1 : 1;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Few hashes, so that there are many hits; in recording 2 one is everywhere. */
static int
start(void **state)
{
	struct segment_meta none = { .duration_s = -1 };
	struct fingerprint fp = {
		.mark = mark, .frames = FRAMES, .has_hashes = true
	};
	uint64_t seed = 11;
	size_t i, r;

	(void)state;
	pr = profile_default();
	recent_init(&recent, pr);
	for (r = 0; r < RECORDINGS; r++) {
		fp.n_mark = MARKS;
		for (i = 0; i < MARKS; i++)
			mark[i] = (struct landmark) {
				test_draw(&seed) % (r == 3 ? 40 : FRAMES),
				100 + test_draw(&seed) % 300
			};
		for (i = 0; i < (r == 2    ? COMMON :
				    r == 1 ? COMMON - 1 :
					     0);
		     i++)
			mark[fp.n_mark++] =
			    (struct landmark) { (uint32_t)i, 7 };
		qsort(mark, fp.n_mark, sizeof *mark, by_time);
		fp.id[0] = (char)('a' + r);
		fp.id[1] = '\0';
		assert_int_equal(recent_add(&recent, &fp, &none), 0);
	}
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	recent_release(&recent);
	return 0;
}

struct hit {
	int64_t delta;
	uint32_t t;
};

static int
hit_order(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->delta != y->delta)
		return x->delta < y->delta ? -1 : 1;
	return (x->t > y->t) - (x->t < y->t);
}

/* The hits of an asker in a segment, in order; counts what is too common. */
static size_t
all_hits(const struct segment *s, const struct query *q, size_t asker,
    struct hit *hit, uint64_t *skipped)
{
	static uint32_t pos[2 * COMMON];
	ptrdiff_t n, k;
	size_t i, made = 0;
	uint32_t t;

	for (i = 0; i < q->n; i++) {
		if ((q->mark[i] >> QUERY_T_BITS & 255) != asker)
			continue;
		n = segment_lookup(
		    s, (uint32_t)(q->mark[i] >> 32), pos, 2 * COMMON);
		t = (uint32_t)q->mark[i] & (QUERY_T_MAX - 1);
		assert_true(n >= 0);
		if (n >= COMMON) {
			++*skipped;
			continue;
		}
		for (k = 0; k < n; k++)
			hit[made++] =
			    (struct hit) { (int64_t)pos[k] * pr->time_div - t,
				    t };
		assert_true(made < HITS);
	}
	qsort(hit, made, sizeof *hit, hit_order);
	return made;
}

/* The window that begins with hit i: its hits, and their distinct times. */
static struct vote_window
window_at(const struct hit *hit, size_t n, size_t i)
{
	struct vote_window w = { .first = i };
	size_t j, k;

	for (j = i; j < n && hit[j].delta <= hit[i].delta + WIDTH; j++) {
		for (k = i; k < j && hit[k].t != hit[j].t; k++)
			;
		w.score += k == j;
	}
	w.n = j - i;
	return w;
}

static int
window_order(const void *a, const void *b)
{
	const struct vote_window *v = a, *w = b;

	if (v->score != w->score)
		return v->score > w->score ? -1 : 1;
	if (v->segment != w->segment)
		return v->segment < w->segment ? -1 : 1;
	return (v->first > w->first) - (v->first < w->first);
}

/* Of each run of windows of which each overlaps the best so far, that one. */
static size_t
all_windows(
    const struct hit *hit, size_t n, size_t segment, struct vote_window *out)
{
	struct vote_window w, best = { 0 };
	size_t i, made = 0;

	for (i = 0; i < n; i++) {
		w = window_at(hit, n, i);
		w.segment = segment;
		if (best.score > 0 &&
		    hit[i].delta > hit[best.first].delta + WIDTH) {
			out[made++] = best;
			best.score = 0;
		}
		if (w.score > best.score)
			best = w;
	}
	if (best.score > 0)
		out[made++] = best;
	return made;
}

/* A clip of recording `from`, for each asker another piece; and noise. */
static void
ask(struct query *q, uint64_t *seed)
{
	const struct segment *s = recent.ix.segment[2];
	static uint32_t pos[2 * COMMON];
	uint32_t hash, t, at;
	size_t k, i;
	ptrdiff_t n;

	query_init(q, pr);
	q->askers = ASKERS;
	query_reserve(q, ASKERS * (2 * ASKED + 1));
	q->t_end = 5000;
	for (k = 0; k < ASKERS; k++) {
		at = 8000 + 9000 * (uint32_t)k;
		for (i = 0; i < ASKED; i++) {
			hash = 100 + test_draw(seed) % 300;
			t = test_draw(seed) % 5000;
			q->mark[q->n++] = (uint64_t)hash << 32 |
					  (uint64_t)k << QUERY_T_BITS | t;
		}
		for (hash = 100; hash < 400; hash++) {
			n = segment_lookup(s, hash, pos, 2 * COMMON);
			for (; n > 0; n--) {
				t = pos[n - 1] * pr->time_div +
				    test_draw(seed) % 40 - at;
				if (t < 2000)
					q->mark[q->n++] =
					    (uint64_t)hash << 32 |
					    (uint64_t)k << QUERY_T_BITS | t;
				assert_true(q->n < ASKERS * 2 * ASKED);
			}
		}
		q->mark[q->n++] =
		    (uint64_t)7 << 32 | (uint64_t)k << QUERY_T_BITS | 4999;
	}
	query_sort(q);
}

static void
compare(size_t max_top)
{
	static struct vote_window want[HITS];
	static struct hit hit[RECORDINGS][HITS];
	struct vote v[ASKERS];
	struct vote_counts counts = { 5, 5 };
	struct vote_hit h;
	struct query q;
	uint64_t seed = 3 + max_top, skipped = 0;
	size_t k, s, i, n, m;

	ask(&q, &seed);
	assert_int_equal(vote_run(v, &recent.ix, &q, max_top, &counts), 0);
	for (k = 0; k < ASKERS; k++) {
		for (n = s = 0; s < recent.ix.n_segment; s++) {
			m = all_hits(
			    recent.ix.segment[s], &q, k, hit[s], &skipped);
			assert_int_equal(m, v[k].begin[s + 1] - v[k].begin[s]);
			for (i = 0; i < m; i++) {
				h = vote_hit(&v[k], v[k].begin[s] + i);
				assert_int_equal(h.delta, hit[s][i].delta);
				assert_int_equal(h.t, hit[s][i].t);
			}
			n += all_windows(hit[s], m, s, want + n);
		}
		qsort(want, n, sizeof *want, window_order);
		assert_int_equal(v[k].n_top, n < max_top ? n : max_top);
		for (i = 0; i < v[k].n_top; i++) {
			s = want[i].segment;
			assert_int_equal(v[k].top[i].segment, s);
			assert_int_equal(v[k].top[i].score, want[i].score);
			assert_int_equal(v[k].top[i].n, want[i].n);
			assert_int_equal(
			    v[k].top[i].first, v[k].begin[s] + want[i].first);
		}
		vote_release(&v[k]);
	}
	/* of a common hash the askers ask as one; 5 were there before */
	assert_int_equal(skipped, ASKERS);
	assert_int_equal(counts.skipped, 5 + 1);
	for (n = i = 0; i < q.n; i++)
		n += i == 0 || q.mark[i] >> 32 != q.mark[i - 1] >> 32;
	assert_int_equal(counts.lookups, 5 + RECORDINGS * n);
	query_release(&q);
}

static void
all_of_them(void **state)
{
	(void)state;
	compare(HITS);
}

static void
the_best(void **state)
{
	size_t top;

	(void)state;
	for (top = 1; top < 40; top += 6)
		compare(top);
}

/* Two hits in a segment, the later first, and a window that ends with the last. */
static void
a_pair(void **state)
{
	struct vote_counts counts = { 0, 0 };
	const struct landmark two[] = { { 10, 5000 }, { 20, 4000 } };
	struct segment_meta none = { .duration_s = -1 };
	struct fingerprint fp = { .id = "two",
		.mark = (struct landmark *)(uintptr_t)two,
		.n_mark = 2,
		.frames = 30,
		.has_hashes = true };
	struct recent pair;
	struct vote v;
	struct query q;

	(void)state;
	recent_init(&pair, pr);
	assert_int_equal(recent_add(&pair, &fp, &none), 0);
	query_init(&q, pr);
	q.askers = 1;
	q.t_end = 101;
	query_reserve(&q, 3);
	q.mark[q.n++] = (uint64_t)5000 << 32 | 20;
	q.mark[q.n++] = (uint64_t)4000 << 32 | 100;
	query_sort(&q);
	assert_int_equal(vote_run(&v, &pair.ix, &q, 8, &counts), 0);
	assert_int_equal(v.n_hit, 2);
	assert_int_equal(vote_hit(&v, 0).delta, 60);
	assert_int_equal(vote_hit(&v, 1).delta, 60);
	assert_int_equal(vote_hit(&v, 0).t, 20);
	assert_int_equal(v.n_top, 1);
	assert_int_equal(v.top[0].score, 2);
	assert_int_equal(v.top[0].n, 2);
	vote_release(&v);
	query_release(&q);
	recent_release(&pair);
}

static void
nothing(void **state)
{
	struct vote_counts counts = { 0, 0 };
	struct index none = { 0 };
	struct vote v;
	struct query q;

	(void)state;
	query_init(&q, pr);
	q.askers = 1;
	assert_int_equal(vote_run(&v, &recent.ix, &q, 8, &counts), 0);
	assert_int_equal(v.n_top, 0);
	assert_int_equal(v.n_hit, 0);
	vote_release(&v);
	assert_int_equal(vote_run(&v, &none, &q, 8, &counts), 0);
	assert_int_equal(v.n_top, 0);
	vote_release(&v);
	query_release(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_them),
		cmocka_unit_test(the_best),
		cmocka_unit_test(a_pair),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
