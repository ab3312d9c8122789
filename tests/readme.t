#!/bin/bash
# make demo finds the truth, and the README's session is what happens after it.
# readme.t -u puts today's output into the README.
# shellcheck disable=SC2034 # eval uses them
update=${1-}
. "$(dirname "$0")/lib.sh"
plain_only 'the README'

cd "$here" || exit 2
demo=0
pipelines/demo.sh >"$tmp/out" 2>"$tmp/err" || demo=$?
if [ "$demo" -eq 75 ]; then
	for t in 'make demo' 'and twice' 'the session of the README'; do
		skip "$t" 'no package mirror answers'
	done
	done_testing
fi
ok 'make demo is right'  '[ "$demo" -eq 0 ] && grep -qx "  Right." "$tmp/out"'
ok 'it tells the truth'  'grep -q "Truth:  manolo_camp-morning_coffee from 41.3 s" "$tmp/out"'
ok 'and twice'           'pipelines/demo.sh >"$tmp/out" && grep -qx "  Right." "$tmp/out" && ! grep -q Fetch "$tmp/out"'

# the session: commands after "$ ", and what they print
sed -n '/^```console$/,/^```$/p' README.md | grep -v '^```' >"$tmp/want"
(
	while IFS= read -r line; do
		[[ $line == '$ '* ]] || continue
		printf '%s\n' "$line"
		eval "${line#??}" 2>&1
	done
) <"$tmp/want" >"$tmp/got"
if [ "$update" = -u ]; then
	awk -v got="$tmp/got" '
		/^```console$/ { print; while ((getline l < got) > 0) print l; on = 1 }
		/^```$/ { on = 0 }
		!on' README.md >"$tmp/README.md" && cp "$tmp/README.md" README.md
	exit
fi
ok 'the README has a session' '[ "$(grep -c "^\\$ " "$tmp/want")" -ge 4 ]'
ok 'it goes as it says'  'diff "$tmp/want" "$tmp/got" | sed "s/^/# /; \$q1"'
while read -r f; do
	ok "README: $f"  '[ -e "$f" ]'
done < <(grep -oE '\b(pipelines|tests|man|lib|cmd|debian|completion)/[a-z0-9./_-]*[a-z0-9/]' README.md | sort -u)
for p in cmd/*.c; do
	p=$(basename "$p" .c)
	ok "README: $p"  "grep -q '^| $p ' README.md"
done
done_testing
