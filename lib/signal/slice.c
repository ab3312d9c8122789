#include "signal/slice.h"

void
slice_announce(struct slice *s, uint64_t all)
{
	s->length = all > s->skip ? all - s->skip : 0;
	if (s->length > s->take)
		s->length = s->take;
}

void
slice_put(struct slice *s, const float *x, size_t n)
{
	size_t k = s->skip < n ? (size_t)s->skip : n;

	s->skip -= k;
	x += k;
	n -= k;
	if (n > s->take)
		n = (size_t)s->take;
	if (n == 0)
		return;
	if (s->begun)
		au_put(s->fp, s->encoding, &s->held, 1);
	else
		au_put_header(s->fp, s->encoding, s->rate, s->length, s->id);
	s->begun = true;
	au_put(s->fp, s->encoding, x, n - 1);
	s->held = x[n - 1];
	s->take -= n;
}

bool
slice_end(struct slice *s, bool whole)
{
	if (s->begun && whole)
		au_put(s->fp, s->encoding, &s->held, 1);
	else if (s->begun)
		au_put_broken(s->fp);
	return s->begun && whole;
}
