# Sourced by every pipeline: where the programs are, and what all of them do.
# shellcheck shell=bash disable=SC2154 # usage is the pipeline's
set -euo pipefail
export LC_ALL=C
me=${0##*/}
home=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# from a clone: what make built; installed: the bin of the same prefix
command -v sg-decode >/dev/null ||
	PATH=$home/../build/bin:$home/../../bin:$PATH

# say TEXT...; die STATUS TEXT...: a message that names the pipeline;
# need PROGRAM PACKAGE: die unless it is there
say() { printf '%s\n' "$me: $*" | plain >&2; }
die() { say "${@:2}"; exit "$1"; }
need() { command -v "$1" >/dev/null || die 2 "$1 is missing: install $2"; }

# standard OPTION: what -h, -V and a wrong option have in common
standard() {
	case $1 in
	h) echo "$usage"; exit 0 ;;
	V) need sg-decode 'SonicGen, or run make'
	   echo "$me $(sg-decode -V | cut -d' ' -f2)"; exit 0 ;;
	*) echo "$usage" >&2; exit 2 ;;
	esac
}

# scratch: a directory $tmp that goes away with the pipeline
scratch() {
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 143' HUP INT TERM
}

# worst STATUS...: 2 (a person must act), 75 (later), 1 (no), 0, in this order
worst() {
	local worst=0 s
	for s; do
		case $s,$worst in
		0,* | *,2 | 1,75) ;;
		1,* | 75,*) worst=$s ;;
		*) worst=2 ;;
		esac
	done
	return "$worst"
}

# culprit STATUS...: the first stage, from 0, that failed, but not by SIGPIPE (141)
culprit() {
	printf '%s\n' "$@" | awk '$1 != 0 && $1 != 141 { print NR - 1; exit }'
}

# plain: text that cannot steer a terminal: no control characters of either
# set, no broken UTF-8, no marks that turn the direction of writing
plain() {
	{ iconv -c -f UTF-8 -t UTF-8 || :; } |
	tr '\001-\011\013-\037\177' '?' |
	sed 's/\xc2[\x80-\x9f]/?/g
		s/\xe2\x80[\x8e\x8f\xaa-\xae]/?/g; s/\xe2\x81[\xa6-\xa9]/?/g'
}
