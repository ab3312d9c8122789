#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "edge/rate.h"
#include "edge/slot.h"
#include "edge/web_answer.h"
#include "edge/web_question.h"
#include "edge/web_serve.h"

#define POLL_S 0.05

enum {
	BUSY_S = 5,
	LATER_S = 60,
	BRIEF_S = 10 /* to look up what is known of an id */
};

struct request {
	struct web *w;
	const struct cgi *cgi;
	uint64_t who;
	double after_s; /* when to come again; 0: not said */
	struct pg *db;  /* the catalogue, or NULL */
	struct pg pg;
	bool connected; /* or it was tried */
	struct web_question q;
	struct json_line answer;
};

static enum web_problem
count(struct request *r)
{
	char path[4096];

	if (r->who == 0)
		return WEB_OK;
	snprintf(path, sizeof path, "%s/rate", r->w->run);
	r->after_s = rate_wait(path, r->who, r->w->options.rate, clock_now());
	if (r->after_s < 0)
		snprintf(r->w->log, sizeof r->w->log, "%.400s: %s", path,
		    strerror(errno));
	return r->after_s < 0 ? WEB_BROKEN : r->after_s > 0 ? WEB_RATE : WEB_OK;
}

/* Take a slot of that name, and wait for one a little if there are places. */
static enum web_problem
enter(struct request *r, const char *name, int *slot)
{
	const struct web_options *o = &r->w->options;
	double until = clock_now() + o->wait;
	enum job_end end = JOB_DONE;
	/* this very machine is many people, or one who may do as he likes */
	unsigned each = r->who == 0 ? 0 : o->each;
	int place = -1;

	*slot = slot_take(r->w->run, name, o->searches, r->who, each);
	if (*slot < 0 && errno == EAGAIN)
		place = slot_take(r->w->run, "wait", o->waiting, r->who,
		    r->who == 0 ? 0 : (o->waiting + 1) / 2);
	while (*slot < 0 && errno == EAGAIN && place >= 0 &&
	       clock_now() < until && (end = job_pause(POLL_S)) == JOB_DONE)
		*slot = slot_take(r->w->run, name, o->searches, r->who, each);
	if (*slot < 0 && errno != EAGAIN)
		snprintf(r->w->log, sizeof r->w->log, "%.400s: %s", r->w->run,
		    strerror(errno));
	if (place >= 0)
		close(place);
	return *slot >= 0      ? WEB_OK :
	       end == JOB_GONE ? WEB_GONE :
	       errno == EAGAIN ? WEB_BUSY :
				 WEB_BROKEN;
}

/* The catalogue, when there is one and it answers. */
static struct pg *
catalogue(struct request *r)
{
	if (r->w->catalogue == NULL || r->connected)
		return r->db;
	r->connected = true;
	if (pg_open(&r->pg, r->w->catalogue, "sg-cgi") == 0)
		r->db = &r->pg;
	else
		snprintf(r->w->log, sizeof r->w->log, "%.511s", r->pg.err);
	return r->db;
}

/* The original that the catalogue has of a video: "linked". */
static void
put_linked(struct request *r, const char *id)
{
	struct web_infos infos = { 0 };
	const struct web_info *i;
	struct json_line linked;
	char original[ID_MAX + 1];

	if (catalogue(r) == NULL)
		return;
	if (web_info_original(r->db, id, original) < 0)
		snprintf(r->w->log, sizeof r->w->log, "%.511s", r->db->err);
	else if (*original != '\0') {
		i = web_answer_info(
		    r->w, r->db, original, clock_now() + BRIEF_S, &infos);
		json_begin(&linked);
		if (i != NULL)
			web_info_json(i, &linked);
		json_part(&r->answer, "linked", &linked);
	}
	web_info_release(&infos);
}

static enum web_problem
about(struct request *r)
{
	char id[ID_MAX + 1];
	struct web_infos infos = { 0 };
	const struct web_info *i = NULL;
	struct json_line recording;
	enum web_problem p;

	if (cgi_parameter(r->cgi, "id", id, sizeof id) < 0 || !id_valid(id))
		return WEB_PARAMETER;
	if ((p = count(r)) != WEB_OK)
		return p;
	put_linked(r, id);
	i = web_answer_info(
	    r->w, catalogue(r), id, clock_now() + BRIEF_S, &infos);
	if (i != NULL && i->known) {
		json_begin(&recording);
		web_info_json(i, &recording);
		json_part(&r->answer, "recording", &recording);
	} else {
		p = WEB_UNKNOWN;
	}
	web_info_release(&infos);
	return p;
}

