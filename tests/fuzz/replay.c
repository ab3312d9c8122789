/*
 * replay RUNS [file ...] - a target's seeds and files, each changed at random so
 * many times: a short run where libFuzzer is not at hand. Always the same.
 * replay -w DIR: write the seeds there, for libFuzzer to begin with.
 */

#include "fuzz.h"

enum {
	MAX = 1 << 14
};

static uint64_t state = 1;

static uint32_t
draw(uint32_t below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return below > 0 ? (uint32_t)(state >> 33) % below : 0;
}

size_t
LLVMFuzzerMutate(uint8_t *p, size_t size, size_t max)
{
	static const uint8_t odd[] = { 0, 1, 0x7f, 0x80, 0xff, '\n', '\t', '-',
		'9', '%' };
	size_t at, n;

	if (size == 0)
		return 0;
	at = draw((uint32_t)size);
	switch (draw(6)) {
	case 0:
		p[at] ^= (uint8_t)(1 << draw(8));
		break;
	case 1:
		p[at] = odd[draw(sizeof odd)];
		break;
	case 2: /* cut a piece out */
		n = draw((uint32_t)(size - at) + 1);
		memmove(p + at, p + at + n, size - at - n);
		return size - n;
	case 3: /* a piece twice */
		n = draw((uint32_t)(size - at) + 1);
		if (size + n > max)
			break;
		memmove(p + at + n, p + at, size - at);
		return size + n;
	case 4:
		p[at] = (uint8_t)draw(256);
		break;
	default: /* the end is missing */
		return at;
	}
	return size;
}

#pragma weak LLVMFuzzerCustomMutator

static void
run(const uint8_t *seed, size_t n, long runs)
{
	static uint8_t p[MAX];
	uint8_t *exact;
	size_t size;
	uint32_t k;

	for (; runs > 0; runs--) {
		size = n < MAX ? n : MAX;
		if (size > 0)
			memcpy(p, seed, size);
		for (k = draw(4); k > 0; k--)
			size = LLVMFuzzerCustomMutator != NULL ?
				   LLVMFuzzerCustomMutator(
				       p, size, MAX, draw(1 << 30)) :
				   LLVMFuzzerMutate(p, size, MAX);
		/* of its very size, so that a byte behind it is seen */
		exact = malloc(size > 0 ? size : 1);
		memcpy(exact, p, size);
		LLVMFuzzerTestOneInput(exact, size);
		free(exact);
	}
}

int
main(int argc, char *argv[])
{
	long runs = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	const struct fuzz_seed *s;
	static uint8_t b[MAX];
	size_t n;
	FILE *fp;
	int i;

	for (s = fuzz_seeds; argc == 3 && strcmp(argv[1], "-w") == 0; s++) {
		if (s->bytes == NULL)
			return 0;
		snprintf((char *)b, sizeof b, "%s/seed%d", argv[2],
		    (int)(s - fuzz_seeds));
		if ((fp = fopen((char *)b, "wb")) == NULL)
			return 2;
		fwrite(s->bytes, 1, s->n, fp);
		fclose(fp);
	}
	for (s = fuzz_seeds; s->bytes != NULL; s++)
		run((const uint8_t *)s->bytes, s->n, runs);
	for (i = 2; i < argc; i++) {
		if ((fp = fopen(argv[i], "rb")) == NULL)
			return 2;
		n = fread(b, 1, sizeof b, fp);
		fclose(fp);
		run(b, n, runs);
	}
	return 0;
}
