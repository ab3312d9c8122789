/* What spoke for a decision, for people: decision_print.h. */

#include <stdarg.h>

#include "base/date.h"
#include "edge/decision_print.h"

static void line(FILE *, bool decided, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* A line of evidence: two cells, and a mark if it decided. */
static void
line(FILE *fp, bool decided, const char *what, const char *fmt, ...)
{
	va_list ap;

	fprintf(fp, "    %-18s", what);
	va_start(ap, fmt);
	vfprintf(fp, fmt, ap);
	va_end(ap);
	fputs(decided ? "  <-\n" : "\n", fp);
}

/* Any text may stand in an index. */
static const char *
date(const char *s)
{
	return s != NULL && date_valid(s) ? s : "-";
}

static void
print_numbers(FILE *fp, const struct verdict *v)
{
	line(fp, v->why == VERDICT_APART || v->why == VERDICT_CONTAINED,
	    "of it in the other", "%16.1f %%   %16.1f %%", 100 * v->coverage_a,
	    100 * v->coverage_b);
	line(fp, v->why == VERDICT_VERSION, "alike",
	    "%18.2f   pitch %.2f, level %.1f dB, in notes %.2f of %zu",
	    v->like.share, v->like.pitch, v->like.level, v->like.inner,
	    v->like.inner_n);
	if (v->seamed)
		line(fp, v->why == VERDICT_PART, "the longer goes on", "%18.2f",
		    v->goes_on);
	line(fp, false, "speed, pitch", "%18.4f   %18.4f", v->speed, v->pitch);
	if (v->tuning_a.known && v->tuning_b.known)
		line(fp, v->why == VERDICT_ALTERED, "cents off A = 440",
		    "%+18.0f   %+18.0f", v->tuning_a.cents, v->tuning_b.cents);
	if (!v->loss.known)
		return;
	line(fp, v->why == VERDICT_NOISIER, "noise, dB", "%+18.1f",
	    v->loss.floor_db);
	line(fp, v->why == VERDICT_NARROWER, "bands lost, dB", "%+18.1f",
	    v->loss.band_db);
}

static void
print_pair(FILE *fp, const struct exhibit *e, const struct decision_pair *p)
{
	const struct verdict *v = &p->verdict;
	const struct exhibit *o = &p->other;

	if (v->copy == VERDICT_NONE)
		fprintf(fp, "  and %s: no copies: %s\n", o->id,
		    verdict_word(v->why));
	else
		fprintf(fp, "  and %s: %s is the copy: %s\n", o->id,
		    v->copy == VERDICT_A ? e->id : o->id, verdict_word(v->why));
	fprintf(fp, "    %-18s%18.18s   %18.18s\n", "", e->id, o->id);
	print_numbers(fp, v);
	line(fp, v->why == VERDICT_LATER, "published", "%18.10s   %18.10s",
	    date(e->published), date(o->published));
	line(fp, v->why == VERDICT_SHORTER, "length, s", "%18.1f   %18.1f",
	    e->length_s, o->length_s);
	if (e->copies >= 0 && o->copies >= 0)
		line(fp, v->why == VERDICT_CHANNEL, "channel's copies",
		    "%16.1f %%   %16.1f %%", 100 * e->copies, 100 * o->copies);
	line(fp, v->why == VERDICT_NEWER, "stored", "%18s   %18s",
	    e->stored ? "yes" : "no", o->stored ? "yes" : "no");
	if (o->original != NULL)
		fprintf(
		    fp, "    %s is itself a copy of %s\n", o->id, o->original);
}

void
decision_print_table(
    FILE *fp, const struct decision *d, const struct exhibit *e)
{
	static const char *const status[] = { "too_short", "matched",
		"fingerprinted" };
	size_t i;

	fprintf(fp, "%s: %s\n", e->id, status[d->status]);
	for (i = 0; i < d->n; i++)
		print_pair(fp, e, &d->pair[i]);
}
