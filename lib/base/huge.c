#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/huge.h"
#include "base/sg.h"

#define PAGE ((size_t)2 << 20)

void *
huge_array(size_t n, size_t size)
{
	size_t bytes;
	void *p;

	if (n < PAGE / size)
		return xreallocarray(NULL, n, size);
	if (n > (SIZE_MAX - PAGE) / size)
		no_memory();
	bytes = (n * size + PAGE - 1) / PAGE * PAGE;
	if ((p = aligned_alloc(PAGE, bytes)) == NULL)
		no_memory();
#ifdef MADV_HUGEPAGE
	madvise(p, bytes, MADV_HUGEPAGE);
#endif
	return p;
}
