/* mend.h - bytes that pass for a segment: magic, profile and checksums */

#ifndef MEND_H
#define MEND_H

#include "base/bytes.h"
#include "base/crc32c.h"
#include "fuzz.h"
#include "retrieval/segment.h"
#include "retrieval/segment_file.h"

/* At least HEAD_BYTES. */
static inline void
mend(uint8_t *p, size_t size)
{
	uint8_t *part;
	int k;

	memcpy(p + HEAD_MAGIC, SEGMENT_MAGIC, 8);
	memset(p + HEAD_PROFILE, 0, SEGMENT_PROFILE_MAX);
	profile_spell(profile_default(), (char *)p + HEAD_PROFILE);
	for (k = 0; k < SEGMENT_PARTS; k++) {
		part = p + HEAD_PARTS + k * HEAD_PART_BYTES;
		if (le64(part) <= size && le64(part + 8) <= size - le64(part))
			le32_put(part + 16,
			    crc32c(0, p + le64(part), le64(part + 8)));
	}
	le32_put(p + HEAD_CRC, crc32c(0, p, HEAD_CRC));
}

#endif
