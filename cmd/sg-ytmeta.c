/* sg-ytmeta - what YouTube knows about the videos of channels and playlists */

#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/sg.h"
#include "base/stream.h"
#include "edge/secret.h"
#include "edge/yt_cache.h"
#include "edge/yt_row.h"
#include "edge/yt_walk.h"

static const char usage[] =
    "usage: sg-ytmeta [-AhjlV] [-a after] [-b before] [-c dir] [-K keyfile] "
    "[-n max] channel|playlist|video ...";

struct job {
	struct yt_filter filter;
	const char *key_file, *cache;
	struct yt_name *name;
	size_t n;
};

static void
say(void *arg, const char *text)
{
	(void)arg;
	warnx("%s", text);
}

static void
put_raw(void *arg, const struct json *video)
{
	json_print(video, arg);
}

static const char *
date_arg(const char *s, const char *what)
{
	if (!date_valid(s))
		errx(SG_FAIL,
		    "%s: want YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, "
		    "got '%s'",
		    what, s);
	return s;
}

static void
read_names(struct job *j, char *argv[])
{
	char why[128];
	size_t i;

	j->name = xreallocarray(NULL, j->n, sizeof *j->name);
	for (i = 0; i < j->n; i++)
		if (yt_name_parse(&j->name[i], argv[i], why) < 0)
			errx(SG_FAIL, "%s: %s", argv[i], why);
}

static void
open_api(struct yt *y, const struct job *j)
{
	struct retry policy = retry_default;
	char why[256], *key;

	if (retry_options(&policy, getenv("SG_HTTP"), why) < 0)
		errx(SG_FAIL, "SG_HTTP: %s", why);
	if (j->key_file != NULL)
		key = secret_read(j->key_file, why);
	else
		key = getenv("SG_YT_KEY") != NULL ?
			  xstrdup(getenv("SG_YT_KEY")) :
			  NULL;
	if (key == NULL && j->key_file != NULL)
		errx(SG_FAIL, "%s", why);
	if (key == NULL || *key == '\0')
		errx(SG_FAIL, "no key: set SG_YT_KEY, or give a file with -K");
	if (key[strspn(key, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] != '\0')
		errx(SG_FAIL, "the key is none: want letters, digits, - and _");
	if (yt_open(y, getenv("SG_YT_ENDPOINT"), key, j->cache, &policy,
		getenv("SSL_CERT_FILE")) < 0)
		errx(SG_FAIL, "%s", y->err);
	free(key);
}

/* The whole of it; the exit status. */
static int
run(struct job *j)
{
	struct yt_walk w = { .filter = j->filter,
		.name = j->name,
		.n = j->n,
		.put = j->filter.raw ? put_raw : yt_row_put,
		.say = say,
		.arg = stdout };
	char *key = yt_walk_key(&w), *path = NULL;
	int status = 0;
	struct yt y;

	open_api(&y, j);
	w.yt = &y;
	if (j->cache != NULL)
		path = yt_cache_path(j->cache, key, ".state");
	if (path != NULL && yt_walk_load(&w, path, key) < 0)
		errx(SG_FAIL, "%s", w.err);
	if (!j->filter.raw)
		stream_put_header(
		    stdout, &stream_videos, NULL, "sg-ytmeta", NULL);
	if (yt_walk(&w) < 0) {
		status = y.status == SG_RETRY ? SG_RETRY : SG_FAIL;
		warnx("%s", w.err);
	}
	/* what another run will not repeat must be whole here */
	if (!j->filter.raw &&
	    (status == 0 || (status == SG_RETRY && path != NULL)))
		stream_put_end(stdout, 0);
	out_close();
	if (status == SG_RETRY && path != NULL) {
		if (yt_walk_save(&w, path, key) < 0)
			errx(SG_FAIL, "%s", w.err);
		warnx("the same command goes on from here");
	} else if (status == 0 && path != NULL) {
		unlink(path);
	}
	if (status == 0 || y.spent > 0)
		warnx("%ju units spent, %ju videos, %ju unavailable, %ju live",
		    (uintmax_t)y.spent, (uintmax_t)w.rows,
		    (uintmax_t)w.unavailable, (uintmax_t)w.passed);
	if (status == 0 && w.absent)
		status = SG_NO;
	free(path);
	free(key);
	yt_walk_release(&w);
	yt_close(&y);
	return status;
}

int
main(int argc, char *argv[])
{
	struct job j = { 0 };
	int c, status;

	while ((c = getopt(argc, argv, "Aa:b:c:hjK:ln:V")) != -1)
		switch (c) {
		case 'A':
			j.filter.all_pages = true;
			break;
		case 'a':
			j.filter.after = date_arg(optarg, "-a after");
			break;
		case 'b':
			j.filter.before = date_arg(optarg, "-b before");
			break;
		case 'c':
			j.cache = optarg;
			break;
		case 'j':
			j.filter.raw = true;
			break;
		case 'K':
			j.key_file = optarg;
			break;
		case 'l':
			j.filter.live = true;
			break;
		case 'n':
			j.filter.max =
			    (uint64_t)num_arg(optarg, 1, INT64_MAX, "-n max");
			break;
		default:
			opt_other(c, "sg-ytmeta", usage);
		}
	if (optind == argc)
		usage_fail(usage);
	j.n = (size_t)(argc - optind);
	read_names(&j, argv + optind);
	status = run(&j);
	free(j.name);
	return status;
}
