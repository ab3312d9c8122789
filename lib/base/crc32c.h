/*
 * crc32c.h - CRC-32C (Castagnoli): reflected polynomial 0x82f63b78, as in
 * iSCSI (RFC 3720); crc32c(0, "123456789", 9) is 0xe3069283
 */

#ifndef CRC32C_H
#define CRC32C_H

#include <stddef.h>
#include <stdint.h>

/*
 * The CRC of n more bytes after those whose CRC is crc (0 at the start). Uses
 * the instruction where the machine has it.
 */
uint32_t crc32c(uint32_t crc, const void *, size_t n);

/* The same by table, for machines without it and for the test. */
uint32_t crc32c_table(uint32_t crc, const void *, size_t n);

#endif
