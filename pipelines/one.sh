#!/bin/bash
# one.sh OUT ID URL: the fingerprint of a local recording in OUT, its title
# and duration in OUT.videos, what went wrong in OUT.err. Prints OUT when done.
# index.sh runs one a recording.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
out=$1 id=$2 url=$3

printf -v path %b "${url//%/\\x}"
path=${path#file://}
formats=mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,aac,flac,ogg,wav,aiff,amr
formats=$formats,mpegts,asf,flv,avi,caf,w64,ac3,au

set +e
sg-decode -i "$id" -- "$path" 2>"$out.0" |
sg-hash >"$out" 2>"$out.1"
stage=("${PIPESTATUS[@]}")
set -e
bad=$(culprit "${stage[@]}")
if [ -n "$bad" ]; then
	mv "$out.$bad" "$out.err"
	exit "${stage[bad]}"
fi

# tags: of the file, else of its first stream (Ogg); the names in any case.
# As in sg-decode, no playlist in disguise opens another file or the network.
ffprobe -v quiet -protocol_whitelist file -format_whitelist "$formats" \
    -of json -show_entries format=duration:format_tags:stream_tags \
    -i "file:$path" </dev/null >"$out.tags" || echo '{}' >"$out.tags"
jq -r --arg id "$id" --arg url "$url" '
	def text: gsub("[\u0000-\u001f\u007f-\u009f]+"; " ")
		| gsub("\\\\"; "\\\\") | sub("^#"; "\\x23") | sub("^-$"; "\\x2d");
	([.streams[]?.tags, .format.tags] | map(. // {}
		| with_entries(.key |= ascii_downcase)) | add // {}) as $tag
	| ([$tag.artist, $tag.title] | map(strings | select(test("\\S")))
		| join(" - ") | text) as $title
	| "## sg videos 1", "## by sg-ingest",
	  "# id\ttitle\tchannel_id\tchannel\tpublished_at\tduration_s\tlive\tembeddable\turl",
	  ([($id | text), $title, "-", "-", "-", .format.duration, "-", "-", $url]
		| map(if . == null or . == "" then "-" else . end) | join("\t")),
	  "## end"
' "$out.tags" >"$out.videos"
rm "$out.tags" "$out.0" "$out.1"
echo "$out"
