#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "edge/pg_profile.h"
#include "signal/digest.h"
#include "signal/landmark.h"

static int
put_digests(struct pg *db)
{
	const size_t size = (size_t)DIGEST_SPACE * DIGEST_BYTES;
	char *all = xreallocarray(NULL, size, 1);
	const char *const arg[] = { all };
	const int bytes[] = { (int)size };
	uint32_t code;
	int r;

	for (code = 0; code < DIGEST_SPACE; code++)
		digest_bytes(code, (uint8_t *)all + code * DIGEST_BYTES);
	r = pg_run_binary(db, "select sg.digests_put($1)", arg, bytes, 1);
	free(all);
	return r;
}

int
pg_profile_make(
    struct pg *db, const struct profile *p, char number[static PG_NUMBER])
{
	bool seed = p->kind == PROFILE_SONICGEN;
	char spelling[PROFILE_SPELLING_MAX], space[PG_NUMBER];
	const char *const arg[] = { p->name, spelling, seed ? "20" : "8",
		space };

	profile_spell(p, spelling);
	snprintf(space, sizeof space, "%" PRIu32, landmark_space(p));
	if (pg_run(db,
		"select sg.profile_of($1, $2, $3::smallint, $4), "
		"exists (select from sg.digest)",
		arg, 4) < 0)
		return -1;
	snprintf(number, PG_NUMBER, "%s", pg_text(db, 0, 0));
	if (!seed || strcmp(pg_text(db, 0, 1), "t") == 0)
		return 0;
	return put_digests(db);
}

/* More than one: say which there are. */
static int
ask_which(struct pg *db)
{
	char names[sizeof db->err / 2] = "";
	size_t n = 0;
	int i;

	for (i = 0; i < pg_rows(db) && n < sizeof names; i++)
		n += (size_t)snprintf(
		    names + n, sizeof names - n, " %s", pg_text(db, i, 1));
	return pg_fail(
	    db, "the database has several profiles: which? -p:%s", names);
}

const struct profile *
pg_profile_choose(
    struct pg *db, const char *name, char number[static PG_NUMBER])
{
	const struct profile *p;
	char why[sizeof db->err];

	strcpy(number, "0");
	if (pg_run(db,
		"select f.profile, f.name, f.spelling from sg.profile f "
		"where f.name = $1 or ($1 is null and exists "
		"(select from sg.doc d where d.profile = f.profile)) "
		"order by f.name",
		&name, 1) < 0)
		return NULL;
	if (pg_rows(db) == 0) {
		p = name != NULL ? profile_find(name) : profile_default();
		if (p == NULL)
			pg_fail(db, "no profile '%.64s'", name);
		return p;
	}
	if (pg_rows(db) > 1) {
		ask_which(db);
		return NULL;
	}
	snprintf(number, PG_NUMBER, "%s", pg_text(db, 0, 0));
	if ((p = profile_parse(pg_text(db, 0, 2), why, sizeof why)) == NULL)
		pg_fail(db, "the database: %s", why);
	return p;
}
