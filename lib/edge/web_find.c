#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sg.h"
#include "edge/web.h"
#include "signal/fingerprint.h"

enum {
	MEBIBYTE = 1 << 20,
	BRIEF_S = 15,  /* a clip of one piece, as far as we know */
	MIDDLE_S = 30, /* that is still searched as a whole, if need be */
	WORDS = 24
};

FILE *
web_read(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	FILE *fp = NULL;

	if (copy >= 0 && lseek(copy, 0, SEEK_SET) == 0)
		fp = fdopen(copy, "r");
	if (fp == NULL && copy >= 0)
		close(copy);
	return fp;
}

/* For the operator: what the program said, and how it ended. */
static enum web_problem
broken(struct web *w, const struct job *j, size_t stage)
{
	const struct job_stage *s = &j->stage[stage];

	snprintf(w->log, sizeof w->log, "%.400s (exit status %d)",
	    *s->why != '\0' ? s->why : s->argv[0], job_status(j, stage));
	return job_status(j, stage) == SG_RETRY ? WEB_LATER : WEB_BROKEN;
}

/* How a job ended, as a problem, unless it is for its stages to say. */
static enum web_problem
ended(struct web *w, const struct job *j, enum job_end end)
{
	size_t i;

	if (end == JOB_BROKEN)
		snprintf(w->log, sizeof w->log, "%s: %s", j->stage[0].argv[0],
		    strerror(errno));
	for (i = 0; end == JOB_DONE && i < j->n; i++)
		if (job_status(j, i) == 128 + SIGXCPU ||
		    job_status(j, i) == 128 + SIGKILL)
			end = JOB_LATE;
	return end == JOB_DONE ? WEB_OK :
	       end == JOB_LATE ? WEB_TIME :
	       end == JOB_GONE ? WEB_GONE :
				 WEB_BROKEN;
}

enum web_problem
web_run(struct web *w, const char *const *argv, int in, double until, int *out,
    int *status)
{
	struct job j = { .stage = { { .argv = argv, .env = w->env } }, .n = 1 };
	enum web_problem p;

	if ((*out = job_file()) < 0) {
		snprintf(w->log, sizeof w->log, "%s", strerror(errno));
		return WEB_LATER;
	}
	p = ended(w, &j, job_run(&j, in, *out, until));
	if (p != WEB_OK)
		return p;
	*status = job_status(&j, 0);
	if (*status > SG_NO)
		return broken(w, &j, 0);
	return WEB_OK;
}

/* The reason why a download failed, without what was asked for. */
static void
log_fetch(struct web *w, const struct job *j, const char *video)
{
	char *p;

	broken(w, j, 0);
	while ((p = strstr(w->log, video)) != NULL)
		memset(p, '*', strlen(video));
}

enum web_problem
web_fetch(struct web *w, const char *video, int *clip)
{
	const struct web_options *o = &w->options;
	char bytes[16], mib[16], cpu[16], url[64];
	const char *argv[] = { "sg-confine", "-N", "-c", cpu, "-f", mib,
		w->fetch, "-y", "-m", bytes, url, NULL };
	struct job j = { .stage = { { .argv = argv, .env = w->env } }, .n = 1 };
	enum web_problem p;
	struct stat st;

	snprintf(url, sizeof url, "https://www.youtube.com/watch?v=%s", video);
	snprintf(bytes, sizeof bytes, "%u", o->bytes);
	/* yt-dlp judges by what a site says: this is what ends a liar */
	snprintf(mib, sizeof mib, "%u", o->bytes / MEBIBYTE + 1);
	snprintf(cpu, sizeof cpu, "%u", o->cpu);
	if ((*clip = job_file()) < 0)
		return WEB_LATER;
	p = ended(w, &j, job_run(&j, -1, *clip, clock_now() + o->fetch));
	if (p != WEB_OK)
		return p;
	if (job_status(&j, 0) != 0) {
		log_fetch(w, &j, video);
		return job_status(&j, 0) == SG_RETRY ? WEB_FETCH_LATER :
						       WEB_FETCH;
	}
	if (fstat(*clip, &st) < 0 || lseek(*clip, 0, SEEK_SET) < 0)
		return WEB_BROKEN;
	return st.st_size > o->bytes ? WEB_LARGE : WEB_OK;
}

/* Where the window of the last frame ends. */
static double
end_s(const struct profile *p, uint32_t frames)
{
	if (frames == 0)
		return 0;
	return ((double)(frames - 1) * p->hop + p->window) / p->rate;
}

/* How long it is, and whether there is anything in it. */
static enum web_problem
measure(struct web *w, struct web_clip *c)
{
	struct fingerprint_reader in;
	FILE *fp = web_read(c->fingerprint);
	size_t i;
	int r;

	if (fp == NULL)
		return WEB_BROKEN;
	c->loudest_db = -1000;
	r = fingerprint_open(&in, fp, "sg-hash") < 0 ? -1 :
						       fingerprint_next(&in);
	if (r > 0) {
		c->peaks = in.fp.n_peak;
		c->seconds = end_s(in.profile, in.fp.frames);
		for (i = 0; i < in.fp.n_peak; i++)
			if (in.fp.peak[i].level / 10.0 > c->loudest_db)
				c->loudest_db = in.fp.peak[i].level / 10.0;
		/* the end need not fill a window */
		c->cut = c->seconds + 0.5 > w->options.seconds;
	} else if (r < 0) {
		snprintf(w->log, sizeof w->log, "%.500s", in.err);
	}
	fingerprint_release(&in);
	fclose(fp);
	return r < 0 ? WEB_BROKEN : WEB_OK;
}

