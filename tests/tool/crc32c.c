/* crc32c - the CRC-32C of standard input, as Google spells it; for gcs.py */

#include <err.h>
#include <stdio.h>

#include "base/crc32c.h"
#include "base/sg.h"
#include "edge/gcs.h"

int
main(void)
{
	static unsigned char b[1 << 16];
	char text[GCS_CRC_SIZE];
	uint32_t crc = 0;
	size_t n;

	while ((n = fread(b, 1, sizeof b, stdin)) > 0)
		crc = crc32c(crc, b, n);
	if (ferror(stdin))
		err(SG_FAIL, "standard input");
	gcs_crc_spell(crc, text);
	puts(text);
	out_close();
	return 0;
}
