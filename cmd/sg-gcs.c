/* sg-gcs - put, get, look at and remove objects in Google Cloud Storage */

#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "base/stream.h"
#include "base/whole.h"
#include "edge/gcs.h"

static const char usage[] =
    "usage: sg-gcs [-hVv] get gs://bucket/name file|-\n"
    "   or: sg-gcs [-nv] put file|- gs://bucket/name\n"
    "   or: sg-gcs [-jv] ls|rm|stat gs://bucket/name ...";

struct job {
	struct gcs gcs;
	bool only_new, raw, verbose;
	int status;
};

/* Where credentials are, in the order of Google's own programs. */
static void
open_gcs(struct job *j)
{
	const char *emulator = getenv("STORAGE_EMULATOR_HOST");
	const char *config = getenv("CLOUDSDK_CONFIG"), *home = getenv("HOME");
	const char *metadata = getenv("GCE_METADATA_HOST");
	struct token_places p = { .fixed = getenv("SG_GCS_TOKEN"),
		.emulator = emulator != NULL,
		.file = getenv("GOOGLE_APPLICATION_CREDENTIALS"),
		.metadata = metadata != NULL ? metadata : "169.254.169.254" };
	struct retry policy = retry_default;
	char why[128], path[4096];

	if (config != NULL || home != NULL) {
		snprintf(path, sizeof path,
		    "%s%s/application_default_credentials.json",
		    config != NULL ? config : home,
		    config != NULL ? "" : "/.config/gcloud");
		p.fallback = path;
	}
	if (retry_options(&policy, getenv("SG_HTTP"), why) < 0)
		errx(SG_FAIL, "SG_HTTP: %s", why);
	if (gcs_open(&j->gcs,
		emulator != NULL ? emulator : getenv("SG_GCS_ENDPOINT"), &p,
		&policy, getenv("SSL_CERT_FILE")) < 0)
		errx(SG_FAIL, "%s", j->gcs.err);
}

static struct gcs_uri
uri_arg(const char *s, bool named)
{
	struct gcs_uri u;

	if (gcs_uri_parse(&u, s) < 0 || (named && u.name[0] == '\0'))
		errx(SG_FAIL, "%s: want gs://bucket%s", s,
		    named ? "/name" : " or gs://bucket/prefix");
	return u;
}

/* What it came to; that something is not there is an answer, if asked for. */
static void
note(struct job *j, bool quiet)
{
	int s = j->gcs.status;

	if (s != SG_NO || !quiet || j->verbose)
		warnx("%s", j->gcs.err);
	if (s == SG_FAIL || j->status == 0 ||
	    (s == SG_RETRY && j->status == SG_NO))
		j->status = s;
}

static void
put(struct job *j, const char *file, const char *to)
{
	struct gcs_uri u = uri_arg(to, true);
	int fd = STDIN_FILENO;

	if (strcmp(file, "-") != 0 && (fd = open(file, O_RDONLY)) < 0)
		err(SG_FAIL, "%s", file);
	if (gcs_put(&j->gcs, &u, fd, j->only_new) < 0)
		note(j, j->only_new);
}

static void
get(struct job *j, const char *from, const char *path)
{
	struct gcs_uri u = uri_arg(from, true);
	bool file = strcmp(path, "-") != 0, broken;
	struct whole w = { .fd = STDOUT_FILENO };

	if (file && whole_open(&w, path) < 0)
		err(SG_FAIL, "%s", path);
	if (gcs_get(&j->gcs, &u, w.fd, &broken) < 0) {
		if (broken) { /* libcurl ignores the signal while it works */
			signal(SIGPIPE, SIG_DFL);
			raise(SIGPIPE);
		}
		note(j, true);
	} else if (file && whole_commit(&w) < 0) {
		err(SG_FAIL, "%s", path);
	}
	if (file)
		whole_close(&w);
}

static void
print(void *arg, const struct json *object)
{
	if (((const struct job *)arg)->raw)
		json_print(object, stdout);
	else
		gcs_row_put(stdout, object);
}

static void
look(struct job *j, const char *command, const char *what)
{
	bool ls = strcmp(command, "ls") == 0;
	struct gcs_uri u = uri_arg(what, !ls);
	struct json *v;

	if (ls && gcs_list(&j->gcs, &u, print, j) < 0) {
		note(j, false);
	} else if (strcmp(command, "rm") == 0) {
		if (gcs_remove(&j->gcs, &u) < 0)
			note(j, false);
	} else if (!ls && (v = gcs_describe(&j->gcs, &u)) == NULL) {
		note(j, true);
	} else if (!ls) {
		print(j, v);
		json_free(v);
	}
}

static void
run(struct job *j, const char *command, char *argv[], int n)
{
	bool rows = strcmp(command, "ls") == 0 || strcmp(command, "stat") == 0;
	int i;

	if (strcmp(command, "put") == 0 && n == 2) {
		put(j, argv[0], argv[1]);
	} else if (strcmp(command, "get") == 0 && n == 2) {
		get(j, argv[0], argv[1]);
	} else if ((rows || strcmp(command, "rm") == 0) && n > 0) {
		for (i = 0; i < n; i++) /* first all names: no half job */
			uri_arg(argv[i], command[0] != 'l');
		rows = rows && !j->raw;
		if (rows)
			stream_put_header(
			    stdout, &stream_objects, NULL, "sg-gcs", NULL);
		for (i = 0; i < n; i++)
			look(j, command, argv[i]);
		if (rows && j->status <= SG_NO)
			stream_put_end(stdout, 0);
	} else {
		usage_fail(usage);
	}
}

int
main(int argc, char *argv[])
{
	struct job j = { .status = 0 };
	int c;

	while ((c = getopt(argc, argv, "hjnVv")) != -1)
		switch (c) {
		case 'j':
			j.raw = true;
			break;
		case 'n':
			j.only_new = true;
			break;
		case 'v':
			j.verbose = true;
			break;
		default:
			opt_other(c, "sg-gcs", usage);
		}
	if (optind == argc)
		usage_fail(usage);
	open_gcs(&j);
	run(&j, argv[optind], argv + optind + 1, argc - optind - 1);
	gcs_close(&j.gcs);
	out_close();
	return j.status;
}
