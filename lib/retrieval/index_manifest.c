#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/num.h"
#include "base/sg.h"
#include "base/stream.h"
#include "retrieval/index_manifest.h"

static const char name[] = "MANIFEST", temporary[] = "MANIFEST.tmp";

static const struct stream_type type = { "manifest",
	"file\tbytes\tcrc\trecordings\tpostings\tframes\tdead\tdeleted\t"
	"dead_crc",
	NULL };

enum {
	FILE_NAME,
	BYTES,
	CRC,
	RECORDINGS,
	POSTINGS,
	FRAMES,
	DEAD,
	DELETED,
	DEAD_CRC
}; /* columns */

void
manifest_segment_name(uint32_t number, char file[static MANIFEST_NAME])
{
	snprintf(file, MANIFEST_NAME, "%06u.seg", number);
}

void
manifest_dead_name(
    uint32_t number, uint32_t dead, char file[static MANIFEST_NAME])
{
	snprintf(file, MANIFEST_NAME, "%06u.%u.dead", number, dead);
}

/* The two numbers of a file's name; dead is 0 for a segment. */
static bool
parse_name(const char *file, uint32_t *number, uint32_t *dead)
{
	char copy[MANIFEST_NAME], again[MANIFEST_NAME], *dot, *dot2;

	if (strlen(file) >= sizeof copy)
		return false;
	strcpy(copy, file);
	if ((dot = strchr(copy, '.')) == NULL)
		return false;
	*dot++ = '\0';
	*dead = 0;
	if ((dot2 = strchr(dot, '.')) != NULL) {
		*dot2 = '\0';
		if (num_u32(dot, UINT32_MAX, dead) < 0 || *dead == 0)
			return false;
	}
	if (num_u32(copy, UINT32_MAX, number) < 0)
		return false;
	if (*dead == 0)
		manifest_segment_name(*number, again);
	else
		manifest_dead_name(*number, *dead, again);
	return strcmp(file, again) == 0;
}

bool
manifest_leftover(const struct manifest *m, const char *file)
{
	uint32_t number, dead;
	size_t i;

	if (!parse_name(file, &number, &dead))
		return false;
	for (i = 0; i < m->n; i++)
		if (m->row[i].number == number &&
		    (dead == 0 || m->row[i].dead == dead))
			return false;
	return true;
}

static int
scan_u64(struct stream *s, int i, uint64_t *v)
{
	if (num_u64(s->field[i], INT64_MAX, v) == 0)
		return 0;
	return stream_fail(
	    s, "field %d: want a number, got '%.40s'", i + 1, s->field[i]);
}

static int
scan_crc(struct stream *s, int i, uint32_t *v)
{
	const char *f = s->field[i];
	char *end;

	if (strlen(f) == 8 && f[strspn(f, "0123456789abcdef")] == '\0') {
		*v = (uint32_t)strtoul(f, &end, 16);
		return 0;
	}
	return stream_fail(
	    s, "field %d: want 8 hex digits, got '%.40s'", i + 1, f);
}

static int
scan_row(struct stream *s, struct manifest_row *row)
{
	uint32_t number;

	*row = (struct manifest_row) { 0 };
	if (!parse_name(s->field[FILE_NAME], &row->number, &row->dead) ||
	    row->dead != 0)
		return stream_fail(s,
		    "field 1: want a name like 000001.seg, "
		    "got '%.40s'",
		    s->field[FILE_NAME]);
	if (scan_u64(s, BYTES, &row->bytes) < 0 ||
	    scan_crc(s, CRC, &row->crc) < 0 ||
	    scan_u64(s, RECORDINGS, &row->recordings) < 0 ||
	    scan_u64(s, POSTINGS, &row->postings) < 0 ||
	    scan_u64(s, FRAMES, &row->frames) < 0 ||
	    stream_u32(s, DELETED, UINT32_MAX, &row->deleted) < 0)
		return -1;
	if (strcmp(s->field[DEAD], "-") == 0)
		return row->deleted == 0 ?
			   0 :
			   stream_fail(s, "deleted recordings, but no file");
	if (!parse_name(s->field[DEAD], &number, &row->dead) ||
	    row->dead == 0 || number != row->number)
		return stream_fail(s,
		    "field 7: want a name like "
		    "000001.1.dead, got '%.40s'",
		    s->field[DEAD]);
	return scan_crc(s, DEAD_CRC, &row->dead_crc);
}

