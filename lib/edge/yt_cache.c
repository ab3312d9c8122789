#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/yt_cache.h"

char *
yt_cache_path(const char *dir, const char *text, const char *suffix)
{
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a; the text is in the file */
	size_t n = strlen(dir) + strlen(suffix) + 20;
	char *path = xreallocarray(NULL, n, 1);

	for (; *text != '\0'; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3;
	snprintf(path, n, "%s/%016" PRIx64 "%s", dir, h, suffix);
	return path;
}

/* Split "url LF etag LF body"; false when it is of another address. */
static bool
split(struct yt_entry *e, size_t n, const char *url)
{
	char *end = e->text + n, *line;

	if ((line = memchr(e->text, '\n', n)) == NULL)
		return false;
	*line++ = '\0';
	e->etag = line;
	if (strcmp(e->text, url) != 0 ||
	    (line = memchr(line, '\n', (size_t)(end - line))) == NULL)
		return false;
	*line++ = '\0';
	e->body = line;
	e->len = (size_t)(end - line);
	return e->etag[0] != '\0';
}

void
yt_cache_get(const char *dir, const char *url, struct yt_entry *e)
{
	char *path = yt_cache_path(dir, url, ".json");
	FILE *fp = fopen(path, "r");
	struct stat st;
	bool good = false;
	time_t age;

	*e = (struct yt_entry) { 0 };
	if (fp != NULL && fstat(fileno(fp), &st) == 0 && st.st_size > 0 &&
	    /* of the future: a clock was wrong */
	    (age = time(NULL) - st.st_mtime) >= 0 &&
	    age < YT_CACHE_DAYS * 86400) {
		e->text = xreallocarray(NULL, (size_t)st.st_size + 1, 1);
		e->text[st.st_size] = '\0';
		good = fread(e->text, 1, (size_t)st.st_size, fp) ==
			   (size_t)st.st_size &&
		       split(e, (size_t)st.st_size, url);
	} else if (fp != NULL) {
		unlink(path);
	}
	if (fp != NULL)
		fclose(fp);
	if (!good)
		yt_entry_release(e);
	free(path);
}

void
yt_entry_release(struct yt_entry *e)
{
	free(e->text);
	*e = (struct yt_entry) { 0 };
}

int
yt_cache_put(const char *dir, const char *url, const char *etag,
    const char *body, size_t len)
{
	char *path = yt_cache_path(dir, url, ".json");
	char *tmp = yt_cache_path(dir, url, ".XXXXXX");
	int fd = mkstemp(tmp), saved;
	FILE *fp = fd >= 0 ? fdopen(fd, "w") : NULL;
	int rc = -1;

	if (fp != NULL) {
		fprintf(fp, "%s\n%s\n", url, etag);
		fwrite(body, 1, len, fp);
		rc = ferror(fp) | fclose(fp) ? -1 : rename(tmp, path);
	}
	saved = errno;
	if (fd >= 0 && rc < 0)
		unlink(tmp);
	free(tmp);
	free(path);
	errno = saved;
	return rc;
}

void
yt_cache_touch(const char *dir, const char *url)
{
	char *path = yt_cache_path(dir, url, ".json");

	utimensat(AT_FDCWD, path, NULL, 0);
	free(path);
}