/*
 * Judge the two programs: of those that fail the first speaks, but not if it
 * died of having nobody to talk to. What the clip is to blame for is no matter
 * for the log.
 */
static enum web_problem
heard(struct web *w, const struct job *j, struct web_clip *c)
{
	const char *why = j->stage[0].why;
	int decoded = job_status(j, 0), hashed = job_status(j, 1);

	c->damaged = *why != '\0';
	if (decoded == 128 + SIGXFSZ)
		return WEB_LARGE;
	if (decoded == SG_FAIL && strncmp(why, "sg-decode: ", 11) == 0 &&
	    strstr(why, "install ") == NULL)
		return WEB_SOUND;
	if (decoded != 0 && decoded != 128 + SIGPIPE)
		return broken(w, j, 0);
	if (hashed != 0)
		return broken(w, j, 1);
	return measure(w, c);
}

enum web_problem
web_fingerprint(struct web *w, int clip, double until, struct web_clip *c)
{
	const struct web_options *o = &w->options;
	char cpu[16], file[16], memory[16], seconds[16];
	const char *bounded[] = { "sg-confine", "-c", cpu, "-f", file, "-m",
		memory };
	const char *decode[WORDS] = { NULL }, *hash[WORDS] = { NULL };
	static const char *const hash_words[] = { "sg-hash", "-i", "clip" };
	const char *decode_words[] = { "sg-decode", "-k", "-t", seconds };
	/* without a bound there is no -m */
	size_t n = o->memory > 0 ? 7 : 5;
	struct job j = { .stage = { { .argv = decode, .env = w->strict },
			     { .argv = hash, .env = w->strict } },
		.n = 2 };
	enum web_problem p;

	snprintf(cpu, sizeof cpu, "%u", o->cpu);
	snprintf(file, sizeof file, "%u", o->bytes / MEBIBYTE + 64);
	snprintf(memory, sizeof memory, "%u", o->memory);
	snprintf(seconds, sizeof seconds, "%u", o->seconds);
	memcpy(decode, bounded, n * sizeof *decode);
	memcpy(decode + n, decode_words, sizeof decode_words);
	memcpy(hash, bounded, n * sizeof *hash);
	memcpy(hash + n, hash_words, sizeof hash_words);
	*c = (struct web_clip) { .fingerprint = job_file() };
	if (c->fingerprint < 0)
		return WEB_LATER;
	p = ended(w, &j, job_run(&j, clip, c->fingerprint, until));
	return p == WEB_OK ? heard(w, &j, c) : p;
}

static enum web_problem
read_rows(struct web *w, int fd, struct web_rows *rows)
{
	FILE *fp = web_read(fd);
	char why[128] = "", *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (fp == NULL)
		return WEB_BROKEN;
	while (rows->n < WEB_ROWS && *why == '\0' &&
	       (n = getline(&line, &size, fp)) > 0) {
		rows->row[rows->n] = json_read(line, (size_t)n, why);
		rows->n += rows->row[rows->n] != NULL;
	}
	free(line);
	fclose(fp);
	if (*why == '\0')
		return WEB_OK;
	snprintf(w->log, sizeof w->log, "sg-match: %s", why);
	return WEB_BROKEN;
}

static enum web_problem
match(struct web *w, const struct web_question *q, const struct web_clip *c,
    double until, struct web_rows *rows)
{
	char cpu[16], best[16];
	const char *argv[] = { "sg-confine", "-c", cpu, w->remote ? "-N" : "--",
		"sg-match", "-w", q->warp, "-n", best,
		rows->timeline ? "-Tj" : "-j", NULL };
	enum web_problem p;
	int out, status;

	snprintf(cpu, sizeof cpu, "%u", w->options.cpu);
	snprintf(best, sizeof best, "%u", q->best);
	if (lseek(c->fingerprint, 0, SEEK_SET) < 0)
		return WEB_BROKEN;
	p = web_run(w, argv, c->fingerprint, until, &out, &status);
	if (p == WEB_OK)
		p = read_rows(w, out, rows);
	if (out >= 0)
		close(out);
	return p;
}

enum web_problem
web_match(struct web *w, const struct web_question *q, const struct web_clip *c,
    double until, struct web_rows *rows)
{
	enum web_problem p;

	*rows = (struct web_rows) { .timeline = c->seconds > BRIEF_S };
	p = match(w, q, c, until, rows);
	/* what is heard badly takes all of its seconds together */
	if (p == WEB_OK && rows->n == 0 && rows->timeline &&
	    c->seconds <= MIDDLE_S) {
		rows->timeline = false;
		p = match(w, q, c, until, rows);
	}
	return p;
}

void
web_rows_release(struct web_rows *rows)
{
	while (rows->n > 0)
		json_free(rows->row[--rows->n]);
}
