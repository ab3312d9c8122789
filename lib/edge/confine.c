#define _GNU_SOURCE /* unshare */

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "edge/confine.h"

/* A number of a system call means something only on its architecture. */
enum {
#if defined(__x86_64__)
	ARCH = (int)AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
	ARCH = (int)AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
	ARCH = (int)AUDIT_ARCH_RISCV64
#else
	ARCH = 0
#endif
};

/*
 * Sockets; io_uring, which opens them past any filter; and other processes of
 * the same user, which may have a network.
 */
static const int refused[] = { SYS_socket, SYS_io_uring_setup, SYS_ptrace,
	SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_getfd };

enum {
	REFUSED = sizeof refused / sizeof *refused,
	X32 = 0x40000000 /* the other calls of x86-64 */
};

static int
fail(char err[static 128], const char *what)
{
	snprintf(err, 128, "%s: %s", what, strerror(errno));
	return -1;
}

static int
bound(unsigned resource, uint64_t max, uint64_t grace)
{
	struct rlimit r;

	if (max == 0 || getrlimit(resource, &r) < 0)
		return max == 0 ? 0 : -1;
	if (r.rlim_max == RLIM_INFINITY || r.rlim_max > max + grace)
		r.rlim_max = (rlim_t)(max + grace);
	r.rlim_cur = r.rlim_max < max ? r.rlim_max : (rlim_t)max;
	return setrlimit(resource, &r);
}

static struct sock_filter
step(int code, uint32_t k, uint8_t yes, uint8_t no)
{
	return (struct sock_filter) { (uint16_t)code, yes, no, k };
}

/* Returns 0, or -1 with errno set. */
static int
filter_calls(void)
{
	const uint32_t nr = offsetof(struct seccomp_data, nr);
	const uint32_t arch = offsetof(struct seccomp_data, arch);
	struct sock_filter f[REFUSED + 8];
	struct sock_fprog program = { 0, f };
	unsigned short n = 0;
	size_t i;

	if (ARCH == 0) {
		errno = ENOSYS;
		return -1;
	}
	f[n++] = step(BPF_LD | BPF_W | BPF_ABS, arch, 0, 0);
	f[n++] = step(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)ARCH, 1, 0);
	f[n++] = step(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	f[n++] = step(BPF_LD | BPF_W | BPF_ABS, nr, 0, 0);
	/* past the refusals, the last one allows */
	f[n++] = step(BPF_JMP | BPF_JGE | BPF_K, X32, REFUSED + 1, 0);
	for (i = 0; i < REFUSED; i++)
		f[n++] = step(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i],
		    (uint8_t)(REFUSED - i), 0);
	f[n++] = step(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	f[n++] = step(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
	program.len = n;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* A namespace of its own for it takes root, or one for users, too. */
static bool
without_network(void)
{
	bool space = unshare(CLONE_NEWNET) == 0 ||
		     unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
	bool filter = filter_calls() == 0;

	return space || filter;
}

int
confine(const struct confine *c, char err[static 128])
{
	/* with whoever started us */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return fail(err, "prctl");
	/* a second to die of SIGXCPU, which tells what was the matter */
	if (bound(RLIMIT_CPU, c->cpu_s, 1) < 0 ||
	    bound(RLIMIT_FSIZE, c->file_b, 0) < 0 ||
	    bound(RLIMIT_AS, c->space_b, 0) < 0)
		return fail(err, "setrlimit");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(err, "prctl");
	if (!c->network && !without_network())
		return fail(err, "the network cannot be taken away");
	return 0;
}
