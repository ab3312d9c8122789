/*
 * The digest of a few bytes, 2.2 million times: SHA1() of OpenSSL 3 looks its
 * algorithm up at every call (1.6 s), EVP with that done once takes 0.38 s,
 * the calls of OpenSSL 1.1 0.17 s; and these cannot fail. They are deprecated
 * there, not gone, and this asks for them without a warning.
 */
#define OPENSSL_API_COMPAT 0x10100000L

#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "base/late.h"
#include "base/sg.h"
#include "signal/digest.h"

#ifdef OPENSSL_SHLIB_VERSION
#define TEXT(x)   #x
#define SPELL(x)  TEXT(x)
#define LIBCRYPTO "libcrypto.so." SPELL(OPENSSL_SHLIB_VERSION)
#else /* OpenSSL 1.1 */
#define LIBCRYPTO "libcrypto.so." SHLIB_VERSION_NUMBER
#endif

enum {
	TABLE_BITS = 22, /* 4.2 million places for 2.2 million codes: 16 MiB */
	TABLE_SIZE = 1 << TABLE_BITS,
	TAG_BITS = 32 - TABLE_BITS,
	CODE_MASK = TABLE_SIZE - 1,
	VACANT = CODE_MASK, /* no code is so large */
	BATCH = 64
};

_Static_assert(DIGEST_SPACE < VACANT, "a place of the table holds a code");
_Static_assert(DIGEST_SPACE % BATCH == 0, "whole batches");

LATE(SHA1_Init);
LATE(SHA1_Update);
LATE(SHA1_Final);

LATE_LIBRARY(libcrypto, LIBCRYPTO, LATE_AT(SHA1_Init), LATE_AT(SHA1_Update),
    LATE_AT(SHA1_Final));

static void
load(void)
{
	const char *wrong = late_load(&libcrypto);

	if (wrong != NULL)
		no_library(wrong);
}

/* "f1|f2|dt" into s, without a NUL; returns its length. */
static size_t
spell(uint32_t code, char s[static 12])
{
	uint32_t part[3] = { code / DIGEST_STEPS / DIGEST_BINS,
		code / DIGEST_STEPS % DIGEST_BINS, code % DIGEST_STEPS * 2 };
	size_t i, n = 0;

	for (i = 0; i < 3; i++) {
		if (i > 0)
			s[n++] = '|';
		if (part[i] >= 100)
			s[n++] = (char)('0' + part[i] / 100);
		if (part[i] >= 10)
			s[n++] = (char)('0' + part[i] / 10 % 10);
		s[n++] = (char)('0' + part[i] % 10);
	}
	return n;
}

static void
sha1_of(uint32_t code, unsigned char md[static SHA_DIGEST_LENGTH])
{
	char s[12];
	size_t n = spell(code, s);
	SHA_CTX sha;

	own_SHA1_Init(&sha);
	own_SHA1_Update(&sha, s, n);
	own_SHA1_Final(md, &sha);
}

void
digest_bytes(uint32_t code, uint8_t bytes[static DIGEST_BYTES])
{
	unsigned char md[SHA_DIGEST_LENGTH];

	load();
	sha1_of(code, md);
	memcpy(bytes, md, DIGEST_BYTES);
}

void
digest_text(uint32_t code, char text[static DIGEST_DIGITS + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char md[SHA_DIGEST_LENGTH];
	size_t i;

	load();
	sha1_of(code, md);
	for (i = 0; i < DIGEST_BYTES; i++) {
		text[2 * i] = digits[md[i] >> 4];
		text[2 * i + 1] = digits[md[i] & 15];
	}
	text[DIGEST_DIGITS] = '\0';
}

/* Lower-case hexadecimal, exactly DIGEST_DIGITS; 0, or -1. */
static int
scan(const char *text, unsigned char md[static DIGEST_BYTES])
{
	size_t i;
	int c, v;

	for (i = 0; i < DIGEST_DIGITS; i++) {
		c = (unsigned char)text[i];
		if (c >= '0' && c <= '9')
			v = c - '0';
		else if (c >= 'a' && c <= 'f')
			v = c - 'a' + 10;
		else
			return -1;
		md[i / 2] = (unsigned char)(i % 2 ? md[i / 2] | v : v << 4);
	}
	return text[i] == '\0' ? 0 : -1;
}

/* Where to look first, and above it a tag that spares most false digests. */
static uint32_t
prefix(const unsigned char *md)
{
	return (uint32_t)md[0] << 24 | (uint32_t)md[1] << 16 |
	       (uint32_t)md[2] << 8 | md[3];
}

/*
 * Open addressing; a place holds TAG_BITS of the digest and the code. In two
 * steps, a batch of digests and then of places, because the processor fetches
 * several places at once from memory, but not across a digest: 0.25 s, not 0.55.
 */
static uint32_t *
make_table(void)
{
	unsigned char md[SHA_DIGEST_LENGTH];
	uint32_t *table, key[BATCH], code, i, at;

	table = xreallocarray(NULL, TABLE_SIZE, sizeof *table);
	memset(table, 0xff, TABLE_SIZE * sizeof *table);
	for (code = 0; code < DIGEST_SPACE; code += BATCH) {
		for (i = 0; i < BATCH; i++) {
			sha1_of(code + i, md);
			key[i] = prefix(md);
		}
		for (i = 0; i < BATCH; i++) {
			at = key[i] >> TAG_BITS;
			while ((table[at] & CODE_MASK) != VACANT)
				at = (at + 1) & CODE_MASK;
			table[at] = key[i] << TABLE_BITS | (code + i);
		}
	}
	return table;
}

int
digest_find(const char *text, uint32_t *code)
{
	static uint32_t *table;
	unsigned char want[DIGEST_BYTES] = { 0 }, md[SHA_DIGEST_LENGTH];
	uint32_t at, key;

	if (scan(text, want) < 0)
		return -1;
	load();
	if (table == NULL)
		table = make_table();
	key = prefix(want);
	for (at = key >> TAG_BITS; (table[at] & CODE_MASK) != VACANT;
	     at = (at + 1) & CODE_MASK) {
		if (table[at] >> TABLE_BITS != (key & ((1 << TAG_BITS) - 1)))
			continue;
		sha1_of(table[at] & CODE_MASK, md);
		if (memcmp(md, want, DIGEST_BYTES) == 0) {
			*code = table[at] & CODE_MASK;
			return 0;
		}
	}
	return -1;
}
