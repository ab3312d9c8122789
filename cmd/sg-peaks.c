/* sg-peaks - find the peaks of a recording's spectrogram */

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/sg.h"
#include "base/stream.h"
#include "signal/analyser.h"
#include "signal/au.h"
#include "signal/peak.h"
#include "signal/profile.h"

static const char usage[] = "usage: sg-peaks [-hV] [-i id] [-p profile] [file]";

static void
print_ready(struct analyser *a, const char *id)
{
	struct peak p;

	while (analyser_next(a, &p))
		peak_print(stdout, a->profile, id, &p);
}

int
main(int argc, char *argv[])
{
	const struct profile *profile = profile_default();
	const char *id = NULL, *name;
	char spelling[PROFILE_SPELLING_MAX];
	struct analyser a;
	float x[4096];
	struct au au;
	ptrdiff_t n;
	FILE *fp;
	int ch;

	while ((ch = getopt(argc, argv, "Vhi:p:")) != -1) {
		switch (ch) {
		case 'i':
			if (!id_valid(id = optarg))
				errx(SG_FAIL, "-i: bad identity '%s'", id);
			break;
		case 'p':
			if ((profile = profile_find(optarg)) == NULL)
				errx(SG_FAIL, "-p: no profile '%s'", optarg);
			break;
		default:
			opt_other(ch, "sg-peaks", usage);
		}
	}
	fp = in_open(argc, argv, usage, &name);
	out_open();

	if (au_open(&au, fp, name) < 0 || au_want_rate(&au, profile->rate) < 0)
		errx(SG_FAIL, "%s", au.err);
	if (id == NULL)
		id = au.id[0] != '\0' ? au.id : "stdin";
	if (analyser_init(&a, profile) < 0)
		errx(SG_RETRY, "out of memory for the transform");
	profile_spell(profile, spelling);
	stream_put_header(stdout, &stream_peaks, spelling, "sg-peaks", id);
	while ((n = au_read(&au, x, sizeof x / sizeof *x)) > 0) {
		analyser_put(&a, x, (size_t)n);
		print_ready(&a, id);
	}
	if (n < 0)
		errx(SG_FAIL, "%s", au.err);
	analyser_end(&a);
	print_ready(&a, id);
	stream_put_end(stdout, a.frames);

	analyser_release(&a);
	out_close();
	return 0;
}
