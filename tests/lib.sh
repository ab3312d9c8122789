# Sourced by every tests/*.t: TAP, a scratch directory, and the built programs.
# shellcheck shell=bash
#
#	ok NAME CMD...      passes when CMD (evaluated) succeeds
#	rc N CMD [ARG...]   CMD's status is N; stdout in ./out, stderr in ./err;
#	                    a single word is evaluated, so it may be a pipeline
#	says TEXT           ./err holds TEXT
#	skip NAME WHY       counted, with the reason
#	done_testing        last line
#	plain_only WHY      first line of a test whose subject is not our C: the
#	                    sanitizers would see nothing that others do not show
#	san_enough          the rest of a test, of which the same holds
#			(SAN_ALL=1 runs all of both)
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${O:=build}"
export PATH="$here/$O/bin:$here/$O/tool:$PATH"
unset SG_DB XDG_DATA_HOME
test_n=0
test_bad=0
tmp=$(mktemp -d) && cd "$tmp" || exit 2
trap 'rm -rf "$tmp"' EXIT

ok() {
	local name=$1
	shift
	test_n=$((test_n + 1))
	if eval "$*"; then
		echo "ok $test_n - $name"
	else
		echo "not ok $test_n - $name"
		echo "#   $*"
		[ ! -s err ] || sed 's/^/#   stderr: /' err | tail -5
		test_bad=1
	fi
}

rc() {
	local want=$1 got=0
	shift
	if [ $# -eq 1 ]; then
		eval "$1" >out 2>err || got=$?
	else
		"$@" >out 2>err || got=$?
	fi
	[ "$got" -eq "$want" ] || { echo "#   status $got, want $want"; return 1; }
}

says() {
	local text
	IFS= read -r -d '' text <err || :
	[[ $text == *"$1"* ]]
}

skip() {
	test_n=$((test_n + 1))
	echo "ok $test_n - $1 # SKIP $2"
}

plain_only() {
	[ "${O%-san}" != "$O" ] && [ -z "${SAN_ALL-}" ] || return 0
	echo "1..0 # SKIP without the sanitizers only: $*"
	exit 0
}

san_enough() {
	[ "${O%-san}" = "$O" ] || [ -n "${SAN_ALL-}" ] || done_testing
}

done_testing() {
	echo "1..$test_n"
	exit "$test_bad"
}
