#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "base/stream.h"
#include "retrieval/index_meta.h"

struct meta_row {
	char *id;
	size_t at; /* in the stream: the later of two counts */
	struct segment_meta meta;
};

static const char further[] = "title\turl\tpublished_at\tduration_s";

enum {
	ID,
	TITLE,
	URL,
	PUBLISHED,
	DURATION
}; /* columns */

/* The text of a field, NULL when it is missing; the caller's. 0, or -1. */
static int
scan_text(struct stream *s, int i, char **text)
{
	*text = NULL;
	if (strcmp(s->field[i], "-") == 0)
		return 0;
	if (stream_text(s, i) < 0)
		return -1;
	*text = xstrdup(s->field[i]);
	return 0;
}

static int
scan_row(struct stream *s, struct meta_row *row)
{
	row->meta.duration_s = -1;
	if (scan_text(s, ID, &row->id) < 0 ||
	    scan_text(s, TITLE, &row->meta.title) < 0 ||
	    scan_text(s, URL, &row->meta.url) < 0 ||
	    scan_text(s, PUBLISHED, &row->meta.published) < 0)
		return -1;
	if (row->id == NULL || !id_valid(row->id))
		return stream_fail(s, "field %d: bad identity '%.255s'",
		    s->place[ID] + 1, row->id != NULL ? row->id : "-");
	if (strcmp(s->field[DURATION], "-") == 0)
		return 0;
	return stream_real(s, DURATION, 0, 1e9, &row->meta.duration_s);
}

static int
by_id(const void *a, const void *b)
{
	const struct meta_row *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static int
id_is(const void *id, const void *row)
{
	return strcmp(id, ((const struct meta_row *)row)->id);
}

static void
release_row(struct meta_row *row)
{
	free(row->id);
	free(row->meta.title);
	free(row->meta.url);
	free(row->meta.published);
}

/* Sort, and drop all but the last row of an id. */
static void
sort_rows(struct meta *m)
{
	size_t i, n = 0;

	if (m->n > 0)
		qsort(m->row, m->n, sizeof *m->row, by_id);
	for (i = 0; i < m->n; i++)
		if (i + 1 < m->n && id_is(m->row[i].id, &m->row[i + 1]) == 0)
			release_row(&m->row[i]);
		else
			m->row[n++] = m->row[i];
	m->n = n;
}

static int
read_stream(struct meta *m, FILE *fp, const char *name)
{
	static const struct stream_type videos = { "videos", "id", further },
					recordings = { "recordings", "id",
						further };
	static const struct stream_type *const want[] = { &videos, &recordings,
		NULL };
	struct stream s;
	int event;

	*m = (struct meta) { 0 };
	event = stream_open(&s, fp, name, want) < 0 ? -1 : stream_next(&s);
	for (; event > 0; event = stream_next(&s)) {
		if (event == STREAM_SECTION)
			continue;
		m->row = xgrow(m->row, &m->cap, m->n + 1, sizeof *m->row);
		m->row[m->n] = (struct meta_row) { .at = m->n };
		m->n++;
		if (scan_row(&s, &m->row[m->n - 1]) < 0) {
			event = -1;
			break;
		}
	}
	if (event < 0)
		memcpy(m->err, s.err, sizeof m->err);
	else
		sort_rows(m);
	stream_release(&s);
	return event;
}

int
meta_read(struct meta *m, const char *path)
{
	FILE *fp;
	int r;

	*m = (struct meta) { 0 };
	if (path == NULL)
		return 0;
	if ((fp = fopen(path, "r")) == NULL) {
		snprintf(
		    m->err, sizeof m->err, "%.400s: %s", path, strerror(errno));
		return -1;
	}
	r = read_stream(m, fp, path);
	fclose(fp);
	return r;
}

struct segment_meta
meta_find(const struct meta *m, const char *id)
{
	const struct meta_row *row = NULL;

	if (m->n > 0)
		row = bsearch(id, m->row, m->n, sizeof *m->row, id_is);
	if (row == NULL)
		return (struct segment_meta) { .duration_s = -1 };
	return row->meta;
}

void
meta_release(struct meta *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		release_row(&m->row[i]);
	free(m->row);
}
