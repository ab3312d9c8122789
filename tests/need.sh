#!/bin/sh
# need.sh build|demo|eval|bench|fuzz|afl|port|serve|check: install the Debian packages that are missing for it.
# Says which; asks for sudo only when something is missing and we are not root.
# For check, the packages of npm that tests/node/package-lock.json pins, too.
set -eu
cd "$(dirname "$0")/.."

build='gcc make libc6-dev pkg-config libsndfile1-dev libmpg123-dev libsoxr-dev
	libfftw3-dev libcurl4-openssl-dev libjansson-dev libpq-dev libssl-dev'
run='ffmpeg parallel jq'
check='bsdextrautils chromium clang clang-format clang-tidy cppcheck curl datamash dpkg-dev faketime file flac git lame libcmocka-dev
	libsox-fmt-all locales mandoc openssh-server openssl opus-tools perl postgresql procps python3 shellcheck sox strace time
	xz-utils vorbis-tools'
serve='lighttpd yt-dlp'
eval='bsdextrautils espeak-ng gnuplot-nox libchromaprint-tools libsox-fmt-all rubberband-cli sox'

case ${1-} in
build) want=$build ;;
demo) want="$build $run" ;;
eval) want="$build $run $eval" ;;
bench) want="$build $run gnuplot-nox postgresql time" ;;
fuzz) want="$build clang" ;;
port) want="$build gcc-arm-linux-gnueabi gcc-s390x-linux-gnu mmdebstrap qemu-user" ;;
afl) want="$build afl++ clang" ;;
serve) want="$build $run $serve" ;;
check)
	want="$build $run $serve $eval $check"
	command -v npm >/dev/null || want="$want npm"
	;;
*) echo 'usage: need.sh build|demo|eval|bench|fuzz|afl|port|serve|check' >&2; exit 2 ;;
esac

# Into build/node: whole or not at all, and again only when the pins are others.
# Without a registry the tests that want them say so: what there is to prove
# without them is proved.
packages_of_npm() {
	if cmp -s tests/node/package-lock.json build/node/package-lock.json; then
		return 0
	fi
	echo 'installing what tests/node/package.json names, by npm' >&2
	rm -rf build/node.tmp
	mkdir -p build/node.tmp
	cp tests/node/package*.json build/node.tmp
	for try in 1 2 3; do
		if (cd build/node.tmp && timeout 120 npm ci --ignore-scripts --no-audit \
		    --no-fund --no-progress) >build/npm.log 2>&1; then
			rm -rf build/node
			mv build/node.tmp build/node
			return 0
		fi
		sleep "$try"
	done
	echo "need.sh: npm: $(grep -m 1 'npm error' build/npm.log); see build/npm.log" >&2
}

# shellcheck disable=SC2086 # a list of words
there=$(dpkg-query -W -f '${Status} ${Package}\n' $want 2>/dev/null |
    sed -n 's/^install ok installed //p')
missing=
for p in $want; do
	echo "$there" | grep -qx "$p" || missing="$missing $p"
done
if [ -z "$missing" ]; then
	[ "$1" != check ] || packages_of_npm
	exit 0
fi

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
[ "$1" != check ] || packages_of_npm
