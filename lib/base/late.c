#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "base/late.h"

static void
load(struct late *l)
{
	void *handle = dlopen(l->soname, RTLD_NOW);
	size_t i;

	if (handle == NULL)
		snprintf(l->wrong, sizeof l->wrong, "%s", dlerror());
	for (i = 0; i < l->n && !*l->wrong; i++) {
		/* so POSIX makes a function of it */
		*(void **)l->function[i].at =
		    dlsym(handle, l->function[i].name);
		if (*(void **)l->function[i].at == NULL)
			snprintf(l->wrong, sizeof l->wrong, "%s has no %s",
			    l->soname, l->function[i].name);
	}
	atomic_store_explicit(&l->loaded, true, memory_order_release);
}

const char *
late_load(struct late *l)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

	if (!atomic_load_explicit(&l->loaded, memory_order_acquire)) {
		pthread_mutex_lock(&one);
		if (!atomic_load_explicit(&l->loaded, memory_order_relaxed))
			load(l);
		pthread_mutex_unlock(&one);
	}
	return *l->wrong ? l->wrong : NULL;
}
