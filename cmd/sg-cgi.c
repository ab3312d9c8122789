/* sg-cgi - answer one request of the web page, for a web server that asks */

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/pg.h"
#include "edge/web_serve.h"

static const char usage[] = "usage: sg-cgi [-hV]";

/*
 * What programs find in their environment: what a stranger said, which a web
 * server puts into ours, is not in it. Those that read what he sent do not
 * learn where the index is, as that may be a URL with a password.
 */
static const char *const strict[] = { "PATH", "TMPDIR", NULL };
static const char *const all[] = { "PATH", "TMPDIR", "HOME", "SG_DB",
	"XDG_DATA_HOME", "XDG_CACHE_HOME", "PGPASSFILE", "http_proxy",
	"https_proxy", "no_proxy", "SSL_CERT_FILE", NULL };

static void
choose(const char *env[static WEB_ENV], const char *const *names)
{
	const char *v;
	size_t n = 0, size;
	char *word;

	env[n++] = "LC_ALL=C";
	for (; *names != NULL; names++) {
		/* a server's configuration cannot leave one out */
		if ((v = getenv(*names)) == NULL || *v == '\0')
			continue;
		size = strlen(*names) + strlen(v) + 2;
		word = xreallocarray(NULL, size, 1);
		snprintf(word, size, "%s=%s", *names, v);
		env[n++] = word;
	}
	env[n] = NULL;
}

static const char *
set_or_null(const char *name)
{
	const char *v = getenv(name);

	return v != NULL && *v != '\0' ? v : NULL;
}

/* A web server may put words of a stranger into argv: it is not looked at then. */
static _Noreturn void
by_hand(int argc, char *argv[])
{
	int ch = getopt(argc, argv, "hV");

	if (ch == 'h')
		opt_help(usage);
	if (ch == 'V')
		opt_version("sg-cgi");
	if (ch != -1 || optind < argc)
		usage_fail(usage);
	errx(SG_FAIL, "want to be run by a web server, as a CGI: sg-web(7)");
}

int
main(int argc, char *argv[])
{
	static struct web w;
	char why[128], *index;
	struct cgi request;

	cgi_read(&request, getenv);
	if (*request.method == '\0')
		by_hand(argc, argv);
	if (web_options_read(&w.options, set_or_null("SG_WEB"), why) < 0)
		errx(SG_FAIL, "SG_WEB: %s", why);
	if ((w.run = set_or_null("SG_WEB_RUN")) == NULL)
		errx(SG_FAIL, "SG_WEB_RUN: want a directory");
	w.videos = set_or_null("SG_WEB_VIDEOS");
	w.catalogue = set_or_null("SG_WEB_CATALOGUE");
	w.fetch = set_or_null("SG_WEB_FETCH");
	index = db_path(NULL);
	w.remote = pg_is_url(index);
	free(index);
	choose(w.strict, strict);
	choose(w.env, all);
	job_signals();
	web_serve(&w, &request, stdout);
	if (*w.log != '\0')
		warnx("%s", w.log);
	out_close();
	return 0;
}
