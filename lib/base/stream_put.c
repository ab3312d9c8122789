/* The types of sections, and their writers. */

#include "base/sg.h"
#include "base/stream.h"

const struct stream_type stream_peaks = { "peaks",
	"rec\tframe\tfreq\tlevel\trank", NULL };
const struct stream_type stream_hashes = { "hashes", "rec\tt_ref\thash", NULL };
const struct stream_type stream_candidates = { "candidates",
	"query\trank\tid\tvotes\tevalue\toffset_s\tq_from_s\tq_to_s\t"
	"ref_from_s\tref_to_s\tspeed\tpitch\ttitle",
	NULL };
const struct stream_type stream_landmarks = { "landmarks",
	"query\trank\tid\tq_time\tq_freq\tref_time\tref_freq", NULL };
const struct stream_type stream_decisions = { "decisions",
	"id\tstatus\toriginal\tevalue\tcoverage_of_id\t"
	"coverage_of_original\tspeed\tevidence",
	"pitch\tfrom_s\tto_s\toriginal_from_s\toriginal_to_s" };
const struct stream_type stream_videos = { "videos", "id",
	"title\tchannel_id\tchannel\tpublished_at\tduration_s\tlive\t"
	"embeddable\turl" };
const struct stream_type stream_objects = { "objects",
	"name\tsize\tcrc32c\tgeneration\tupdated", NULL };

void
stream_put_header(FILE *fp, const struct stream_type *type, const char *profile,
    const char *by, const char *rec)
{
	fprintf(fp, "## sg %s %d\n", type->name, STREAM_VERSION);
	if (profile != NULL)
		fprintf(fp, "## profile %s\n", profile);
	fprintf(fp, "## by %s " SG_VERSION "\n", by);
	if (rec != NULL)
		fprintf(fp, "## rec %s\n", rec);
	fprintf(fp, "# %s", type->columns);
	if (type->further != NULL)
		fprintf(fp, "\t%s", type->further);
	putc('\n', fp);
}

void
stream_put_end(FILE *fp, uint64_t frames)
{
	if (frames > 0)
		fprintf(fp, "## frames %ju\n", (uintmax_t)frames);
	fputs("## end\n", fp);
}
