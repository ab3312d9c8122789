#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "edge/decision_print.h"
#include "edge/json.h"

enum {
	FIGURES = 9,
	EVIDENCE_AT = 4 /* figures before the evidence */
};

/* A column, and its number of decimals as in json.h. */
static const struct {
	const char *key;
	int decimals;
} column[FIGURES] = { { "evalue", -1 }, { "coverage_of_id", 3 },
	{ "coverage_of_original", 3 }, { "speed", 4 }, { "pitch", 4 },
	{ "from_s", 3 }, { "to_s", 3 }, { "original_from_s", 3 },
	{ "original_to_s", 3 } };

/* The figures of a row, from the copy's side, in the order of the columns. */
static void
figures(const struct decision_row *r, double f[static FIGURES])
{
	const struct verdict *v = &r->pair->verdict;
	const double straight[FIGURES] = { r->pair->evalue, v->coverage_a,
		v->coverage_b, v->speed, v->pitch, v->a_from_s, v->a_to_s,
		v->b_from_s, v->b_to_s };
	const double turned[FIGURES] = { r->pair->evalue, v->coverage_b,
		v->coverage_a, 1 / v->speed, 1 / v->pitch, v->b_from_s,
		v->b_to_s, v->a_from_s, v->a_to_s };

	memcpy(f, r->turned ? turned : straight, sizeof straight);
}

static void add(char *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(char *text, const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + n, DECISION_EVIDENCE - n, fmt, ap);
	va_end(ap);
}

void
decision_evidence(
    const struct decision_row *r, char text[static DECISION_EVIDENCE])
{
	const struct verdict *v;
	double a, b;

	text[0] = '\0';
	if (r->pair == NULL)
		return;
	v = &r->pair->verdict;
	add(text, "%s alike=%.2f", verdict_word(v->why), v->like.share);
	a = r->turned ? v->tuning_b.cents : v->tuning_a.cents;
	b = r->turned ? v->tuning_a.cents : v->tuning_b.cents;
	if (v->why == VERDICT_CONTAINED && v->seamed)
		add(text, " goes_on=%.2f", v->goes_on);
	else if (v->why == VERDICT_ALTERED)
		add(text, " cents=%+.0f original_cents=%+.0f", a, b);
	else if (v->why == VERDICT_NOISIER)
		add(text, " floor_db=%.1f", fabs(v->loss.floor_db));
	else if (v->why == VERDICT_NARROWER)
		add(text, " band_db=%.1f", fabs(v->loss.band_db));
}

static void
print_figure(FILE *fp, double x, int decimals)
{
	if (decimals < 0)
		fprintf(fp, "\t%.2g", x);
	else
		fprintf(fp, "\t%.*f", decimals, x);
}

void
decision_print_row(FILE *fp, const struct decision_row *r)
{
	char evidence[DECISION_EVIDENCE];
	double f[FIGURES];
	int i;

	text_put(fp, r->id);
	fprintf(fp, "\t%s\t", r->status);
	text_put(fp, r->original);
	if (r->pair != NULL)
		figures(r, f);
	decision_evidence(r, evidence);
	for (i = 0; i < FIGURES; i++) {
		if (i == EVIDENCE_AT)
			fprintf(fp, "\t%s", r->pair != NULL ? evidence : "-");
		if (r->pair != NULL)
			print_figure(fp, f[i], column[i].decimals);
		else
			fputs("\t-", fp);
	}
	putc('\n', fp);
}

void
decision_print_json(FILE *fp, const struct decision_row *r)
{
	char evidence[DECISION_EVIDENCE];
	struct json_line l;
	double f[FIGURES];
	int i;

	json_begin(&l);
	json_text(&l, "id", r->id);
	json_text(&l, "status", r->status);
	json_text(&l, "original", r->original);
	if (r->pair != NULL)
		figures(r, f);
	decision_evidence(r, evidence);
	for (i = 0; i < FIGURES; i++) {
		if (i == EVIDENCE_AT)
			json_text(
			    &l, "evidence", r->pair != NULL ? evidence : NULL);
		if (r->pair != NULL)
			json_number(
			    &l, column[i].key, f[i], column[i].decimals);
		else
			json_text(&l, column[i].key, NULL);
	}
	json_end(&l, fp);
}
