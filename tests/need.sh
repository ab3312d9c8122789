#!/bin/sh
# need.sh build|demo|eval|bench|serve|check: install the Debian packages that are missing for it.
# Says which; asks for sudo only when something is missing and we are not root.
set -eu

build='gcc make libc6-dev pkg-config libsndfile1-dev libsoxr-dev libfftw3-dev
	libcurl4-openssl-dev libjansson-dev libpq-dev libssl-dev'
run='ffmpeg parallel jq'
check='bsdextrautils chromium clang-format curl datamash dpkg-dev file flac git lame libcmocka-dev
	libsox-fmt-all mandoc openssl opus-tools perl postgresql procps python3 shellcheck sox time
	xz-utils vorbis-tools'
serve='lighttpd yt-dlp'
eval='bsdextrautils espeak-ng gnuplot-nox libchromaprint-tools libsox-fmt-all rubberband-cli sox'

case ${1-} in
build) want=$build ;;
demo) want="$build $run" ;;
eval) want="$build $run $eval" ;;
bench) want="$build $run time" ;;
serve) want="$build $run $serve" ;;
check) want="$build $run $serve $eval $check" ;;
*) echo 'usage: need.sh build|demo|eval|bench|serve|check' >&2; exit 2 ;;
esac

missing=
for p in $want; do
	dpkg-query -W -f '${Status}\n' "$p" 2>/dev/null |
	    grep -q '^install ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "need.sh: not a Debian: install the like of$missing" >&2
	exit 2
fi
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
if [ -n "$as_root" ] && ! command -v sudo >/dev/null; then
	echo "need.sh: as root, please: apt-get install$missing" >&2
	exit 2
fi
echo "installing:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of words
if ! { $as_root apt-get update -qq &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
    --no-install-recommends $missing; } >"$log" 2>&1; then
	cat "$log" >&2
	exit 2
fi
