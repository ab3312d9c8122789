#!/bin/bash
# make demo: index real songs, spoil ten seconds of one, ask where they are from.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$home/.."
package=asterisk-moh-opsound-wav	# five songs, CC BY-SA 3.0, 14 MB
song=manolo_camp-morning_coffee from=41.3	# the truth
demo=demo songs=demo/songs/usr/share/asterisk/moh

step() { printf '\n* %s\n' "$*"; }

# download: the package, not installed; also without the right to update the
# machine's own lists of packages
download() {
	local state=$PWD/apt
	apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$package" \
	    2>/dev/null && return
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	set -- -qq -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" \
	    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache"
	apt-get "$@" update &&
	apt-get "$@" download "$package" &&
	rm -r "$state"
}

if [ ! -d "$songs" ]; then
	step "Fetch five songs: Debian's package $package, 14 MB"
	need apt-get "it: the demo needs Debian or Ubuntu"
	mkdir -p "$demo"
	(cd "$demo" && download) || die 75 "cannot download $package"
	rm -rf "$demo/songs.tmp"
	dpkg-deb -x "$demo/$package"_*.deb "$demo/songs.tmp"
	mv "$demo/songs.tmp" "$demo/songs"
fi

step "Index them: pipelines/index.sh -d $demo/index $songs"
rm -rf "$demo/index"
pipelines/index.sh -d "$demo/index" "$songs"

step "Spoil 10 s of $song from $from s: noise louder than it, MP3 of 16 kbit/s"
ffmpeg -nostdin -v error -y -ss "$from" -t 10 -i "$songs/$song.wav" \
    -f lavfi -i anoisesrc=color=pink:amplitude=0.4:seed=7:r=8000:d=10 \
    -filter_complex amix=inputs=2:normalize=0 -b:a 16k "$demo/clip.mp3"
echo "$demo/clip.mp3: $(wc -c <"$demo/clip.mp3") bytes"

step "Ask: pipelines/identify.sh -d $demo/index $demo/clip.mp3"
pipelines/identify.sh -d "$demo/index" "$demo/clip.mp3" || :

answer=$(sg-decode "$demo/clip.mp3" |
	sg-hash |
	sg-match -d "$demo/index" -n 1 |
	awk -F'\t' '!/^#/ { print $3, "from", $6, "s" }') || :
step "Truth:  $song from $from s"
echo "  Answer: ${answer:-none}"
awk -v a="$answer" -v song="$song" -v from="$from" 'BEGIN {
	split(a, w, " ")
	ok = w[1] == song && w[3] - from < 0.1 && from - w[3] < 0.1
	print ok ? "  Right." : "  WRONG."
	exit !ok
}'
