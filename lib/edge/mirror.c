#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sg.h"
#include "edge/mirror.h"
#include "edge/pg_pull.h"

/* A directory and those above it, for ourselves alone: 0 or -1. */
static int
make_path(char *path)
{
	char *slash;
	int r;

	for (slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		r = mkdir(path, 0700);
		*slash = '/';
		if (r < 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

/* Where it is, with all directories above it. 0 or -1. */
static int
place(struct mirror *m, const char *cache, const char *cluster,
    const char *profile)
{
	size_t n = strlen(cache) + strlen(cluster) + strlen(profile) + 3;

	m->dir = xreallocarray(NULL, n, 1);
	snprintf(m->dir, n, "%s/%s-%s", cache, cluster, profile);
	if (make_path(m->dir) == 0)
		return 0;
	snprintf(m->err, sizeof m->err, "%.400s: %s", m->dir, strerror(errno));
	return -1;
}

int
mirror_follow(struct mirror *m, const char *cache, const char *url,
    const struct profile *p)
{
	struct pg_pulled sum;
	struct pg_index ix;
	int r;

	*m = (struct mirror) { 0 };
	r = pg_index_open(&ix, url, p->name);
	if (r == 0)
		r = pg_run(&ix.db,
		    "select pg_current_snapshot(), md5(concat_ws('/', "
		    "(select system_identifier from pg_control_system()), "
		    "current_database()))",
		    NULL, 0);
	if (r == 0) {
		m->as_of = xstrdup(pg_text(&ix.db, 0, 0));
		r = place(m, cache, pg_text(&ix.db, 0, 1), p->name);
		if (r == 0)
			r = pg_pull(&ix, m->dir, &sum);
	}
	if (r < 0 && m->err[0] == '\0') {
		memcpy(m->err, ix.db.err, sizeof m->err);
		m->again = ix.db.again;
	}
	pg_index_close(&ix);
	return r;
}

void
mirror_release(struct mirror *m)
{
	free(m->dir);
	free(m->as_of);
}
