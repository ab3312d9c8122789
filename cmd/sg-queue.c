/* sg-queue - claim work, keep the lease alive, finish or release it */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/queue.h"
#include "edge/queue_run.h"

static const char usage[] =
    "usage: sg-queue [-fhVv] [-d url] [-j jobs] [-l lease_s] [-n max] [-p "
    "profile] [-r retries] [-s delay_s] [-w worker] "
    "add|claim|finish|init|ls|release|relink|retry|run|stat [argument ...]";

struct job {
	struct pg db;
	struct queue_run q;
	const char *url_arg, *profile;
	char **arg;
	int n; /* arguments */
	bool verbose, follow;
};

static const char *
token(void)
{
	const char *t = getenv("SG_CLAIM");

	if (t == NULL || strspn(t, "0123456789") != strlen(t) || *t == '\0')
		errx(SG_FAIL, "SG_CLAIM: want a claim's token");
	return t;
}

static int
init(struct job *j)
{
	return queue_init(&j->db, j->profile);
}

static int
add(struct job *j)
{
	size_t seen, added;
	const char *name;
	FILE *fp;

	optind = 0; /* of j->arg */
	fp = in_open(j->n, j->arg, usage, &name);
	if (queue_add(&j->db, fp, name, &seen, &added) < 0)
		return -1;
	if (j->verbose)
		warnx("%zu videos, %zu of them new", seen, added);
	return 0;
}

static int
claim(struct job *j)
{
	if (queue_claim(&j->db, &j->q.terms, j->q.max > 0 ? j->q.max : 1) < 0)
		return -1;
	queue_print_claims(&j->db, stdout);
	return pg_rows(&j->db) > 0 ? 0 : SG_NO;
}

static int
finish(struct job *j)
{
	return queue_finish(&j->db, token(), j->arg[0], j->arg[1]);
}

static int
release(struct job *j)
{
	bool held;
	int r = queue_release(&j->db, &j->q.terms, token(), j->arg[0], &held);

	return r < 0 ? r : held ? 0 : SG_NO;
}

static int
count(struct job *j)
{
	return j->follow ? queue_watch(&j->db, stdout, isatty(1) ? 1 : 10) :
			   queue_stat(&j->db, stdout);
}

static int
list(struct job *j)
{
	int r = queue_list(&j->db, stdout, j->arg, (size_t)j->n);

	return r < 0 ? r : pg_rows(&j->db) < j->n ? SG_NO : 0;
}

static int
retry(struct job *j)
{
	int r = queue_retry(&j->db, j->arg, (size_t)j->n);

	return r < 0 ? r : strcmp(pg_text(&j->db, 0, 0), "0") == 0 ? SG_NO : 0;
}

static int
relink(struct job *j)
{
	return queue_relink(&j->db, j->arg[0], j->arg[1]);
}

static int
run(struct job *j)
{
	j->q.db = &j->db;
	j->q.say = warnx;
	if (queue_run(&j->q) < 0)
		return -1;
	if (j->verbose)
		warnx("%zu done, %zu failed, %zu for later", j->q.done,
		    j->q.failed, j->q.later);
	return j->q.failed > 0 ? SG_NO : 0;
}

static const struct command {
	const char *name;
	int (*run)(struct job *); /* an exit status, or -1 */
	int least, most;          /* arguments; 0: any number */
} commands[] = { { "add", add, 0, 0 }, { "claim", claim, 0, 0 },
	{ "finish", finish, 1, 2 }, { "init", init, 0, 0 },
	{ "ls", list, 0, 0 }, { "release", release, 0, 0 },
	{ "relink", relink, 1, 2 }, { "retry", retry, 0, 0 },
	{ "run", run, 1, 0 }, { "stat", count, 0, 0 }, { NULL, NULL, 0, 0 } };

static unsigned
number(const char *what, long long min)
{
	return (unsigned)num_arg(optarg, min, 100000, what);
}

static void
options(struct job *j, int argc, char *argv[])
{
	struct queue_terms *t = &j->q.terms;
	int c;

	while ((c = getopt(argc, argv, "+d:fhj:l:n:p:r:s:Vvw:")) != -1)
		if (c == 'd')
			j->url_arg = optarg;
		else if (c == 'f')
			j->follow = true;
		else if (c == 'j')
			j->q.jobs = number("-j jobs", 1);
		else if (c == 'l')
			t->lease_s = number("-l lease_s", 1);
		else if (c == 'n')
			j->q.max = number("-n max", 1);
		else if (c == 'p')
			j->profile = optarg;
		else if (c == 'r')
			t->retries = number("-r retries", 1);
		else if (c == 's')
			t->delay_s = number("-s delay_s", 0);
		else if (c == 'v')
			j->verbose = true;
		else if (c == 'w')
			t->worker = optarg;
		else
			opt_other(c, "sg-queue", usage);
	j->q.command = j->arg = argv + optind;
	j->n = argc - optind;
}

int
main(int argc, char *argv[])
{
	struct job j = { .q = { .terms = { NULL, 300, 3, 60 }, .jobs = 1 } };
	const struct command *c = commands;
	char worker[QUEUE_WORKER], *url;
	int status;

	j.q.terms.worker = queue_worker(worker);
	options(&j, argc, argv);
	while (j.n > 0 && c->name != NULL && strcmp(c->name, j.arg[0]) != 0)
		c++;
	if (j.n == 0 || c->name == NULL)
		usage_fail(usage);
	optind = 1; /* further options after the command's name */
	options(&j, j.n, j.arg);
	if (j.n < c->least || (c->most > 0 && j.n > c->most))
		usage_fail(usage);
	url = db_path(j.url_arg);
	setenv("SG_DB", url, 1); /* for the command */
	if (pg_open(&j.db, url, "sg-queue") < 0 || (status = c->run(&j)) < 0)
		errx(j.db.again ? SG_RETRY : SG_FAIL, "%s", j.db.err);
	pg_close(&j.db);
	free(url);
	out_close();
	return status;
}
