/*
 * Any bytes as a stream of candidates, of videos, or as the MANIFEST or the PULLED
 * of an index: the first byte says which.
 */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "retrieval/index_manifest.h"
#include "retrieval/index_meta.h"
#include "retrieval/nominations.h"
#include "retrieval/pulled.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
	    "c## sg candidates 1\n" FUZZ_PROFILE
	    "# query\trank\tid\tvotes\tevalue\toffset_s\tq_from_s\tq_to_s\t"
	    "ref_from_s\tref_to_s\tspeed\tpitch\ttitle\n"
	    "a@10\t1\tb\t12\t1e-9\t3.000\t0.1\t9.9\t3.1\t12.9\t1.0\t1.0\t-\n"
	    "## end\n"),
	FUZZ_SEED(
	    "v## sg videos 1\n# id\ttitle\turl\tpublished_at\tduration_s\n"
	    "a\tA \\t b\thttp://x\t2024-01-01T00:00:00Z\t3.5\n## end\n"),
	FUZZ_SEED(
	    "m## sg manifest 1\n" FUZZ_PROFILE "# "
	    "segment\tbytes\tcrc\trecordings\tpostings\tframes\tdead\tdeleted\t"
	    "dead_crc\n1\t4096\t00000000\t1\t10\t100\t0\t0\t-\n## end\n"),
	FUZZ_SEED(
	    "p## sg pulled 1\n" FUZZ_PROFILE
	    "# doc\tid\tseal\tframes\tpostings\n1\ta\t0123456789abcdef\t100\t"
	    "10\n## end\n"),
	{ NULL, 0 }
};

static char dir[64];
static int dirfd = -1;

static void
put_file(const char *name, const uint8_t *data, size_t size)
{
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

static void
candidates(const uint8_t *data, size_t size)
{
	char spelling[PROFILE_SPELLING_MAX];
	struct nominations x;
	FILE *fp;

	profile_spell(profile_default(), spelling);
	if ((fp = fmemopen((void *)(uintptr_t)data, size, "r")) == NULL)
		return;
	if (nominations_open(&x, fp, "fuzz", spelling) < 0 ||
	    nominations_next(&x, "a") < 0 || nominations_next(&x, "b") < 0 ||
	    nominations_end(&x) < 0)
		must_be_a_line(x.err);
	nominations_release(&x);
	fclose(fp);
}

static void
videos(const uint8_t *data, size_t size)
{
	char path[80];
	struct meta m;

	put_file("videos", data, size);
	snprintf(path, sizeof path, "%s/videos", dir);
	if (meta_read(&m, path) < 0)
		must_be_a_line(m.err);
	else
		meta_find(&m, "a");
	meta_release(&m);
}

static void
manifest(const uint8_t *data, size_t size)
{
	struct manifest once, twice;
	char err[512] = "";

	put_file("MANIFEST", data, size);
	if (manifest_read(&once, dirfd, err, sizeof err) == 0) {
		MUST(manifest_write(&once, dirfd) == 0);
		MUST(manifest_read(&twice, dirfd, err, sizeof err) == 0);
		MUST(manifest_state(once.row, once.n) ==
		     manifest_state(twice.row, twice.n));
		manifest_release(&twice);
	} else {
		must_be_a_line(err);
	}
	manifest_release(&once);
}

static void
pulled(const uint8_t *data, size_t size)
{
	struct pulled p;

	put_file("PULLED", data, size);
	if (pulled_read(&p, dir, profile_default()) < 0)
		must_be_a_line(p.err);
	else
		pulled_find(&p, 1);
	pulled_release(&p);
}

static void
sweep(void)
{
	unlinkat(dirfd, "MANIFEST", 0);
	unlinkat(dirfd, "PULLED", 0);
	unlinkat(dirfd, "videos", 0);
	rmdir(dir);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (dirfd < 0) {
		/* in memory, where there is such a place */
		strcpy(dir, "/dev/shm/sg-fuzz-XXXXXX");
		if (mkdtemp(dir) == NULL) {
			strcpy(dir, "/tmp/sg-fuzz-XXXXXX");
			MUST(mkdtemp(dir) != NULL);
		}
		dirfd = open(dir, O_RDONLY | O_DIRECTORY);
		atexit(sweep);
	}
	if (size < 2)
		return 0;
	switch (data[0] % 4) {
	case 'c' % 4:
		candidates(data + 1, size - 1);
		break;
	case 'v' % 4:
		videos(data + 1, size - 1);
		break;
	case 'm' % 4:
		manifest(data + 1, size - 1);
		break;
	default:
		pulled(data + 1, size - 1);
	}
	return 0;
}
