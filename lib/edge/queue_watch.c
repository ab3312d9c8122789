#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "edge/queue.h"

enum {
	OVER_S = 10, /* more often than that is for people to look at */
	RECENT = 12  /* the rate is that of so many looks */
};

struct look {
	double at_s;
	uint64_t all, left, busy, stored, linked, little, flagged;
};

static int
look(struct pg *db, struct look *l)
{
	uint64_t *const to[] = { &l->all, &l->left, &l->busy, &l->stored,
		&l->linked, &l->little, &l->flagged };
	size_t i;

	/* a lease that ran out is nobody's work */
	if (pg_run(db,
		"select count(*), "
		"count(*) filter (where s is null or s = 'pending'), "
		"count(*) filter (where s = 'pending' and lease_until > "
		"now()), "
		"count(*) filter (where s = 'fingerprinted'), "
		"count(*) filter (where s = 'matched'), "
		"count(*) filter (where s = 'too_short'), "
		"count(*) filter (where s = 'flag') "
		"from (select match_status as s, lease_until "
		"from public.videos) v",
		NULL, 0) < 0)
		return -1;
	l->at_s = clock_now();
	for (i = 0; i < sizeof to / sizeof *to; i++)
		*to[i] = strtoull(pg_text(db, 0, (int)i), NULL, 10);
	return 0;
}

static void
put_duration(FILE *fp, double s)
{
	if (s < 120)
		fprintf(fp, "%.0f s", s);
	else if (s < 7200)
		fprintf(fp, "%.0f min", s / 60);
	else if (s < 172800)
		fprintf(fp, "%.0f h", s / 3600);
	else
		fprintf(fp, "%.0f days", s / 86400);
}

/* The work that was done since an earlier look says how long the rest takes. */
static void
put(FILE *fp, const struct look *l, const struct look *before)
{
	double s = l->at_s - before->at_s;
	double done = (double)before->left - (double)l->left;

	fprintf(fp,
	    "%ju of %ju done: %ju fingerprinted, %ju matched, %ju too short, "
	    "%ju flagged; %ju at work",
	    (uintmax_t)(l->all - l->left), (uintmax_t)l->all,
	    (uintmax_t)l->stored, (uintmax_t)l->linked, (uintmax_t)l->little,
	    (uintmax_t)l->flagged, (uintmax_t)l->busy);
	if (l->left == 0 || s <= 0 || done <= 0)
		return;
	if (done >= s)
		fprintf(fp, "; %.1f/s, ", done / s);
	else
		fprintf(fp, "; %.1f/min, ", 60 * done / s);
	put_duration(fp, (double)l->left * s / done);
	fputs(" to go", fp);
}

int
queue_watch(struct pg *db, FILE *fp, unsigned every_s)
{
	const struct timespec pause = { .tv_sec = every_s };
	struct look seen[RECENT] = { 0 };
	const bool over = every_s < OVER_S;
	struct look *l;
	size_t n;

	for (n = 0;; n++) {
		l = &seen[n % RECENT];
		if (look(db, l) < 0)
			return -1;
		put(fp, l, &seen[n < RECENT ? 0 : (n + 1) % RECENT]);
		fputs(!over ? "\n" : l->left > 0 ? "\033[K\r" : "\033[K\n", fp);
		if (fflush(fp) == EOF || l->left == 0)
			return 0; /* a full disk is out_close()'s to tell */
		nanosleep(&pause, NULL);
	}
}
