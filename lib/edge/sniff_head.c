/* What else the first bytes tell. */

#include <string.h>

#include "base/bytes.h"
#include "edge/sniff.h"

size_t
sniff_id3(const unsigned char *b, size_t n)
{
	size_t len, footer;

	if (n < 10 || memcmp(b, "ID3", 3) != 0 || b[3] == 0xff ||
	    b[4] == 0xff || ((b[6] | b[7] | b[8] | b[9]) & 0x80) != 0)
		return 0;
	len =
	    (size_t)b[6] << 21 | (size_t)b[7] << 14 | (size_t)b[8] << 7 | b[9];
	footer = (b[5] & 0x10) != 0 ? 10 : 0;
	return 10 + len + footer;
}

uint64_t
sniff_flac_samples(const unsigned char *b, size_t n)
{
	const size_t info = 8; /* of STREAMINFO: RFC 9639, 8.2 */

	if (n < info + 18 || memcmp(b, "fLaC", 4) != 0 || (b[4] & 0x7f) != 0)
		return 0;
	return (uint64_t)(b[info + 13] & 15) << 32 | be32(b + info + 14);
}

bool
sniff_text(const unsigned char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((b[i] < ' ' && (b[i] < '\b' || b[i] > '\r')) ||
		    b[i] == 0x7f)
			return false;
	return n >= 16; /* fewer may be the start of anything */
}
