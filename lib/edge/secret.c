#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/sg.h"
#include "edge/secret.h"

enum {
	SECRET_MAX = 1 << 16
};

char *
secret_read(const char *path, char why[static 256])
{
	char b[SECRET_MAX + 1], *s;
	FILE *fp = fopen(path, "r");
	struct stat st;
	size_t n;

	if (fp == NULL || fstat(fileno(fp), &st) < 0) {
		snprintf(why, 256, "%.150s: %s", path, strerror(errno));
		if (fp != NULL)
			fclose(fp);
		return NULL;
	}
	n = fread(b, 1, sizeof b, fp);
	fclose(fp);
	b[n < sizeof b ? n : SECRET_MAX] = '\0';
	s = b + strspn(b, " \t\r\n");
	for (n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL; n--)
		s[n - 1] = '\0';
	if ((st.st_mode & 077) != 0)
		snprintf(why, 256,
		    "%.150s: others can read it: chmod 600, and think whether "
		    "they have",
		    path);
	else if (n == 0 || st.st_size > SECRET_MAX)
		snprintf(
		    why, 256, "%.150s: want 1 to %d bytes", path, SECRET_MAX);
	else
		return xstrdup(s);
	return NULL;
}

void
secret_guard(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_CORE, &r) == 0) {
		r.rlim_cur = 0;
		(void)setrlimit(RLIMIT_CORE, &r);
	}
}
