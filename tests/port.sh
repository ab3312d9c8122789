#!/bin/bash
# port.sh ARCH...: builds for another Debian architecture, s390x (64 bits, the
# greatest byte first) or armel (32 bits), runs the unit tests there under qemu-user,
# and lets its programs read an index and fingerprints that were made here, and the
# other way round. Takes the libraries from Debian into build-port, without a root.
# TAP; the programs of build/bin are there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
n=0 bad=0
ok() {
	n=$((n + 1))
	if eval "$2"; then echo "ok $n - $1"; else echo "not ok $n - $1" && bad=1; fi
}
packages=libc6-dev,libcmocka-dev,libcurl4-openssl-dev,libfftw3-dev,libjansson-dev,libpq-dev
packages+=,libmpg123-dev,libsndfile1-dev,libsoxr-dev,libssl-dev
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
here=build/bin w=$PWD/build-port
tests/need.sh port || exit
mkdir -p "$w"
build/tool/music 1 30 >"$w/one.au"
build/tool/music 2 30 >"$w/two.au"
"$here/sg-hash" -i two <(build/tool/music 2 30) >"$w/two.fp"
sample() { build/tool/music 1 30 | "$here/sg-decode" -s 8 -t 10 | "$here/sg-hash" -i clip; }
sample >"$w/clip.fp"

for arch; do
	case $arch in
	s390x) triplet=s390x-linux-gnu qemu=qemu-s390x ;;
	armel) triplet=arm-linux-gnueabi qemu=qemu-arm ;;
	*) echo "usage: port.sh s390x|armel ..." >&2; exit 2 ;;
	esac
	root=$w/$arch
	[ -d "$root" ] ||
		mmdebstrap -q --variant=extract --architectures="$arch" --include="$packages" \
		    "$suite" "$root" 2>"$w/log" || { cat "$w/log" >&2; exit 2; }
	# what is linked as in a root of its own, the first time
	find "$root" -type l -lname '/*' ! -lname "$w/*" -printf '%l\t%p\n' |
		while IFS=$'\t' read -r to from; do ln -sfn "$root$to" "$from"; done
	export PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
	units=$(cd tests/unit && printf '%s\n' *.c | sed "s,\(.*\)\.c,build-port/b-$arch/unit/\1,")
	rm -rf "$w/b-$arch"
	# shellcheck disable=SC2086 # a list
	ok "$arch: builds" 'make -s -j"$(nproc)" O="build-port/b-$arch" CC="$triplet-gcc --sysroot=$root" \
	    LDFLAGS="-Wl,-rpath-link,$root/usr/lib/$triplet" all $units >"$w/log" 2>&1 || { tail "$w/log" >&2; false; }'
	unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
	there() { "$qemu" -L "$root" -E "LD_LIBRARY_PATH=/lib/$triplet:/usr/lib/$triplet" "build-port/b-$arch/$1" "${@:2}"; }
	for u in $units; do
		# qemu's vfork does not tell what became of an exec
		[ "${u##*/}" != job ] || continue
		ok "$arch: ${u##*/}" 'there "unit/${u##*/}" >"$w/log" 2>&1 || { grep -a ERROR "$w/log"; false; }'
	done
	rm -rf "$w"/*.ix
	"$here/sg-hash" -i one "$w/one.au" | "$here/sg-store" -d "$w/here.ix"
	ok "$arch: the same peaks and hashes" 'there bin/sg-hash -i two "$w/two.au" | diff - "$w/two.fp" | wc -l | grep -qx 0'
	there bin/sg-hash -i one "$w/one.au" | there bin/sg-store -d "$w/there.ix"
	ok "$arch: the same index, byte for byte" 'cmp "$w"/here.ix/*.seg "$w"/there.ix/*.seg && cmp "$w"/here.ix/MANIFEST "$w"/there.ix/MANIFEST'
	ok "$arch: reads ours" 'there bin/sg-index -d "$w/here.ix" check && there bin/sg-match -d "$w/here.ix" "$w/clip.fp" | cut -f 1-3,6 >"$w/a" && grep -q "^clip.1.one" "$w/a"'
	ok "$arch: we read its" '"$here/sg-index" -d "$w/there.ix" check && "$here/sg-match" -d "$w/there.ix" "$w/clip.fp" | cut -f 1-3,6 | cmp - "$w/a"'
done
echo "1..$n"
exit $bad
