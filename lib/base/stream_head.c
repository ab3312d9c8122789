/* stream_head.c - the header of a section: its type, its keys, its legend */

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"

/* The field at p, of *len bytes; what follows its TAB, or NULL at the end. */
static const char *
split_at(const char *p, size_t *len)
{
	*len = strcspn(p, "\t");
	return p[*len] == '\t' ? p + *len + 1 : NULL;
}

/* The place of a wanted column of w_len bytes in the legend, or -1. */
static int
find_column(const struct stream *s, const char *w, size_t w_len)
{
	const char *have = s->line + 2, *next;
	size_t h_len;
	int at;

	for (at = 0; have != NULL; at++, have = next) {
		next = split_at(have, &h_len);
		if (h_len == w_len && memcmp(have, w, w_len) == 0)
			return at;
	}
	return -1;
}

/* Find the wanted columns in the legend, "# rec<tab>frame...". */
static int
read_legend(struct stream *s)
{
	const char *have = s->line, *want = s->type->columns, *w;
	bool needed = true;
	size_t len;
	int i;

	for (s->n_column = 0; have != NULL; s->n_column++)
		have = split_at(have, &len);
	s->wanted = xgrow(
	    s->wanted, &s->cap_wanted, (size_t)s->n_column, sizeof *s->wanted);
	for (i = 0; i < s->n_column; i++)
		s->wanted[i] = -1;
	for (s->n_field = 0; want != NULL; s->n_field++) {
		w = want;
		want = split_at(w, &len);
		i = s->place[s->n_field] = find_column(s, w, len);
		s->field[s->n_field] = s->missing;
		if (i >= 0)
			s->wanted[i] = s->n_field;
		else if (needed)
			return stream_fail(s, "want columns '%s', got '%.200s'",
			    s->type->columns, s->line + 2);
		if (want == NULL && needed) {
			needed = false;
			want = s->type->further;
		}
	}
	return 0;
}

/* "## sg TYPE VERSION" must be one of those wanted. */
static int
read_magic(struct stream *s)
{
	const struct stream_type *const *t;
	char magic[64], names[128] = "";
	size_t n = 0;

	for (t = s->want; *t != NULL; t++) {
		snprintf(magic, sizeof magic, "## sg %s %d", (*t)->name,
		    STREAM_VERSION);
		if (strcmp(s->line, magic) == 0) {
			s->type = *t;
			return 0;
		}
		n += (size_t)snprintf(names + n, sizeof names - n, "%s'%s'",
		    n > 0 ? " or " : "", magic);
	}
	return stream_fail(s, "want %s, got '%.40s'", names, s->line);
}

int
stream_key(struct stream *s, bool *profiled)
{
	const char *v;

	if (strncmp(s->line, "## profile ", 11) == 0) {
		v = s->line + 11;
		*profiled = true;
		if (strlen(v) >= sizeof s->profile || *v == '\0')
			return stream_fail(
			    s, "profile line is empty or too long");
		if (s->sections == 0)
			strcpy(s->profile, v);
		else if (strcmp(s->profile, v) != 0)
			return stream_fail(s,
			    "profile mismatch: the stream "
			    "began with '%s', now '%s'",
			    s->profile, v);
	} else if (strncmp(s->line, "## rec ", 7) == 0) {
		if (!id_valid(s->line + 7))
			return stream_fail(
			    s, "bad identity '%.255s'", s->line + 7);
		strcpy(s->rec, s->line + 7);
	} else if (strncmp(s->line, "## frames ", 10) == 0) {
		if (num_u64(s->line + 10, UINT32_MAX, &s->frames_here) < 0)
			return stream_fail(s, "frames: want 0..%u, got '%.40s'",
			    UINT32_MAX, s->line + 10);
	} else if (strncmp(s->line, "## as-of ", 9) == 0) {
		free(s->as_of);
		s->as_of = xstrdup(s->line + 9);
	} else if (strncmp(s->line, "## partial ", 11) == 0) {
		s->partial = true;
	}
	return 0; /* unknown keys are for someone else */
}

int
stream_head(struct stream *s)
{
	bool profiled = false;
	int r;

	if (read_magic(s) < 0)
		return -1;
	s->rec[0] = '\0';
	while ((r = stream_line(s)) == 1 && strncmp(s->line, "##", 2) == 0) {
		if (strncmp(s->line, "## sg ", 6) == 0 ||
		    strcmp(s->line, "## end") == 0)
			return stream_fail(s, "header without a legend");
		if (stream_key(s, &profiled) < 0)
			return -1;
	}
	if (r < 1)
		return r < 0 ? -1 : stream_fail(s, "end of file in header");
	if (profiled != (s->profile[0] != '\0'))
		return stream_fail(
		    s, "no profile in this header, '%s' before", s->profile);
	if (strncmp(s->line, "# ", 2) != 0)
		return stream_fail(s, "want columns '%s', got '%.40s'",
		    s->type->columns, s->line);
	s->sections++;
	s->in_section = true;
	return read_legend(s);
}
