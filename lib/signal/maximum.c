#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/sg.h"
#include "signal/maximum.h"

static float *
zeros(size_t rows, size_t n)
{
	float *x = xreallocarray(NULL, rows * n, sizeof *x);

	memset(x, 0, rows * n * sizeof *x);
	return x;
}

void
maximum_init(
    struct maximum *m, size_t n, uint32_t near_rows, uint32_t near_cells)
{
	*m = (struct maximum) {
		.n = n,
		.near_cells = near_cells,
		.n_row = 2 * near_rows + 1,
	};
	m->pad[0] = zeros(1, n + 2 * near_cells);
	m->pad[1] = zeros(1, n + 2 * near_cells);
	m->block = zeros(m->n_row, n);
	m->prefix = zeros(1, n);
	m->out = zeros(1, n);
}

/* Cell by cell, the greater of a and b; out may be one of them. */
CPU_CLONES static void
greater(const float *a, const float *b, float *out, size_t n)
{
	size_t i;

#pragma omp simd
	for (i = 0; i < n; i++)
		out[i] = a[i] > b[i] ? a[i] : b[i];
}

/*
 * out[i] = maximum of x[i - near .. i + near], by doubling: m holds maxima of
 * `span` neighbours, and two overlapping ones make any length in between.
 */
static void
row_maximum(struct maximum *m, const float *x, float *out)
{
	uint32_t near = m->near_cells, width = 2 * near + 1, span;
	size_t n = m->n + 2 * near;
	float *a = m->pad[0], *b = m->pad[1], *swap;

	memset(a, 0, near * sizeof *a);
	memset(a + near + m->n, 0, near * sizeof *a);
	memcpy(a + near, x, m->n * sizeof *x);
	for (span = 1; 2 * span <= width; span *= 2) {
		n -= span;
		greater(a, a + span, b, n);
		swap = a;
		a = b;
		b = swap;
	}
	greater(a, a + width - span, out, m->n);
}

const float *
maximum_put(struct maximum *m, const float *x)
{
	float *row = m->block + m->at * m->n;
	uint32_t i;

	if (x != NULL)
		row_maximum(m, x, row);
	else
		memset(row, 0, m->n * sizeof *row);
	if (m->at == 0)
		memcpy(m->prefix, row, m->n * sizeof *row);
	else
		greater(m->prefix, row, m->prefix, m->n);
	if (++m->at < m->n_row) {
		greater(m->prefix, row + m->n, m->out, m->n);
		return m->out;
	}
	/* the block is full: make each row the maximum from it to the end */
	memcpy(m->out, m->prefix, m->n * sizeof *m->out);
	for (i = m->n_row - 1; i-- > 0;) {
		row = m->block + i * m->n;
		greater(row, row + m->n, row, m->n);
	}
	m->at = 0;
	return m->out;
}

void
maximum_release(struct maximum *m)
{
	free(m->pad[0]);
	free(m->pad[1]);
	free(m->block);
	free(m->prefix);
	free(m->out);
	*m = (struct maximum) { 0 };
}
