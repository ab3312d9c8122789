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
	int n;

	n = snprintf(s->err, sizeof s->err, "%s:%ju: ", s->name, s->lineno);
	if (n < 0 || (size_t)n >= sizeof s->err)
		return -1;
	va_start(ap, fmt);
	vsnprintf(s->err + n, sizeof s->err - (size_t)n, fmt, ap);
	va_end(ap);
	/* input is quoted: it shall not look like lines either */
	text_tame(s->err);
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
int
stream_line(struct stream *s)
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

int
stream_open(struct stream *s, FILE *fp, const char *name,
    const struct stream_type *const *want)
{
	int r;

	*s = (struct stream) { .fp = fp, .name = name, .want = want };
	strcpy(s->missing, "-");
	s->line = xgrow(NULL, &s->size, STREAM_LINE_MAX, 1);
	if ((r = stream_line(s)) < 1)
		return r < 0 ? -1 : stream_fail(s, "empty input, no header");
	return stream_head(s);
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
	while ((r = stream_line(s)) == 1) {
		if (!s->in_section)
			return stream_head(s) < 0 ? -1 : STREAM_SECTION;
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
			 stream_key(s, &any) < 0)
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
