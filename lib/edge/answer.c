#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "edge/answer.h"
#include "edge/json.h"
#include "retrieval/heard.h"
#include "retrieval/recording.h"

void
answer_row(FILE *fp, const char *query, size_t rank, const struct candidate *c)
{
	text_put(fp, query);
	fprintf(fp, "\t%zu\t", rank);
	text_put(fp, c->rec.id);
	fprintf(fp, "\t%u\t%.2g\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.4f\t%.4f\t",
	    c->votes, c->evalue, c->offset_s, c->q_from_s, c->q_to_s,
	    c->ref_from_s, c->ref_to_s, c->speed, c->pitch);
	text_put(fp, c->rec.title);
	putc('\n', fp);
}

void
answer_json(FILE *fp, const char *query, size_t rank, const struct candidate *c,
    const struct shards *in)
{
	struct json_line l;

	json_begin(&l);
	json_text(&l, "query", query);
	json_number(&l, "rank", (double)rank, 0);
	json_text(&l, "id", c->rec.id);
	json_number(&l, "votes", c->votes, 0);
	json_number(&l, "evalue", c->evalue, -1);
	json_number(&l, "offset_s", c->offset_s, 3);
	json_number(&l, "q_from_s", c->q_from_s, 3);
	json_number(&l, "q_to_s", c->q_to_s, 3);
	json_number(&l, "ref_from_s", c->ref_from_s, 3);
	json_number(&l, "ref_to_s", c->ref_to_s, 3);
	json_number(&l, "speed", c->speed, 4);
	json_number(&l, "pitch", c->pitch, 4);
	json_text(&l, "title", c->rec.title);
	if (in->there < in->n)
		json_number(&l, "partial", (double)in->there, 0);
	json_end(&l, fp);
}

static void
put_heard(FILE *fp, const char *query, size_t rank, const struct candidate *c,
    const struct heard *h)
{
	const struct profile *p = c->segment->profile;
	double frame = 1. / p->time_div;

	text_put(fp, query);
	fprintf(fp, "\t%zu\t", rank);
	text_put(fp, c->rec.id);
	fprintf(fp, "\t%.3f\t%.2f\t%.3f\t%.2f\n",
	    profile_frame_s(p, h->clip->time * frame),
	    profile_hz(p, h->clip->pitch),
	    profile_frame_s(p, h->rec->time * frame),
	    profile_hz(p, h->rec->pitch));
}

int
answer_landmarks(FILE *fp, const struct fingerprint *clip,
    const struct candidate *c, size_t n)
{
	struct recording rec = { 0 };
	struct heard *h = NULL;
	size_t cap = 0, found, i, k;
	int r = 0;

	for (i = 0; i < n && r == 0; i++) {
		r = recording_read(&rec, c[i].segment, c[i].row);
		if (r < 0)
			break;
		found = heard(&h, &cap, &c[i], clip, &rec);
		for (k = 0; k < found; k++)
			put_heard(fp, clip->id, i + 1, &c[i], &h[k]);
	}
	free(h);
	recording_release(&rec);
	return r;
}

void
answer_header(FILE *fp, bool landmarks, const struct shards *in)
{
	char spelling[PROFILE_SPELLING_MAX];

	profile_spell(in->ix.profile, spelling);
	stream_put_header(fp,
	    landmarks ? &stream_landmarks : &stream_candidates, spelling,
	    "sg-match", NULL);
	if (in->as_of != NULL)
		fprintf(fp, "## as-of %s\n", in->as_of);
	else
		fprintf(fp, "## as-of %08" PRIx32 "\n", in->ix.state);
	if (in->there < in->n)
		fprintf(fp, "## partial %zu of %zu\n", in->there, in->n);
}