static int
scan(struct manifest *m, struct stream *s)
{
	char why[SEGMENT_ERR / 2];
	int event;

	if ((m->profile = profile_parse(s->profile, why, sizeof why)) == NULL)
		return stream_fail(s, "%s", why);
	while ((event = stream_next(s)) > 0) {
		if (event == STREAM_SECTION)
			continue;
		m->row = xgrow(m->row, &m->cap, m->n + 1, sizeof *m->row);
		if (scan_row(s, &m->row[m->n]) < 0)
			return -1;
		m->n++;
	}
	return event;
}

int
manifest_read(struct manifest *m, int dirfd, char *err, size_t err_size)
{
	static const struct stream_type *const want[] = { &type, NULL };
	struct stream s;
	FILE *fp;
	int fd, r;

	*m = (struct manifest) { 0 };
	fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 1;
	if (fd < 0 || (fp = fdopen(fd, "r")) == NULL) {
		snprintf(err, err_size, "%s: %s", name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if ((r = stream_open(&s, fp, name, want)) == 0)
		r = scan(m, &s);
	if (r < 0) {
		snprintf(err, err_size, "%s", s.err);
		m->n = 0; /* nobody opened what the rows name */
	}
	stream_release(&s);
	fclose(fp);
	return r;
}

static void
print_row(FILE *fp, const struct manifest_row *r)
{
	char file[MANIFEST_NAME];

	manifest_segment_name(r->number, file);
	fprintf(fp, "%s\t%" PRIu64 "\t%08x\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64,
	    file, r->bytes, r->crc, r->recordings, r->postings, r->frames);
	if (r->dead == 0) {
		fputs("\t-\t0\t-\n", fp);
		return;
	}
	manifest_dead_name(r->number, r->dead, file);
	fprintf(fp, "\t%s\t%u\t%08x\n", file, r->deleted, r->dead_crc);
}

/*
 * After a rename that failed: was it done? A file server may do it and lose the
 * answer; asked again, it finds no such file.
 */
static bool
is_written(const struct manifest *m, int dirfd)
{
	int was = errno;
	struct manifest now;
	char why[256];
	bool same;

	same =
	    was == ENOENT && manifest_read(&now, dirfd, why, sizeof why) == 0;
	if (same) {
		same = now.n == m->n && manifest_state(now.row, now.n) ==
					    manifest_state(m->row, m->n);
		manifest_release(&now);
	}
	errno = was;
	return same;
}

int
manifest_write(const struct manifest *m, int dirfd)
{
	char spelling[PROFILE_SPELLING_MAX];
	int fd, failed;
	size_t i;
	FILE *fp;

	/* a leftover; or a link that somebody laid there */
	unlinkat(dirfd, temporary, 0);
	fd = openat(
	    dirfd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return -1;
	if ((fp = fdopen(fd, "w")) == NULL) {
		close(fd);
		return -1;
	}
	profile_spell(m->profile, spelling);
	stream_put_header(fp, &type, spelling, "libsg", NULL);
	for (i = 0; i < m->n; i++)
		print_row(fp, &m->row[i]);
	stream_put_end(fp, 0);
	failed = fflush(fp) == EOF || ferror(fp) || fsync(fileno(fp)) < 0;
	if (fclose(fp) == EOF || failed)
		return -1;
	if (renameat(dirfd, temporary, dirfd, name) < 0 &&
	    !is_written(m, dirfd))
		return -1;
	return fsync(dirfd);
}

void
manifest_release(struct manifest *m)
{
	free(m->row);
	m->row = NULL;
	m->n = m->cap = 0;
}

uint32_t
manifest_state(const struct manifest_row *row, size_t n)
{
	uint32_t crc = 0;
	uint8_t b[16];

	for (; n > 0; n--, row++) {
		le32_put(b, row->number);
		le32_put(b + 4, row->crc);
		le32_put(b + 8, row->dead);
		le32_put(b + 12, row->dead_crc);
		crc = crc32c(crc, b, sizeof b);
	}
	return crc;
}
