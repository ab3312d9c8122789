#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "base/text.h"

int
stream_fail(struct stream *s, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	n = snprintf(s->err, sizeof s->err, "%s:%ju: ", s->name, s->lineno);
	if (n < 0 || (size_t)n >= sizeof s->err)
		return -1;
	va_start(ap, fmt);
	vsnprintf(s->err + n, sizeof s->err - (size_t)n, fmt, ap);
	va_end(ap);
	/* input is quoted: it shall not steer a terminal, or look like lines */
	for (p = s->err; *p != '\0'; p++)
		if ((*p > '\0' && *p < ' ' && *p != '\t') || *p == 0x7f)
			*p = '?';
	return -1;
}

/* The file has ended in the middle of a line, or before one. */
static int
ended(struct stream *s, bool in_line)
{
	if (ferror(s->fp))
		return stream_fail(s, "read: %s", strerror(errno));
	if (in_line)
		return stream_fail(s, "last line has no newline: truncated?");
	return 0;
}

/* A field of a row begins at p. */
static void
begin_field(struct stream *s, char *p)
{
	if (s->n_cut < s->n_column && s->wanted[s->n_cut] >= 0)
		s->field[s->wanted[s->n_cut]] = p;
	s->n_cut++;
}

/*
 * 1 a line, 0 end of file, -1 error. The newline is removed. A row is cut into its
 * fields on the way: of what it takes to store a recording, most is reading its text.
 */
static int
read_line(struct stream *s)
{
	char *p, *end;
	bool row;
	int c;

	if ((c = getc_unlocked(s->fp)) == EOF)
		return ended(s, false);
	s->lineno++;
	s->n_cut = 0;
	row = s->in_section && c != '#';
	p = s->line;
	end = p + STREAM_LINE_MAX - 1;
	if (row)
		begin_field(s, p);
	for (; c != '\n'; c = getc_unlocked(s->fp)) {
		if (c == EOF)
			return ended(s, true);
		if (c == '\0')
			return stream_fail(s, "NUL byte");
		if (p == end)
			return stream_fail(s, "line of more than 65536 bytes");
		if (c == '\t' && row) {
			*p++ = '\0';
			begin_field(s, p);
		} else {
			*p++ = (char)c;
		}
	}
	*p = '\0';
	return 1;
}

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

static int
read_key(struct stream *s, bool *profiled)
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

static int
read_header(struct stream *s)
{
	bool profiled = false;
	int r;

	if (read_magic(s) < 0)
		return -1;
	s->rec[0] = '\0';
	while ((r = read_line(s)) == 1 && strncmp(s->line, "##", 2) == 0) {
		if (strncmp(s->line, "## sg ", 6) == 0 ||
		    strcmp(s->line, "## end") == 0)
			return stream_fail(s, "header without a legend");
		if (read_key(s, &profiled) < 0)
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

int
stream_open(struct stream *s, FILE *fp, const char *name,
    const struct stream_type *const *want)
{
	int r;

	*s = (struct stream) { .fp = fp, .name = name, .want = want };
	strcpy(s->missing, "-");
	s->line = xgrow(NULL, &s->size, STREAM_LINE_MAX, 1);
	if ((r = read_line(s)) < 1)
		return r < 0 ? -1 : stream_fail(s, "empty input, no header");
	return read_header(s);
}

int
stream_next(struct stream *s)
{
	bool any;
	int r;

	if (s->sections == 1 && s->type != NULL && !s->started) {
		s->started = true;
		return STREAM_SECTION;
	}
	while ((r = read_line(s)) == 1) {
		if (!s->in_section)
			return read_header(s) < 0 ? -1 : STREAM_SECTION;
		if (s->n_cut == s->n_column)
			return STREAM_ROW;
		if (s->n_cut > 0)
			return stream_fail(
			    s, "want %d fields, got %d", s->n_column, s->n_cut);
		if (strcmp(s->line, "## end") == 0) {
			s->in_section = false;
			s->frames = s->frames_here;
			s->frames_here = 0;
		} else if (strncmp(s->line, "## sg ", 6) == 0)
			return stream_fail(s, "section begins before '## end'");
		else if (strncmp(s->line, "## ", 3) == 0 &&
			 read_key(s, &any) < 0)
			return -1;
	}
	if (r < 0)
		return -1;
	if (s->in_section)
		return stream_fail(
		    s, "no '## end': the producer did not finish");
	return STREAM_END;
}

int
stream_u32(struct stream *s, int i, uint32_t max, uint32_t *v)
{
	if (num_u32(s->field[i], max, v) == 0)
		return 0;
	return stream_fail(s, "field %d: want 0..%u, got '%.40s'",
	    s->place[i] + 1, max, s->field[i]);
}

int
stream_real(struct stream *s, int i, double min, double max, double *v)
{
	if (num_real(s->field[i], min, max, v) == 0)
		return 0;
	return stream_fail(s, "field %d: want %g..%g, got '%.40s'",
	    s->place[i] + 1, min, max, s->field[i]);
}

int
stream_text(struct stream *s, int i)
{
	if (text_unescape(s->field[i]) == 0)
		return 0;
	return stream_fail(
	    s, "field %d: bad escape in '%.40s'", s->place[i] + 1, s->field[i]);
}

void
stream_release(struct stream *s)
{
	free(s->line);
	free(s->wanted);
	free(s->as_of);
	s->line = s->as_of = NULL;
	s->wanted = NULL;
}
