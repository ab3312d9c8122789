#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/stream.h"
#include "edge/pg_profile.h"
#include "edge/queue.h"
#include "edge/queue_schema.h"

/* A database of the seed: its tables have the names of ours. */
static int
refuse_seed(struct pg *db)
{
	if (pg_run(db,
		"select from pg_class where relname = 'fingerprints' "
		"and relkind = 'r' and relnamespace = 'public'::regnamespace",
		NULL, 0) < 0)
		return -1;
	if (pg_rows(db) == 0)
		return 0;
	return pg_fail(db, "the database has the seed's tables: "
			   "apply sql/adopt.sql first");
}

int
queue_init(struct pg *db, const char *profile)
{
	static const char lock[] =
	    "select pg_advisory_xact_lock(hashtext('sg.init'));\n";
	const struct profile *p = profile_find(profile != NULL ? profile : "");
	const char *const *line;
	size_t size = sizeof lock, at;
	char *script, number[PG_NUMBER];
	int r;

	if (profile != NULL && p == NULL)
		return pg_fail(db, "no profile '%.64s'", profile);
	if (refuse_seed(db) < 0)
		return -1;
	for (line = queue_schema; *line != NULL; line++)
		size += strlen(*line);
	script = xreallocarray(NULL, size, 1);
	at = (size_t)sprintf(script, "%s", lock);
	for (line = queue_schema; *line != NULL; line++)
		at += (size_t)sprintf(script + at, "%s", *line);
	r = pg_script(db, script);
	free(script);
	return r == 0 && p != NULL ? pg_profile_make(db, p, number) : r;
}

static const struct stream_type videos = { "videos", "id",
	"title\turl\tduration_s\tchannel_id\tchannel\tpublished_at" };

enum {
	COLUMNS = 7,
	DURATION = 3
};

/* The current row into the catalogue. 0, or -1 with s->err set. */
static int
add_row(struct pg *db, struct stream *s, size_t *added)
{
	const char *arg[COLUMNS];
	double seconds;
	int i;

	for (i = 0; i < COLUMNS; i++) {
		arg[i] = NULL;
		if (strcmp(s->field[i], "-") == 0)
			continue;
		if (stream_text(s, i) < 0)
			return -1;
		arg[i] = s->field[i];
	}
	if (arg[0] == NULL || !id_valid(arg[0]))
		return stream_fail(s, "field %d: bad identity '%.255s'",
		    s->place[0] + 1, arg[0] != NULL ? arg[0] : "-");
	if (arg[DURATION] != NULL &&
	    stream_real(s, DURATION, 0, 1e9, &seconds) < 0)
		return -1;
	if (pg_run(db,
		"select sg.add($1, $2, $3, $4::float8, $5, $6, "
		"$7::timestamptz)",
		arg, COLUMNS) < 0)
		return stream_fail(s, "%s", db->err);
	*added += strcmp(pg_text(db, 0, 0), "t") == 0;
	return 0;
}

int
queue_add(
    struct pg *db, FILE *fp, const char *name, size_t *seen, size_t *added)
{
	static const struct stream_type *const want[] = { &videos, NULL };
	struct stream s;
	int event;

	*seen = *added = 0;
	if (pg_script(db, "begin") < 0)
		return -1;
	event = stream_open(&s, fp, name, want) < 0 ? -1 : stream_next(&s);
	for (; event > 0; event = stream_next(&s)) {
		if (event == STREAM_SECTION)
			continue;
		++*seen;
		if (add_row(db, &s, added) < 0) {
			event = -1;
			break;
		}
	}
	if (event < 0)
		snprintf(db->err, sizeof db->err, "%s", s.err);
	else
		event = pg_script(db, "commit");
	stream_release(&s);
	return event;
}

/* A number of seconds, as an interval. */
static const char *
seconds(char text[static QUEUE_TEXT], unsigned n)
{
	snprintf(text, QUEUE_TEXT, "%u s", n);
	return text;
}

int
queue_claim(struct pg *db, const struct queue_terms *t, size_t n)
{
	char lease[QUEUE_TEXT], many[QUEUE_TEXT], retries[QUEUE_TEXT];
	const char *const arg[] = { t->worker, many, seconds(lease, t->lease_s),
		retries };

	snprintf(many, sizeof many, "%zu", n);
	snprintf(retries, sizeof retries, "%u", t->retries);
	return pg_run(db,
	    "select token, source_id, title, url, duration, attempts "
	    "from sg.claim($1, $2, $3, $4)",
	    arg, 4);
}

int
queue_heartbeat(struct pg *db, const struct queue_terms *t, const char *set)
{
	char lease[QUEUE_TEXT];
	const char *const arg[] = { set, seconds(lease, t->lease_s) };

	if (pg_run(db, "select sg.heartbeat($1, $2)", arg, 2) < 0)
		return -1;
	return pg_run(db,
	    "select t from unnest($1::bigint[]) t "
	    "where sg.claim_status(t) is null",
	    arg, 1);
}

int
queue_status(struct pg *db, const char *token)
{
	return pg_run(db,
	    "select s from sg.claim_status($1) s where s is not null", &token,
	    1);
}

int
queue_finish(
    struct pg *db, const char *token, const char *status, const char *original)
{
	const char *const arg[] = { token, status, original };

	if (strcmp(status, "flag") != 0)
		return pg_run(db, "select sg.finish($1, $2, $3)", arg, 3);
	if (pg_run(db, "select from sg.fail($1, $3, 0) s where $2 = s", arg,
		3) < 0)
		return -1;
	return pg_rows(db) > 0 ? 0 :
				 pg_fail(db, "claim %s does not hold", token);
}

int
queue_relink(struct pg *db, const char *id, const char *original)
{
	const char *const arg[] = { id, original };

	return pg_run(db, "select sg.relink($1, $2)", arg, 2);
}

int
queue_release(struct pg *db, const struct queue_terms *t, const char *token,
    const char *why, bool *held)
{
	char delay[QUEUE_TEXT];
	const char *const arg[] = { token, why, seconds(delay, t->delay_s) };

	if (pg_run(db, "select sg.release($1, $2, $3)", arg, 3) < 0)
		return -1;
	*held = strcmp(pg_text(db, 0, 0), "t") == 0;
	return 0;
}

int
queue_fail(struct pg *db, const struct queue_terms *t, const char *token,
    const char *why, bool *flagged)
{
	char delay[QUEUE_TEXT], retries[QUEUE_TEXT];
	const char *const arg[] = { token, why, retries,
		seconds(delay, t->delay_s) };

	snprintf(retries, sizeof retries, "%u", t->retries);
	if (pg_run(db,
		"select s from sg.fail($1, $2, $3, $4) s "
		"where s is not null",
		arg, 4) < 0)
		return -1;
	*flagged = pg_rows(db) > 0 && strcmp(pg_text(db, 0, 0), "flag") == 0;
	return 0;
}
