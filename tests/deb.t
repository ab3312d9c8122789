#!/bin/bash
# make deb: a package that installs below another root, runs, and is removed
# without a trace. Nothing of this machine is touched.
# shellcheck disable=SC2034 # eval uses them
. "$(dirname "$0")/lib.sh"
plain_only 'packaging'

tree() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$here" O="$O" "$@"; }
field() { dpkg-deb -f "$deb" "$1"; }
pack() { dpkg --root="$tmp/root" --force-not-root --force-depends "$@"; }
files() { find root -path root/var/lib/dpkg -prune -o ! -type d -print; }

ok 'make deb'              'rc 0 tree deb'
deb=$(echo "$here/$O"/sonicgen_*.deb)
dpkg-deb -c "$deb" >list
version=$(sed -n 's/^#define SG_VERSION "\(.*\)"/\1/p' "$here/lib/base/sg.h")
ok 'version of the programs' '[ "$(field Version)" = "$version" ]'
ok 'libraries it needs'    'for p in libc6 libsndfile1 libsoxr0 libfftw3-single3 libjansson4 libcurl4 libpq5; do field Depends | grep -q "\b$p\b" || { echo "# $p"; exit 1; }; done'
ok 'no header packages'    '! field Depends | grep -q -- -dev'
ok 'ffmpeg and the like recommended' 'for p in ffmpeg parallel jq yt-dlp; do field Recommends | grep -q "\b$p\b" || exit; done'
ok 'no maintainer scripts' '[ "$(dpkg-deb --ctrl-tarfile "$deb" | tar -t | grep -v /$ | sort | xargs)" = "./control ./md5sums" ]'
ok 'all owned by root'     '! grep -v "root/root" list'
ok 'copyright, changelog'  'grep -q doc/sonicgen/copyright list && grep -q doc/sonicgen/changelog.gz list'
ok 'manuals are gzipped'   '! grep "share/man/.*[157]$" list && grep -q "share/man/man7/sg.7.gz$" list'
ok 'built twice the same'  'cp "$deb" first.deb && rc 0 tree deb && cmp first.deb "$deb"'

mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates root/var/lib/dpkg/triggers
touch root/var/lib/dpkg/status
ok 'installs'              'rc 0 pack -i "$deb"'
ok 'its sums are right'    '(cd root && md5sum --quiet -c var/lib/dpkg/info/sonicgen.md5sums)'
music 1 30 >one.au
export PATH="$tmp/root/usr/bin:$PATH"
ok 'runs'                  'rc 0 "sg-hash one.au | sg-store -d ix" && [ "$(command -v sg-hash)" = "$tmp/root/usr/bin/sg-hash" ]'
ok 'identifies'            'rc 0 sg-identify -d ix one.au && grep -q " music1$" out'
ok 'has completion'        '[ -e root/usr/share/bash-completion/completions/sg-match ]'
ok 'is removed'            'rc 0 pack -P sonicgen'
ok 'without a trace'       '[ -z "$(files)" ]'
done_testing
