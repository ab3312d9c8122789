#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/crc32c.h"

/* slice[k][b]: the CRC of byte b followed by k zero bytes ("slicing by 8") */
static uint32_t slice[8][256];
static bool has_instruction;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
make_table(void)
{
	uint32_t c;
	int b, i, k;

	for (b = 0; b < 256; b++) {
		for (c = (uint32_t)b, i = 0; i < 8; i++)
			c = c >> 1 ^ (c & 1 ? 0x82f63b78 : 0);
		slice[0][b] = c;
	}
	for (k = 1; k < 8; k++)
		for (b = 0; b < 256; b++) {
			c = slice[k - 1][b];
			slice[k][b] = c >> 8 ^ slice[0][c & 255];
		}
#if defined(__x86_64__) && defined(__GNUC__)
	has_instruction = __builtin_cpu_supports("sse4.2");
#endif
}

static uint32_t
by_table(uint32_t crc, const uint8_t *p, size_t n)
{
	uint32_t lo, hi;

	for (; n >= 8; p += 8, n -= 8) {
		lo = crc ^ le32(p);
		hi = le32(p + 4);
		crc = slice[7][lo & 255] ^ slice[6][lo >> 8 & 255] ^
		      slice[5][lo >> 16 & 255] ^ slice[4][lo >> 24] ^
		      slice[3][hi & 255] ^ slice[2][hi >> 8 & 255] ^
		      slice[1][hi >> 16 & 255] ^ slice[0][hi >> 24];
	}
	for (; n > 0; p++, n--)
		crc = crc >> 8 ^ slice[0][(crc ^ *p) & 255];
	return crc;
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("sse4.2"))) static uint32_t
by_instruction(uint32_t crc, const uint8_t *p, size_t n)
{
	uint64_t c = crc;

	for (; n >= 8; p += 8, n -= 8)
		c = __builtin_ia32_crc32di(c, le64(p));
	for (; n > 0; p++, n--)
		c = __builtin_ia32_crc32qi((uint32_t)c, *p);
	return (uint32_t)c;
}
#else
static uint32_t
by_instruction(uint32_t crc, const uint8_t *p, size_t n)
{
	return by_table(crc, p, n);
}
#endif

uint32_t
crc32c(uint32_t crc, const void *data, size_t n)
{
	pthread_once(&once, make_table);
	return ~(has_instruction ? by_instruction(~crc, data, n) :
				   by_table(~crc, data, n));
}

uint32_t
crc32c_table(uint32_t crc, const void *data, size_t n)
{
	pthread_once(&once, make_table);
	return ~by_table(~crc, data, n);
}
