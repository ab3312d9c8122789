# Sourced by tests in which the k-th allocation fails, for many k (EVERY=1: all).
# shellcheck shell=bash disable=SC2154 # lib.sh sets here and tmp
#
#	strike NAME COMMAND...   ./bad says what was wrong; and its variables:
#	before=DIR     each begins with a copy of it as st
#	ready=COMMAND  or with this
#	check=INDEX    which is whole after each
#	changes=1      it may say something else each time
#	thin=N         of k, the next is k/N further on (6)
#	SG_FAIL_LIB    (exported) libraries that are short of memory, too
plain_only 'the sanitizers have an allocator of their own'
"${CC:-cc}" -shared -fPIC -o fail.so "$here/tests/crash/fail-malloc.c" -ldl || exit 2

strike() {
	local name=$1 n k rc tried=0
	shift
	: >bad
	eval "${ready-}"
	"$@" >want 2>/dev/null
	local fine=$?
	eval "${ready-}"
	n=$(SG_FAIL_SAY=1 LD_PRELOAD=$tmp/fail.so "$@" 2>&1 >/dev/null | sed -n 's/ allocations$//p' | tail -n 1)
	[[ $n =~ ^[0-9]+$ ]] || { echo "#   not counted"; return 1; }
	k=1
	while [ "$k" -le "$n" ]; do
		rc=0
		eval "${ready-}"
		[ -z "${before-}" ] || { rm -rf st; cp -r "$before" st; }
		SG_FAIL_AT=$k LD_PRELOAD=$tmp/fail.so timeout 20 "$@" >got 2>said || rc=$?
		tried=$((tried + 1))
		case $rc in
		"$fine") [ -n "${changes-}" ] || diff -qI '^## as-of' want got >/dev/null || echo "$k of $n: another answer" >>bad ;;
		75 | 2) [ "$(wc -l <said)" -ge 1 ] || echo "$k of $n: $rc, and silent" >>bad ;;
		*) echo "$k of $n: status $rc: $(head -n 1 said)" >>bad ;;
		esac
		[ -z "${check-}" ] || sg-index -d "$check" check >/dev/null 2>&1 || echo "$k of $n: the index is damaged" >>bad
		# all of the first, then fewer and fewer
		k=$((k + 1 + (${EVERY:-0} ? 0 : k / ${thin:-6})))
	done
	echo "# $name: $tried of $n allocations, one at a time"
	[ ! -s bad ] || { sed 's/^/#   /' bad | head -5; false; }
}
