#!/bin/bash
# shellcheck disable=SC2034,SC2317 # ok evaluates
# Eight write into an index, eight ask it, for SECONDS_ (600): each answer is what
# the index was at some moment between the question and the answer.
#
# Each writer has one recording there, all of the same sound, under a name with a
# number: it stores the next one, then removes the last. What a reader finds of a
# writer is one number, or two that follow each other, and none that was gone before
# the question or began after the answer.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
seconds=${SECONDS_:-600}
music 1 10 | sg-hash -i q >q.fp
music 2 10 | sg-hash -i rest | sg-store -d ix
named() { sed "s/^q\t/$1\t/; s/^\(## rec \)q/\1$1/" q.fp; }
until=$((EPOCHSECONDS + seconds))

writer() {
	local w=$1 k=1
	named "w$w.1" | sg-store -d ix || return
	echo 1 >"now.$w"
	touch "ready.$w"
	while [ $EPOCHSECONDS -lt $until ]; do
		# what may be seen: k, from now on k + 1, too, and soon that alone
		echo "$k $((k + 1))" >"next.$w" && mv "next.$w" "may.$w"
		named "w$w.$((k + 1))" | sg-store -d ix || return
		sg-index -d ix rm "w$w.$k" || return
		k=$((k + 1))
		echo "$k" >"next.$w" && mv "next.$w" "sure.$w"
	done
	echo "$k" >"stored.$w"
}
# the lowest number that may be seen yet, of each writer; and the highest
low() { for w in 1 2 3 4 5 6 7 8; do cat "sure.$w" 2>/dev/null || echo 1; done; }
high() { for w in 1 2 3 4 5 6 7 8; do cut -d ' ' -f 2 "may.$w" 2>/dev/null || echo 1; done; }
reader() {
	local n=0
	while [ $EPOCHSECONDS -lt $until ]; do
		low >"low.$1"
		sg-match -d ix -n 64 q.fp >"answer.$1" 2>"said.$1" || { cat "said.$1"; return 1; }
		high >"high.$1"
		awk -F '\t' -v low="low.$1" -v high="high.$1" '
		BEGIN {
			for (w = 1; w <= 8; w++) { getline a[w] <low; getline b[w] <high; if (b[w] == "") b[w] = 1 }
		}
		!/^#/ {
			split($3, p, /[w.]/)
			if (p[3] < a[p[2]] || p[3] > b[p[2]]) { print "not then: " $3 ", want " a[p[2]] ".." b[p[2]]; bad = 1 }
			n[p[2]]++
			if (n[p[2]] == 2 && (p[3] - last[p[2]]) ^ 2 != 1) { print "not at once: " $3; bad = 1 }
			last[p[2]] = p[3]
		}
		END {
			for (w = 1; w <= 8; w++)
				if (n[w] < 1 || n[w] > 2) { print "of writer " w ": " n[w] + 0; bad = 1 }
			exit bad
		}' "answer.$1" >"wrong.$1" || { sed 's/^/#   /' "wrong.$1"; return 1; }
		n=$((n + 1))
	done
	echo "$n" >"asked.$1"
}
pids=()
for w in 1 2 3 4 5 6 7 8; do writer $w & pids+=($!); done
while [ "$(find . -name 'ready.*' | wc -l)" -lt 8 ]; do sleep 0.1; done
for r in 1 2 3 4 5 6 7 8; do reader $r & pids+=($!); done
all() { local p bad=0; for p in "${pids[@]}"; do wait "$p" || bad=1; done; return "$bad"; }
ok 'eight and eight' all
sum() { cat "$@" | awk '{ s += $1 } END { print s }'; }
echo "# $(sum stored.*) stored, $(sum asked.*) answers"
ok 'at the end the last of each' '[ "$(sg-index -d ix ls | grep -c "^w")" -eq 8 ] && for w in 1 2 3 4 5 6 7 8; do sg-index -d ix ls | grep -q "^w$w.$(cat stored.$w)	" || exit; done'
ok 'and it is whole' 'sg-index -d ix check'
ok 'no file is left over' '[ "$(find ix -type f | wc -l)" -le $((3 + 2 * $(grep -c "\.seg" ix/MANIFEST))) ]'
done_testing
