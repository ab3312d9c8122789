/* sg-index - look after an index: list, remove, merge, check, measure, dump */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/any_index.h"
#include "edge/pg_pull.h"

static const char usage[] =
    "usage: sg-index [-hVv] [-d index] [-p profile] "
    "check|compact|dump|ls|merge|pull|rm|stat [argument ...]";

struct job {
	const char *command;
	char *dir;
	const char *profile;
	char **arg;
	size_t n;
	bool verbose;
	struct any_index index;
};

static int
list(struct job *j)
{
	return any_index_list(&j->index, stdout);
}

static int
dump(struct job *j)
{
	return any_index_dump(&j->index, stdout);
}

static int
figures(struct job *j)
{
	return any_index_stat(&j->index, stdout);
}

static void
say(void *job, const char *file, const char *text)
{
	const struct job *j = job;

	if (file == NULL)
		warnx("%s", text);
	else if (j->index.is_database)
		warnx("%s: %s", file, text);
	else
		warnx("%s/%s: %s", j->dir, file, text);
}

static int
check(struct job *j)
{
	struct findings f = { say, j, 0 };

	if (any_index_check(&j->index, &f) < 0)
		return -1;
	return f.n > 0 ? SG_FAIL : 0;
}

/* All, or what is due. */
static int
merge(struct job *j)
{
	bool all = strcmp(j->command, "merge") == 0, busy;
	size_t made;

	if (any_index_merge(&j->index, all, &made, &busy) < 0)
		return -1;
	if (busy)
		warnx("another compaction is running");
	else if (j->verbose && j->index.is_database)
		warnx("segments made: %zu", made);
	return busy ? SG_NO : 0;
}

static int
rm(struct job *j)
{
	char unmerged[512];

	if (j->n == 0)
		usage_fail(usage);
	if (any_index_remove(&j->index, unmerged) < 0)
		return -1;
	if (*unmerged != '\0')
		warnx("removed, but not merged: %s", unmerged);
	return 0;
}

/* From the database of the operand, or of SG_DB, into the directory. */
static int
pull(const struct job *j)
{
	const char *url = j->n == 1 ? j->arg[0] : getenv("SG_DB");
	struct pg_pulled p;
	struct pg_index from;

	if (j->n > 1 || url == NULL || pg_is_url(j->dir))
		errx(SG_FAIL, "pull: want -d DIR and the URL of a database");
	if (pg_index_open(&from, url, j->profile) < 0 ||
	    pg_pull(&from, j->dir, &p) < 0)
		errx(from.db.again ? SG_RETRY : SG_FAIL, "%s", from.db.err);
	pg_index_close(&from);
	if (j->verbose)
		warnx("pulled %ju recordings, %ju postings, removed %ju",
		    (uintmax_t)p.recordings, (uintmax_t)p.postings,
		    (uintmax_t)p.removed);
	return 0;
}

static const struct command {
	const char *name;
	int (*run)(struct job *); /* an exit status, or -1 */
	bool ids;                 /* it takes some */
} commands[] = { { "check", check, false }, { "compact", merge, false },
	{ "dump", dump, true }, { "ls", list, true }, { "merge", merge, false },
	{ "rm", rm, true }, { "stat", figures, false }, { NULL, NULL, false } };

/* 1 when an id has no recording, else status. */
static int
say_absent(const struct any_index *x, int status)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->absent[i]) {
			warnx("no recording '%s'", x->id[i]);
			status = SG_NO;
		}
	return status;
}

static int
run(struct job *j)
{
	const struct command *c = commands;
	struct any_index *x = &j->index;
	int status;

	while (c->name != NULL && strcmp(c->name, j->command) != 0)
		c++;
	if (c->name == NULL || (j->n > 0 && !c->ids))
		usage_fail(usage);
	if (any_index_open(x, j->dir, j->profile) < 0)
		errx(x->again ? SG_RETRY : SG_FAIL, "%s", x->err);
	x->id = j->arg;
	x->n = j->n;
	x->absent = xreallocarray(NULL, j->n + 1, sizeof *x->absent);
	if ((status = c->run(j)) < 0)
		errx(x->again ? SG_RETRY : SG_FAIL, "%s", x->err);
	status = say_absent(x, status);
	free(x->absent);
	any_index_close(x);
	return status;
}

int
main(int argc, char *argv[])
{
	const char *db = NULL;
	struct job j = { 0 };
	int c, status;

	while ((c = getopt(argc, argv, "d:hp:Vv")) != -1)
		if (c == 'd')
			db = optarg;
		else if (c == 'p')
			j.profile = optarg;
		else if (c == 'v')
			j.verbose = true;
		else
			opt_other(c, "sg-index", usage);
	if (optind == argc)
		usage_fail(usage);
	j.command = argv[optind];
	j.arg = argv + optind + 1;
	j.n = (size_t)(argc - optind - 1);
	j.dir = db_path(db);
	status = strcmp(j.command, "pull") == 0 ? pull(&j) : run(&j);
	free(j.dir);
	out_close();
	return status;
}
