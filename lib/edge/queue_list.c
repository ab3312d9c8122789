#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "base/text.h"
#include "edge/pg_array.h"
#include "edge/queue.h"

static const struct stream_type queue = { "queue",
	"id\tstatus\tattempts\tseconds\toriginal\tworker\tlease_"
	"s\ttitle\terror",
	NULL };

static const struct stream_type claims = { "claims",
	"token\tid\ttitle\turl\tduration_s\tattempts", NULL };

enum {
	COLUMNS = 9,
	CLAIM_COLUMNS = 6
};

static void
print_rows(const struct pg *db, FILE *fp, int columns)
{
	int i, k;

	for (i = 0; i < pg_rows(db); i++)
		for (k = 0; k < columns; k++) {
			text_put(fp, pg_text(db, i, k));
			putc(k + 1 < columns ? '\t' : '\n', fp);
		}
	stream_put_end(fp, 0);
}

void
queue_print_claims(const struct pg *db, FILE *fp)
{
	stream_put_header(fp, &claims, NULL, "sg-queue", NULL);
	print_rows(db, fp, CLAIM_COLUMNS);
}

/* The ids as the one argument of a statement; null for all. */
static int
run_with_ids(struct pg *db, const char *sql, char *const *id, size_t n)
{
	char *set = n > 0 ? pg_text_array(id, n) : NULL;
	const char *arg = set;
	int r;

	r = pg_run(db, sql, &arg, 1);
	free(set);
	return r;
}

int
queue_list(struct pg *db, FILE *fp, char *const *id, size_t n)
{
	if (run_with_ids(db,
		"select v.source_id, coalesce(v.match_status, 'free'), "
		"v.attempts, round(v.duration::numeric, 3), o.source_id, "
		"v.worker, "
		"round(extract(epoch from v.lease_until - now())), "
		"v.title, v.last_error "
		"from public.videos v "
		"left join public.videos o on o.id = v.original_video_id "
		"where $1::text[] is null or v.source_id = any ($1) "
		"order by v.source_id collate \"C\"",
		id, n) < 0)
		return -1;
	stream_put_header(fp, &queue, NULL, "sg-queue", NULL);
	print_rows(db, fp, COLUMNS);
	return 0;
}

int
queue_stat(struct pg *db, FILE *fp)
{
	int i;

	if (pg_run(db,
		"select coalesce(match_status, 'free') as s, count(*) "
		"from public.videos group by 1 order by 1",
		NULL, 0) < 0)
		return -1;
	for (i = 0; i < pg_rows(db); i++)
		fprintf(fp, "%s\t%s\n", pg_text(db, i, 0), pg_text(db, i, 1));
	return 0;
}

int
queue_retry(struct pg *db, char *const *id, size_t n)
{
	return run_with_ids(db, "select sg.retry($1)", id, n);
}

const char *
queue_worker(char name[static QUEUE_WORKER])
{
	char host[QUEUE_WORKER / 2] = "";

	gethostname(host, sizeof host - 1);
	snprintf(name, QUEUE_WORKER, "%s:%ld", host, (long)getpid());
	return name;
}
