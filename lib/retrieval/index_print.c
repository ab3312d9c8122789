#include <inttypes.h>

#include "base/text.h"
#include "retrieval/index_print.h"

static const struct stream_type recordings = { "recordings",
	"id\tseconds\tpostings\tpeaks\ttitle\turl\tpublished_at\tduration_s",
	NULL };

void
index_print_head(FILE *fp, const struct profile *pr)
{
	char spelling[PROFILE_SPELLING_MAX];

	profile_spell(pr, spelling);
	stream_put_header(fp, &recordings, spelling, "sg-index", NULL);
}

void
index_print_recording(
    FILE *fp, const struct profile *pr, const struct segment_rec *rec)
{
	text_put(fp, rec->id);
	fprintf(fp, "\t%.3f\t%" PRIu32 "\t%" PRIu32 "\t",
	    (double)rec->frames * pr->hop / pr->rate, rec->n_postings,
	    rec->n_peaks);
	text_put(fp, rec->title);
	putc('\t', fp);
	text_put(fp, rec->url);
	putc('\t', fp);
	text_put(fp, rec->published);
	if (rec->duration_s < 0)
		fputs("\t-\n", fp);
	else
		fprintf(fp, "\t%.9g\n", rec->duration_s);
}

int
index_print_list(struct index *ix, FILE *fp, bool *const *wanted)
{
	const struct segment *s;
	struct segment_rec rec;
	uint32_t row;
	size_t i;

	index_print_head(fp, ix->profile);
	for (i = 0; i < ix->n_segment; i++) {
		s = ix->segment[i];
		for (row = 0; row < segment_recordings(s); row++) {
			if (segment_dead(s, row) ||
			    (wanted != NULL && !wanted[i][row]))
				continue;
			if (segment_rec(s, row, &rec) < 0) {
				snprintf(ix->err, sizeof ix->err,
				    "%s: row %u is damaged (sg-index check)",
				    s->name, row);
				return -1;
			}
			index_print_recording(fp, ix->profile, &rec);
		}
	}
	stream_put_end(fp, 0);
	return 0;
}

static double
per(double a, double b)
{
	return b > 0 ? a / b : 0;
}

/* As "key<TAB>value". */
static void
print_count(FILE *fp, const char *key, uint64_t n)
{
	fprintf(fp, "%s\t%" PRIu64 "\n", key, n);
}

void
index_print_stat(const struct index *ix, FILE *fp, const struct index_stat *st)
{
	const struct profile *pr = ix->profile;
	uint64_t lists;
	double hours;

	lists = st->part[SEGMENT_POSTINGS] + st->part[SEGMENT_BUCKETS];
	hours = (double)ix->frames * pr->hop / pr->rate / 3600;
	fprintf(fp, "profile\t%s\n", pr->name);
	print_count(fp, "recordings", ix->recordings);
	fprintf(fp, "hours\t%.3f\n", hours);
	print_count(fp, "postings", ix->postings);
	print_count(fp, "peaks", st->peaks);
	print_count(fp, "segments", ix->n_segment);
	print_count(fp, "deleted", st->deleted);
	print_count(fp, "bytes", st->bytes);
	print_count(fp, "bytes_postings", st->part[SEGMENT_POSTINGS]);
	print_count(fp, "bytes_directory", st->part[SEGMENT_BUCKETS]);
	print_count(fp, "bytes_peaks", st->part[SEGMENT_PEAKS]);
	print_count(fp, "bytes_recordings",
	    st->part[SEGMENT_ROWS] + st->part[SEGMENT_BY_ID] +
		st->part[SEGMENT_TEXT]);
	fprintf(fp, "bytes_per_posting\t%.3f\n",
	    per((double)lists, (double)st->postings));
	fprintf(fp, "bytes_per_hour\t%.0f\n", per((double)st->bytes, hours));
	print_count(fp, "lists", st->lists);
	print_count(fp, "list_p50", st->p50);
	print_count(fp, "list_p90", st->p90);
	print_count(fp, "list_p99", st->p99);
	print_count(fp, "list_max", st->longest);
	fprintf(fp, "key_bits\t%.2f\n", st->key_bits);
}
