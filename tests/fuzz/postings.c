/*
 * The codec of postings against a plain array; and any bytes as its code, which is
 * refused or says what the encoder says in no more bytes.
 */

#include "retrieval/postings.h"
#include "fuzz.h"

enum {
	MAX = 2000
};

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("k\4\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20"),
	FUZZ_SEED("c\4\3\42\1\1\1\0\0\0\0\0\0\0\0\0"), { NULL, 0 }
};

/* Keys in ascending order out of bytes, two or three each. */
static size_t
take_keys(const uint8_t *p, size_t size, uint64_t *key)
{
	uint64_t at = 0;
	size_t n;

	for (n = 0; size >= 3 && n < MAX; p += 3, size -= 3) {
		at += p[0] < 200 ?
			  p[0] % 16 :
			  (uint64_t)p[0] << 12 | (uint64_t)p[1] << 4 | p[2];
		key[n++] = at;
	}
	return n;
}

static void
round_trip(const uint8_t *data, size_t size, uint32_t shift)
{
	static uint64_t key[MAX], back[2 * MAX + 2], tmp[2 * MAX + 2];
	uint32_t pos[MAX], low;
	size_t n = take_keys(data, size, key), m, i, k;
	uint64_t end = n > 0 ? (key[n - 1] >> shift) + 1 : 1;
	uint8_t *code;

	/* no key twice */
	for (i = k = 0; i < n; i++)
		if (k == 0 || key[i] != key[k - 1])
			key[k++] = key[i];
	n = k;
	code = calloc(postings_bound(n, shift) + POSTINGS_PAD, 1);
	m = postings_encode(key, n, shift, end, code, tmp);
	MUST(m <= postings_bound(n, shift) && (m > 0) == (n > 0));
	MUST(n == 0 || postings_count(code, m, shift) == (ptrdiff_t)n);
	if (n > 0) {
		MUST(
		    postings_decode(code, m, shift, end, back) == (ptrdiff_t)n);
		MUST(memcmp(back, key, n * sizeof *key) == 0);
		for (low = 0; low < 1u << shift; low++) {
			ptrdiff_t found =
			    postings_lookup(code, m, shift, low, end, pos, MAX);

			for (i = k = 0; i < n; i++)
				if ((key[i] & ((1u << shift) - 1)) == low)
					MUST((ptrdiff_t)k < found &&
					     pos[k++] == key[i] >> shift);
			MUST(found == (ptrdiff_t)k);
		}
	}
	free(code);
}

static void
read_code(const uint8_t *data, size_t size, uint32_t shift)
{
	uint8_t *code = calloc(size + POSTINGS_PAD, 1), *again;
	uint64_t end = 1 << 20, *key, *tmp, *back;
	uint32_t pos[64];
	ptrdiff_t n;
	size_t m;

	memcpy(code, data, size);
	n = postings_count(code, size, shift);
	postings_lookup(code, size, shift, 1, end, pos, 64);
	if (n > 0 && n < 1 << 20) {
		key = malloc((size_t)n * 2 * sizeof *key + 16);
		if (postings_decode(code, size, shift, end, key) == n) {
			tmp = malloc((size_t)n * 2 * sizeof *tmp + 16);
			again = calloc(
			    postings_bound((size_t)n, shift) + POSTINGS_PAD, 1);
			m = postings_encode(
			    key, (size_t)n, shift, end, again, tmp);
			MUST(m <= size);
			back = malloc((size_t)n * 2 * sizeof *back + 16);
			MUST(postings_decode(again, m, shift, end, back) == n);
			MUST(memcmp(back, key, (size_t)n * sizeof *key) == 0);
			free(back);
			free(again);
			free(tmp);
		}
		free(key);
	}
	free(code);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	(data[0] == 'c' ? read_code : round_trip)(
	    data + 2, size - 2, 1 + data[1] % 8);
	return 0;
}
