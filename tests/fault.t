#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# The k-th system call of a kind fails, for some k of some programs (EVERY=1: for all): a disk that
# cannot be read or written, no more files, a full disk, a signal. A program ends
# with one line and 2 or 75, or does what it always does; no index is the worse.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'slow enough, and the same calls'
# `make cover`: where its counts are written is not to be damaged, too
export GCOV_PREFIX=$tmp/counts

music 1 12 16000 >m.au
music 1 12 16000 | ffmpeg -v error -i - m.ogg
sg-decode m.au >d.au
sg-hash -i m d.au >m.fp
sg-store -d ix m.fp
sg-segment -W 5 -S 5 m.fp >s.fp
sg-match -d ix s.fp >m.c || exit
music 2 12 | sg-hash -i n >n.fp
sg-store -d ix2 m.fp
sg-store -d ix2 n.fp
printf '## sg videos 1\n# id\ttitle\nm\tM\n## end\n' >videos

# count COMMAND: how many calls $call it makes
count() {
	strace -f -qq -o calls -e "trace=$call" "$@" >/dev/null 2>&1 </dev/null
	grep -cE '^[0-9 ]*[a-z0-9]+\(' calls
}
# strike COMMAND: under each fault of each k; ./bad says what was wrong
strike() {
	local fault call error first n i k rc fine=0 tried=0
	: >bad
	[ -z "${before-}" ] || { rm -rf st && cp -r "$before" st; }
	"$@" >want 2>/dev/null || fine=$?
	for fault in read:EIO pread64:EIO write:ENOSPC write:EIO openat:EMFILE mmap:ENOMEM \
	    fsync,fdatasync:EIO renameat:EIO read:EINTR write:EINTR ftruncate:ENOSPC; do
		call=${fault%%:*} error=${fault##*:}
		[ -z "${before-}" ] || { rm -rf st && cp -r "$before" st; }
		# what the loader does before main() is not ours
		first=0
		case $call in
		read | pread64 | openat | mmap) first=$(count "$1" -V) ;;
		esac
		n=$(count "$@")
		for ((i = 1; first + i <= n; i += 1 + (${EVERY:-0} ? 0 : i))); do
			k=$((first + i))
			[ -z "${before-}" ] || { rm -rf st && cp -r "$before" st; }
			rc=0
			timeout 20 strace -f -qq -o /dev/null -e "trace=$call" \
			    -e "inject=$call:error=$error:when=$k" "$@" >got 2>said </dev/null || rc=$?
			tried=$((tried + 1))
			case $rc in
			"$fine") cmp -s want got || echo "$call $k of $n, $error: another answer" >>bad ;;
			75 | 2) [ -s said ] || echo "$call $k of $n, $error: $rc, and silent" >>bad ;;
			*) echo "$call $k of $n, $error: status $rc: $(head -n 1 said)" >>bad ;;
			esac
			[ -z "${before-}" ] || sg-index -d st check >/dev/null 2>&1 ||
				echo "$call $k of $n, $error: the index is damaged" >>bad
		done
	done
	echo "# $tried faults"
	[ ! -s bad ] || { sed 's/^/#   /' bad | head -20; false; }
}
ok 'sg-decode, of Vorbis' 'strike sg-decode m.ogg'
ok 'sg-match'   'strike sg-match -d ix -w none s.fp'
if [ -n "${EVERY-}" ]; then
	ok 'sg-decode'  'strike sg-decode m.au'
	ok 'sg-peaks'   'strike sg-peaks d.au'
	ok 'sg-hash'    'strike sg-hash -i m d.au'
	ok 'sg-segment' 'strike sg-segment -W 5 -S 5 m.fp'
	ok 'sg-index'   'strike sg-index -d ix ls && strike sg-index -d ix check && strike sg-index -d ix dump'
	ok 'sg-decide'  'strike sg-decide -d ix m.fp m.c'
fi
ok 'sg-store'   'before=ix strike sg-store -d st -m videos n.fp'
ok 'sg-index rm' 'before=ix2 strike sg-index -d st rm n'
ok 'sg-index merge' 'before=ix2 strike sg-index -d st merge'

# a file server that does what it is asked, and loses the answer to the k-th rename:
# asked again, it knows no such file
cat >lose.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
static int lose(int r) { static int k; const char *s = getenv("LOSE"); if (s == NULL || ++k != atoi(s)) return r; errno = ENOENT; return -1; }
int rename(const char *a, const char *b) { int (*f)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"); return lose(f(a, b)); }
int renameat(int d, const char *a, int e, const char *b) { int (*f)(int, const char *, int, const char *) = (int (*)(int, const char *, int, const char *))dlsym(RTLD_NEXT, "renameat"); return lose(f(d, a, e, b)); }
C
${CC:-gcc} -shared -fPIC -o lose.so lose.c -ldl
# lost K COMMAND
lost() { LD_PRELOAD=$PWD/lose.so LOSE=$1 "${@:2}"; }
ids() { sg-index -d "$1" ls | grep -v '^#' | cut -f 1 | sort | xargs; }
ok 'the shim loses one'   'echo a >x && ! lost 1 perl -e "exit !rename q(x), q(y)" && [ ! -e x ] && [ -e y ]'
# each COMMAND: for a few k; it is told k
each() { for k in 1 2 3 4; do rm -rf st; "$@" || { echo "# k = $k"; return 1; }; done; }
answers() { sg-match -d "$1" -w none s.fp | grep -v '^## as-of'; }
stores() { cp -r ix st && rc 0 lost "$k" sg-store -d st n.fp && [ ! -s err ] && [ "$(ids st)" = "m n" ] && sg-index -d st check && answers st | cmp - <(answers ix2); }
changes() { cp -r ix2 st && rc 0 lost "$k" sg-index -d st merge && sg-index -d st check && rc 0 lost "$k" sg-index -d st rm n && [ "$(ids st)" = m ] && sg-index -d st check; }
streams() { cat m.fp n.fp | rc 0 lost "$k" sg-store -e -d st && [ "$(ids st)" = "m n" ] && sg-index -d st check; }
ok 'sg-store: a lost answer' 'each stores'
ok 'sg-index: the same'   'each changes'
ok 'sg-store -e: the same' 'each streams'
done_testing
