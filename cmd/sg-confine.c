/* sg-confine - run a command without network, and with bounds */

#include <err.h>
#include <errno.h>
#include <unistd.h>

#include "base/sg.h"
#include "edge/confine.h"

static const char usage[] =
    "usage: sg-confine [-hNV] [-c cpu_s] [-f mebibytes] [-m mebibytes] "
    "command [argument ...]";

static uint64_t
mebibytes(const char *what)
{
	return (uint64_t)num_arg(optarg, 1, 1 << 24, what) << 20;
}

int
main(int argc, char *argv[])
{
	struct confine c = { 0 };
	char why[128];
	int ch;

	while ((ch = getopt(argc, argv, "+c:f:hm:NV")) != -1) {
		switch (ch) {
		case 'c':
			c.cpu_s =
			    (uint64_t)num_arg(optarg, 1, 1000000, "-c cpu_s");
			break;
		case 'f':
			c.file_b = mebibytes("-f mebibytes");
			break;
		case 'm':
			c.space_b = mebibytes("-m mebibytes");
			break;
		case 'N':
			c.network = true;
			break;
		default:
			opt_other(ch, "sg-confine", usage);
		}
	}
	if (optind == argc)
		usage_fail(usage);
	if (confine(&c, why) < 0)
		errx(SG_FAIL, "%s", why);
	execvp(argv[optind], argv + optind);
	err(errno == EAGAIN || errno == ENOMEM ? SG_RETRY : SG_FAIL, "%s",
	    argv[optind]);
}
