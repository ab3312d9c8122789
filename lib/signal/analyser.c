#include <stdlib.h>
#include <string.h>

#include "base/sg.h"
#include "signal/analyser.h"

int
analyser_init(struct analyser *a, const struct profile *p)
{
	*a = (struct analyser) { .profile = p };
	if (stft_init(&a->stft, p) < 0)
		return -1;
	if (p->kind == PROFILE_SONICGEN)
		seed_init(&a->seed, p);
	else
		pick_init(&a->pick, p);
	a->hop = xreallocarray(NULL, p->hop, sizeof *a->hop);
	a->power = xreallocarray(NULL, a->stft.n_bin, sizeof *a->power);
	return 0;
}

static void
put_hop(struct analyser *a, const float *x)
{
	if (!stft_put(&a->stft, x, a->power))
		return;
	a->frames++;
	if (a->profile->kind == PROFILE_SONICGEN)
		seed_put(&a->seed, a->power, a->stft.loudest);
	else
		pick_put(&a->pick, a->power);
}

void
analyser_put(struct analyser *a, const float *x, size_t n)
{
	size_t hop = a->profile->hop, k;

	while (n > 0) {
		if (a->n_hop == 0 && n >= hop) {
			put_hop(a, x);
			k = hop;
		} else {
			k = hop - a->n_hop < n ? hop - a->n_hop : n;
			memcpy(a->hop + a->n_hop, x, k * sizeof *x);
			if ((a->n_hop += k) == hop) {
				put_hop(a, a->hop);
				a->n_hop = 0;
			}
		}
		x += k;
		n -= k;
	}
}

void
analyser_end(struct analyser *a)
{
	if (a->profile->kind == PROFILE_SONICGEN)
		a->n_peak = seed_end(&a->seed, &a->peak);
	else
		pick_end(&a->pick);
}

bool
analyser_next(struct analyser *a, struct peak *p)
{
	if (a->profile->kind == PROFILE_SG1)
		return pick_next(&a->pick, p);
	if (a->next == a->n_peak)
		return false;
	*p = a->peak[a->next++];
	return true;
}

void
analyser_release(struct analyser *a)
{
	stft_release(&a->stft);
	if (a->profile->kind == PROFILE_SONICGEN)
		seed_release(&a->seed);
	else
		pick_release(&a->pick);
	free(a->hop);
	free(a->power);
	*a = (struct analyser) { 0 };
}
