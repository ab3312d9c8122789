#!/bin/bash
# shellcheck disable=SC2016,SC2317 # ok evaluates
# kill -9 at any moment leaves the old index or the new one, and nothing for
# long; any number of writers and readers at once.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
plain_only 'kills, and what they leave'
# shellcheck source=tests/fp.sh
. "$here/tests/fp.sh"
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
"${CC:-cc}" -shared -fPIC -o kill-at.so "$here/tests/crash/kill-at.c" -ldl ||
	exit 2

# What the index holds: id and number of postings, which tells versions apart.
state() {
	sg-index -d i ls >ls.out && sed '/^#/d' ls.out | cut -f 1,3 | sort
}

# The same after "store ID N..." or "rm ID" was applied to standard input.
apply() {
	awk -v op="$*" 'BEGIN { n = split(op, w, " ") }
	{ s[$1] = $2 }
	END {
		if (w[1] == "store")
			for (i = 2; i < n; i += 2) s[w[i]] = w[i + 1]
		if (w[1] == "rm")
			delete s[w[2]]
		for (k in s) print k "\t" s[k]
	}' | sort
}

# run OP...: do it, to be killed as the environment says
run() {
	local id file=''
	case $1 in
	store)
		shift
		while [ $# -gt 0 ]; do
			id=$1.$2
			[ -e "$id" ] || mk "$1" "$2" "$2" >"$id"
			file="$file $id"
			shift 2
		done
		# shellcheck disable=SC2086 # a list of files
		cat $file >in
		"${killer[@]}" sg-store -d i in
		;;
	rm) "${killer[@]}" sg-index -d i rm "$2" ;;
	merge) "${killer[@]}" sg-index -d i merge ;;
	esac
}

# One operation under the axe; then the index is as before or as after.
strike() {
	state >before
	apply "$@" <before >after
	run "$@" >/dev/null 2>&1
	[ $? -ne 137 ] || killed=$((killed + 1))
	if ! sg-index -d i check; then
		echo "# check after: $*"
		return 1
	fi
	state >now
	cmp -s now before && return 0
	cmp -s now after && landed=$((landed + 1)) && return 0
	echo "# neither the old nor the new index after: $*"
	return 1
}

# Every file that is named by the MANIFEST, no other.
clean() {
	find i -type f ! -name LOCK ! -name MERGE ! -name MANIFEST -printf '%f\n' |
	    sort >files
	grep -v '^#' i/MANIFEST | cut -f 1,7 | tr '\t' '\n' | grep -vx -- - |
	    sort | cmp - files
}

operation() { # the i-th
	case $(($1 % 6)) in
	0) echo merge ;;
	5) echo rm "r$(($1 / 2 % 40))" ;;
	*) echo store "r$(($1 * 3 % 40))" $((200 + $1 % 400)) "r$(($1 * 7 % 40 + 40))" $((700 + $1 % 400)) ;;
	esac
}

kills=${KILLS:-10} # check-long: 1,000

mk r0 300 300 | sg-store -d i
killed=0 landed=0 bad_strikes=0
for ((i = 0; i < 2 * kills; i++)); do # at each call that matters
	killer=(env "LD_PRELOAD=$PWD/kill-at.so" "SG_KILL_AT=$((i * 7 % 29 + 1))")
	# shellcheck disable=SC2046 # words
	strike $(operation $i) || bad_strikes=$((bad_strikes + 1))
done
ok 'killed at system calls: old or new' '[ $bad_strikes -eq 0 ]'
ok 'most of them struck' '[ $killed -ge $((kills * 6 / 5)) ]'
ok 'some after the commit' '[ $landed -ge $((kills / 5)) ]'

# at random moments of what an operation takes here and now; a kill that
# comes after its end does not count
RANDOM=42
start=$(date +%s%N)
killer=()
run store long 400 long2 800 >/dev/null 2>&1
span=$((($(date +%s%N) - start) / 1000))
killed=0 bad_strikes=0
for ((i = 100; killed < kills && i < 100 * kills; i++)); do
	printf -v delay '0.%06d' $(((RANDOM * 32768 + RANDOM) % span))
	killer=(timeout -s KILL "$delay")
	# shellcheck disable=SC2046 # words
	strike $(operation $i) || bad_strikes=$((bad_strikes + 1))
done
ok 'killed at random moments: old or new' '[ $bad_strikes -eq 0 ]'
ok 'that many times' '[ $killed -eq $kills ]'
echo "# of $((i - 100)) that were tried"

killer=()
state >before
run store last 777 >/dev/null 2>&1
ok 'the next store lands' 'apply store last 777 <before >after; state | cmp - after'
ok 'and sweeps up' clean
ok 'what is there is what was stored' \
    'sg-index -d i dump >d; for r in $(state | tr "\t" "."); do [ -e $r ] || { id=${r%.*}; mk $id ${r##*.} ${r##*.} >$r; }; cat $r; done >all; [ "$(rows d | md5sum)" = "$(rows all | md5sum)" ]'

# eight writers with ten commits each, a reader, and a merge now and then
writer() {
	for k in 0 1 2 3 4 5 6 7 8 9; do
		mk "w$1-$k" "$1$k" 150 | sg-store -d p || echo "store $1 $k" >>failed
	done
}
reader() {
	local n last=0
	while [ ! -e stop ]; do
		sg-index -d p ls >"r.out" 2>>failed || echo reader >>failed
		n=$(grep -vc '^#' r.out)
		[ "$n" -ge "$last" ] || echo "$last, then $n recordings" >>failed
		last=$n
	done
}
mk w w 100 | sg-store -d p
: >failed
reader &
reader_pid=$!
for w in 1 2 3 4 5 6 7 8; do
	writer $w &
	pids="${pids-} $!"
done
sg-index -d p merge || echo merge >>failed
# shellcheck disable=SC2086 # a list
wait $pids
touch stop
wait $reader_pid
ok 'eight writers, a reader: no failure' '[ ! -s failed ] || ! sed "s/^/# /" failed'
ok 'all have landed' '[ "$(sg-index -d p ls | grep -vc ^#)" -eq 81 ]'
ok 'and the index is whole' 'sg-index -d p check'
ok 'in few segments' '[ "$(grep -c seg p/MANIFEST)" -le 12 ]'
done_testing