static enum web_problem
put_limits(struct request *r)
{
	const struct web_options *o = &r->w->options;
	struct json_line l;

	json_begin(&l);
	json_number(&l, "bytes", o->bytes, 0);
	json_number(&l, "seconds", o->seconds, 0);
	json_part(&r->answer, "limits", &l);
	json_bool(&r->answer, "links", r->w->fetch != NULL && o->fetch > 0);
	return WEB_OK;
}

/* The sound to search for: what a link leads to, or the body. */
static enum web_problem
take_clip(struct request *r, int *clip)
{
	const struct web_options *o = &r->w->options;
	enum web_problem p;
	uint64_t length;
	int slot;

	*clip = -1;
	if (*r->q.video == '\0') {
		if (cgi_length(r->cgi, UINT64_MAX / 2, &length) < 0)
			return WEB_LENGTH;
		*clip = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		return length == 0       ? WEB_EMPTY :
		       length > o->bytes ? WEB_LARGE :
		       *clip < 0         ? WEB_LATER :
					   WEB_OK;
	}
	put_linked(r, r->q.video);
	if (r->w->fetch == NULL || o->fetch == 0)
		return WEB_NO_FETCH;
	if ((p = enter(r, "fetch", &slot)) == WEB_OK)
		p = web_fetch(r->w, r->q.video, clip);
	if (slot >= 0)
		close(slot);
	return p;
}

static enum web_problem
search(struct request *r, int clip)
{
	double until = clock_now() + r->w->options.wall;
	struct web_clip c = { .fingerprint = -1 };
	struct web_infos infos = { 0 };
	struct web_rows rows = { 0 };
	enum web_problem p;

	p = web_fingerprint(r->w, clip, until, &c);
	if (p == WEB_OK)
		p = web_match(r->w, &r->q, &c, until, &rows);
	if (p == WEB_OK) {
		web_answer_infos(r->w, catalogue(r), &rows, until, &infos);
		web_answer_json(&c, r->q.best, &rows, &infos, &r->answer);
	}
	/* the answer is one without a picture, too */
	if (p == WEB_OK && r->q.picture &&
	    web_picture_json(r->w, &r->q, &c, &rows, until, &r->answer) ==
		WEB_GONE)
		p = WEB_GONE;
	if (c.fingerprint >= 0)
		close(c.fingerprint);
	web_info_release(&infos);
	web_rows_release(&rows);
	return p;
}

static enum web_problem
identify(struct request *r)
{
	enum web_problem p;
	int clip = -1, slot = -1;

	if (!cgi_same_site(r->cgi))
		return WEB_ORIGIN;
	if ((p = web_question_read(&r->q, r->cgi)) == WEB_OK &&
	    (p = count(r)) == WEB_OK && (p = take_clip(r, &clip)) == WEB_OK &&
	    (p = enter(r, "search", &slot)) == WEB_OK)
		p = search(r, clip);
	if (clip >= 0)
		close(clip);
	if (slot >= 0)
		close(slot);
	return p;
}

/* What the server itself has refused comes here to be told so. */
static enum web_problem
refusal(int status)
{
	return status == 413                  ? WEB_LARGE :
	       status == 411                  ? WEB_LENGTH :
	       status == 403 || status == 404 ? WEB_PATH :
	       status == 405 || status == 501 ? WEB_METHOD :
						WEB_REQUEST;
}

static enum web_problem
dispatch(struct request *r)
{
	if (r->cgi->refused >= 400)
		return refusal(r->cgi->refused);
	if (!cgi_host(r->cgi, r->w->options.hosts))
		return WEB_HOST;
	if (strcmp(r->cgi->method, "POST") == 0)
		return identify(r);
	if (strcmp(r->cgi->method, "GET") != 0)
		return WEB_METHOD;
	return *r->cgi->query == '\0' ? put_limits(r) : about(r);
}

/* When to come again, if that is to be said. */
static double
after(const struct request *r, enum web_problem p)
{
	return p == WEB_RATE                          ? r->after_s :
	       p == WEB_BUSY                          ? BUSY_S :
	       p == WEB_LATER || p == WEB_FETCH_LATER ? LATER_S :
							0;
}

void
web_serve(struct web *w, const struct cgi *cgi, FILE *out)
{
	struct request r = { .w = w, .cgi = cgi };
	enum web_problem p;

	r.who = rate_who(cgi->address);
	json_begin(&r.answer);
	p = dispatch(&r);
	if (r.connected)
		pg_close(&r.pg);
	if (p == WEB_GONE)
		return;
	if (p != WEB_OK)
		web_problem_json(p, after(&r, p), &r.answer);
	cgi_head(out, web_status(p), after(&r, p));
	json_end(&r.answer, out);
}
