#!/bin/bash
# obtain.sh [-M] [-b gs://bucket/folder] [-c cookies] [-r rate] DIR ID [URL]
# The original sound of a video in DIR/ID.ext, whose path is printed: from the
# bucket if it is there, else by yt-dlp, and then into the bucket, once, as it
# came (-M: as an MP3 of 192 kbit/s). 75: later, for the whole batch when
# YouTube asks for a person; 2: not this one. URL is for what is not YouTube's.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
# shellcheck source=pipelines/yt.sh
. "$home/yt.sh"
usage="usage: $me [-hMV] [-b gs://bucket/folder] [-c cookies] [-r rate] dir id [url]"

bucket='' cookies='' mp3='' extra=()
while getopts Vb:c:hMr: opt; do
	case $opt in
	b) bucket=${OPTARG%/} ;;
	c) cookies=$OPTARG ;;
	M) mp3=1 ;;
	r) extra+=(--limit-rate "$OPTARG") ;;
	*) standard "$opt" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 2 ] || [ $# -eq 3 ] || standard '?'
dir=$1 id=$2 url=${3-}
[[ $id =~ ^[A-Za-z0-9_-]{1,64}$ ]] || die 2 "$id: want letters, digits, - and _"
if [ -z "$url" ]; then
	[ ${#id} -eq 11 ] || die 2 "$id: no video of YouTube's"
	url="https://www.youtube.com/watch?v=$id"
	extra+=(--use-extractors youtube --sleep-requests 1 --retry-sleep exp=1:60)
fi
need yt-dlp 'a current yt-dlp'
TMPDIR=$dir scratch

if [ -n "$bucket" ]; then
	sg-gcs ls "$bucket/$id." >"$tmp/ls"
	name=$(awk -F '\t' '!/^#/ { print $1; exit }' "$tmp/ls")
	if [ -n "$name" ]; then
		sg-gcs get "gs://$(cut -d / -f 3 <<<"$bucket")/$name" "$dir/${name##*/}"
		echo "$dir/${name##*/}"
		exit
	fi
fi
# yt-dlp writes into the file of cookies: each job has its own
[ -z "$cookies" ] || { install -m 600 -- "$cookies" "$tmp/cookies"; extra+=(--cookies "$tmp/cookies"); }
mkdir "$tmp/got"
yt "${extra[@]}" -o "$tmp/got/$id.%(ext)s" -- "$url" 2>"$tmp/err" || yt_failed "$url" "$tmp/err"
file=$(find "$tmp/got" -type f -size +0 ! -name '*.part')
[ -n "$file" ] || nothing "$url"
if [ -n "$mp3" ] && [ "${file##*.}" != mp3 ]; then
	ffmpeg -nostdin -v error -protocol_whitelist file \
	    -format_whitelist mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,ogg \
	    -i "file:$file" -vn -b:a 192k "$tmp/$id.mp3" 2>"$tmp/err" ||
		die 2 "$url: ffmpeg: $(head -n 1 "$tmp/err")"
	file=$tmp/$id.mp3
fi
# 1: somebody else has stored it meanwhile
[ -z "$bucket" ] || sg-gcs -n put "$file" "$bucket/${file##*/}" || [ $? -eq 1 ]
mv -- "$file" "$dir/"
echo "$dir/${file##*/}"
