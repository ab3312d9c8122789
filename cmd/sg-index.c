/* sg-index - look after an index: list, remove, merge, check, measure, dump */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "retrieval/index.h"
#include "retrieval/index_check.h"
#include "retrieval/index_dump.h"
#include "retrieval/index_merge.h"
#include "retrieval/index_print.h"
#include "retrieval/index_select.h"
#include "retrieval/index_stat.h"

static const char usage[] = "usage: sg-index [-hV] [-d index] "
			    "check|dump|ls|merge|rm|stat [id ...]";

struct job {
	char *dir;
	char **id;
	size_t n;
	bool *absent; /* ids of no recording */
};

static int
print_list(struct index *ix, bool *const *wanted)
{
	return index_print_list(ix, stdout, wanted);
}

static void
put_fingerprint(void *ix, const struct fingerprint *fp)
{
	fingerprint_print(
	    stdout, ((struct index *)ix)->profile, "sg-index", fp);
}

static int
print_dump(struct index *ix, bool *const *wanted)
{
	char spelling[PROFILE_SPELLING_MAX];

	if (ix->recordings == 0) { /* a whole stream, if an empty one */
		profile_spell(ix->profile, spelling);
		stream_put_header(
		    stdout, &stream_hashes, spelling, "sg-index", NULL);
		stream_put_end(stdout, 0);
	}
	return index_dump(ix, wanted, DUMP_POSTINGS, put_fingerprint, ix);
}

static int
print_stat(struct index *ix, bool *const *wanted)
{
	struct index_stat st;

	(void)wanted;
	if (index_stat(ix, &st) < 0)
		return -1;
	index_print_stat(ix, stdout, &st);
	return 0;
}

/* Print of all recordings, or of those with the job's ids. */
static void
print(const struct job *j, int (*what)(struct index *, bool *const *wanted))
{
	bool **wanted = NULL;
	struct index ix;

	if (index_open(&ix, j->dir) < 0)
		errx(SG_FAIL, "%s", ix.err);
	if (j->n > 0)
		wanted = index_select(&ix, j->id, j->n, j->absent);
	if ((j->n > 0 && wanted == NULL) || what(&ix, wanted) < 0)
		errx(SG_FAIL, "%s: %s", j->dir, ix.err);
	index_select_free(&ix, wanted);
	index_close(&ix);
}

static void
say(void *dir, const char *file, const char *text)
{
	if (file == NULL)
		warnx("%s", text);
	else
		warnx("%s/%s: %s", (const char *)dir, file, text);
}

static void
check(const struct job *j)
{
	struct findings f = { say, j->dir, 0 };

	if (index_check(j->dir, &f) > 0)
		exit(SG_FAIL);
}

static void
merge(const struct job *j, bool all)
{
	char why[512];

	if (index_merge(j->dir, all, why, sizeof why) == 0)
		return;
	if (all)
		errx(SG_FAIL, "%s", why);
	warnx("removed, but not merged: %s", why);
}

static void
rm(const struct job *j)
{
	char why[512];

	if (index_remove(j->dir, j->id, j->n, j->absent, why, sizeof why) < 0)
		errx(SG_FAIL, "%s", why);
	merge(j, false);
}

static void
run(const char *command, const struct job *j)
{
	if (strcmp(command, "ls") == 0)
		print(j, print_list);
	else if (strcmp(command, "dump") == 0)
		print(j, print_dump);
	else if (strcmp(command, "rm") == 0 && j->n > 0)
		rm(j);
	else if (j->n > 0)
		usage_fail(usage);
	else if (strcmp(command, "check") == 0)
		check(j);
	else if (strcmp(command, "merge") == 0)
		merge(j, true);
	else if (strcmp(command, "stat") == 0)
		print(j, print_stat);
	else
		usage_fail(usage);
}

/* 1 when an id has no recording, else 0. */
static int
say_absent(const struct job *j)
{
	int status = 0;
	size_t i;

	for (i = 0; i < j->n; i++)
		if (j->absent[i]) {
			warnx("no recording '%s'", j->id[i]);
			status = SG_NO;
		}
	return status;
}

int
main(int argc, char *argv[])
{
	const char *db = NULL;
	struct job j;
	int c, status;

	while ((c = getopt(argc, argv, "d:hV")) != -1)
		switch (c) {
		case 'd':
			db = optarg;
			break;
		case 'h':
			opt_help(usage);
		case 'V':
			opt_version("sg-index");
		default:
			usage_fail(usage);
		}
	if (optind == argc)
		usage_fail(usage);
	j.dir = db_path(db);
	if (strncmp(j.dir, "postgresql://", 13) == 0)
		errx(SG_FAIL, "PostgreSQL is not built yet");
	j.id = argv + optind + 1;
	j.n = (size_t)(argc - optind - 1);
	j.absent = xreallocarray(NULL, j.n + 1, sizeof *j.absent);
	run(argv[optind], &j);
	status = say_absent(&j);
	free(j.absent);
	free(j.dir);
	out_close();
	return status;
}
