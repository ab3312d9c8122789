/*
 * Recordings into a database, each in a transaction of its own: while the server
 * works on one, the next is read and packed.
 */

#include <errno.h>
#include <string.h>

#include "edge/pg_profile.h"
#include "edge/pg_store.h"

int
pg_store_settle(struct pg_store *s)
{
	int r;
	size_t n;

	if (!s->sent)
		return 0;
	s->sent = false;
	if ((r = pg_next(&s->db)) > 0) {
		s->replaced += *pg_bytes(&s->db, 0, 0, &n) != 0;
		r = pg_wait(&s->db);
	}
	/* stored and unheard, it is known by its batch */
	if (r < 0 && s->db.again)
		r = pg_store_run(s, &s->row[0]);
	pg_store_forget(&s->row[0]);
	s->n--;
	memmove(s->row, s->row + 1, s->n * sizeof *s->row);
	return r;
}

int
pg_store_each(struct pg_store *s, const struct fingerprint *fp,
    const struct segment_meta *meta)
{
	if (pg_store_put(s, fp, meta) < 0 || pg_store_settle(s) < 0)
		return -1;
	if (fflush(s->spool) != 0 || pg_store_batch(s) < 0)
		return pg_fail(&s->db, "'%.255s': %s", fp->id, strerror(errno));
	if (pg_store_read(s, &s->row[0]) < 0)
		return -1;
	rewind(s->spool); /* for the next */
	if (s->number[0] == '\0' &&
	    pg_profile_make(&s->db, s->profile, s->number) < 0)
		return -1;
	s->sent = true;
	if (pg_store_send(s, &s->row[0]) == 0)
		return 0;
	return s->db.again ? pg_store_settle(s) : -1;
}
