#!/bin/bash
# shellcheck disable=SC2016,SC2034 # ok evaluates
# The k-th allocation fails, for many k (EVERY=1: for all): a program ends with one
# line and 75, or does without; it does not crash, and no index is the worse for it.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'the sanitizers have an allocator of their own'
"${CC:-cc}" -shared -fPIC -o fail.so "$here/tests/crash/fail-malloc.c" -ldl || exit 2

music 1 12 16000 >m.au
sg-decode m.au >d.au
sg-peaks d.au -i m >m.peaks 2>/dev/null || sg-peaks -i m d.au >m.peaks
sg-hash -i m d.au >m.fp
sg-store -d ix m.fp
sg-segment -W 5 -S 5 m.fp >s.fp
sg-match -d ix s.fp >m.c
music 2 12 | sg-hash -i n >n.fp
printf '## sg videos 1\n# id\ttitle\nm\tM\n## end\n' >videos

# strike NAME COMMAND: under each k; ./bad says what was wrong
strike() {
	local name=$1 n k rc tried=0
	shift
	: >bad
	"$@" >want 2>/dev/null
	local fine=$?
	n=$(SG_FAIL_SAY=1 LD_PRELOAD=$tmp/fail.so "$@" 2>&1 >/dev/null | sed -n 's/ allocations$//p')
	[[ $n =~ ^[0-9]+$ ]] || { echo "#   not counted"; return 1; }
	k=1
	while [ "$k" -le "$n" ]; do
		rc=0
		[ -z "${before-}" ] || { rm -rf st; cp -r "$before" st; }
		SG_FAIL_AT=$k LD_PRELOAD=$tmp/fail.so timeout 20 "$@" >got 2>said || rc=$?
		tried=$((tried + 1))
		case $rc in
		"$fine") [ -n "${changes-}" ] || cmp -s want got || echo "$k of $n: another answer" >>bad ;;
		75 | 2) [ "$(wc -l <said)" -ge 1 ] || echo "$k of $n: $rc, and silent" >>bad ;;
		*) echo "$k of $n: status $rc: $(head -n 1 said)" >>bad ;;
		esac
		[ -z "${check-}" ] || sg-index -d "$check" check >/dev/null 2>&1 || echo "$k of $n: the index is damaged" >>bad
		# all of the first, then fewer and fewer
		k=$((k + 1 + (${EVERY:-0} ? 0 : k / 6)))
	done
	echo "# $name: $tried of $n allocations, one at a time"
	[ ! -s bad ] || { sed 's/^/#   /' bad | head -5; false; }
}
ok 'sg-peaks'   'strike sg-peaks sg-peaks d.au'
ok 'sg-hash'    'strike sg-hash sg-hash -i m d.au'
ok 'sg-hash, of peaks' 'strike "sg-hash, of peaks" sg-hash m.peaks'
ok 'sg-segment' 'strike sg-segment sg-segment -W 5 -S 5 m.fp'
ok 'sg-match'   'strike sg-match sg-match -d ix -w none s.fp'
ok 'sg-match, all warps' 'strike "sg-match, axes" sg-match -d ix -w axes n.fp'
ok 'sg-match -T' 'strike "sg-match -T" sg-match -T -j -d ix m.fp'
ok 'sg-index ls' 'strike "sg-index ls" sg-index -d ix ls'
ok 'sg-index check' 'strike "sg-index check" sg-index -d ix check'
ok 'sg-index stat' 'strike "sg-index stat" sg-index -d ix stat'
ok 'sg-index dump' 'strike "sg-index dump" sg-index -d ix dump'
ok 'sg-decide'  'strike sg-decide sg-decide -d ix m.fp m.c'
changes=1
sg-store -d ix2 m.fp
sg-store -d ix2 n.fp
cp -r ix st
ok 'sg-store'   'check=st before=ix strike sg-store sg-store -d st -m videos n.fp'
rm -rf st && cp -r ix st
ok 'sg-store -e' 'check=st before=ix strike "sg-store -e" sg-store -e -d st n.fp'
cp -r ix2 st
ok 'sg-index rm' 'check=st before=ix2 strike "sg-index rm" sg-index -d st rm n'
cp -r ix2 st
ok 'sg-index merge' 'check=st before=ix2 strike "sg-index merge" sg-index -d st merge'
done_testing
