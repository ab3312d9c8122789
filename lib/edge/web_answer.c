#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/web_answer.h"

enum {
	SHORT_S = 3,     /* what is shorter need not be found */
	SILENCE_DB = -75 /* of the loudest peak; a sine of full scale is 0 */
};

/* Failures are for the log: an answer without a title is one, too. */
static void
from_index(struct web *w, double until, struct web_infos *l)
{
	const char *argv[WEB_INFO_MAX + 4] = { "sg-index", "ls", "--" };
	char err[512];
	int out, status;
	FILE *fp;
	size_t i;

	for (i = 0; i < l->n; i++)
		argv[3 + i] = l->of[i].id;
	if (web_run(w, argv, -1, until, &out, &status) == WEB_OK &&
	    (fp = web_read(out)) != NULL) {
		if (web_info_stream(l, fp, "sg-index", err) < 0)
			snprintf(w->log, sizeof w->log, "%.511s", err);
		fclose(fp);
	}
	if (out >= 0)
		close(out);
}

static void
from_videos(struct web *w, struct web_infos *l)
{
	char err[512];
	FILE *fp;

	if (w->videos == NULL)
		return;
	if ((fp = fopen(w->videos, "re")) == NULL)
		snprintf(
		    w->log, sizeof w->log, "%.400s: cannot be read", w->videos);
	else if (web_info_stream(l, fp, w->videos, err) < 0)
		snprintf(w->log, sizeof w->log, "%.511s", err);
	if (fp != NULL)
		fclose(fp);
}

static void
take_infos(struct web *w, struct pg *db, double until, struct web_infos *l)
{
	if (l->n == 0)
		return;
	from_index(w, until, l);
	from_videos(w, l);
	if (db != NULL && web_info_catalogue(l, db) < 0)
		snprintf(w->log, sizeof w->log, "%.511s", db->err);
	web_info_settle(l);
}

void
web_answer_infos(struct web *w, struct pg *db, const struct web_rows *rows,
    double until, struct web_infos *l)
{
	const char *id;
	size_t i;

	for (i = 0; i < rows->n; i++)
		if ((id = json_string_at(rows->row[i], "id")) != NULL)
			web_info_of(l, id);
	take_infos(w, db, until, l);
}

const struct web_info *
web_answer_info(struct web *w, struct pg *db, const char *id, double until,
    struct web_infos *l)
{
	const struct web_info *i = web_info_of(l, id);

	if (i != NULL)
		take_infos(w, db, until, l);
	return i;
}

static double
evalue(const struct json *row)
{
	return json_number_at(row, "evalue", 1);
}

/* In words, as sg-identify(1) has them. */
static const char *
confidence(const struct json *row)
{
	return evalue(row) <= 1e-9 ? "certain" :
	       evalue(row) <= 1e-5 ? "very likely" :
				     "likely";
}

static void
put_row(struct json_line *o, const char *key, size_t rank,
    const struct json *row, struct web_infos *infos)
{
	const char *id = json_string_at(row, "id");
	const struct web_info *info =
	    id != NULL ? web_info_of(infos, id) : NULL;
	struct json_line l;

	json_begin_with(&l, row);
	json_number(&l, "rank", (double)rank, 0);
	json_text(&l, "confidence", confidence(row));
	if (info != NULL)
		web_info_json(info, &l);
	json_append(o, key, &l);
}

/* Whether row i is the best one of its recording; of equals the first. */
static bool
best_of_its(const struct web_rows *rows, size_t i)
{
	const char *id = json_string_at(rows->row[i], "id"), *other;
	double e = evalue(rows->row[i]);
	size_t k;

	for (k = 0; k < rows->n; k++) {
		other = json_string_at(rows->row[k], "id");
		if (id == NULL || other == NULL || strcmp(id, other) != 0)
			continue;
		if (evalue(rows->row[k]) < e ||
		    (k < i && evalue(rows->row[k]) <= e))
			return false;
	}
	return true;
}

struct place {
	const struct json *row;
	size_t i;
};

static int
by_evalue(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	double d = evalue(x->row) - evalue(y->row);

	return d != 0 ? (d > 0) - (d < 0) : (x->i > y->i) - (x->i < y->i);
}

static double
from_s(const struct json *row)
{
	return json_number_at(row, "q_from_s", 0);
}

static double
to_s(const struct json *row)
{
	return json_number_at(row, "q_to_s", 0);
}

static int
by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	double d = from_s(x->row) - from_s(y->row);

	return d != 0 ? (d > 0) - (d < 0) : by_evalue(a, b);
}

/* Whether most of a row is told by better ones: it is another version, then. */
static bool
told(const struct json *row, const struct place *better, size_t n)
{
	double from, to, both = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		from = from_s(better[i].row) > from_s(row) ?
			   from_s(better[i].row) :
			   from_s(row);
		to = to_s(better[i].row) < to_s(row) ? to_s(better[i].row) :
						       to_s(row);
		both += to > from ? to - from : 0;
	}
	return both > 0.5 * (to_s(row) - from_s(row));
}

/* Best first, each recording once; and what is heard when. */
static void
put_rows(const struct web_rows *rows, uint32_t best, struct web_infos *infos,
    struct json_line *o)
{
	struct place *list = xreallocarray(NULL, rows->n + 1, sizeof *list);
	struct place *stretch = xreallocarray(NULL, rows->n + 1, sizeof *list);
	size_t i, n = 0, rank = 0;

	for (i = 0; i < rows->n; i++)
		list[i] = (struct place) { rows->row[i], i };
	qsort(list, rows->n, sizeof *list, by_evalue);
	for (i = 0; i < rows->n; i++) {
		if (rank < best && best_of_its(rows, list[i].i))
			put_row(o, "candidates", ++rank, list[i].row, infos);
		if (rows->timeline || !told(list[i].row, stretch, n))
			stretch[n++] = list[i];
	}
	qsort(stretch, n, sizeof *stretch, by_time);
	for (i = 0; i < n; i++)
		put_row(o, "timeline", i + 1, stretch[i].row, infos);
	free(stretch);
	free(list);
}

void
web_answer_json(const struct web_clip *c, uint32_t best,
    const struct web_rows *rows, struct web_infos *infos, struct json_line *o)
{
	bool silent = c->peaks == 0 || c->loudest_db < SILENCE_DB;
	struct json_line clip;

	json_bool(o, "found", rows->n > 0);
	if (rows->n == 0)
		json_text(o, "reason",
		    silent               ? "silence" :
		    c->seconds < SHORT_S ? "too_short" :
					   "nothing_significant");
	json_begin(&clip);
	json_number(&clip, "seconds", c->seconds, 3);
	json_bool(&clip, "cut", c->cut);
	json_bool(&clip, "damaged", c->damaged);
	json_part(o, "clip", &clip);
	json_append(o, "candidates", NULL);
	json_append(o, "timeline", NULL);
	put_rows(rows, best, infos, o);
}
