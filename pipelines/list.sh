#!/bin/bash
# The recordings of a directory or of a list of paths, one a line: absolute
# paths without links, each ended by a NUL, each once.
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

media='aac|ac3|aif|aiff|amr|asf|au|avi|caf|flac|flv|m4a|m4b|m4v|mka|mkv|mov|mp3'
media="$media|mp4|mpg|oga|ogg|ogv|opus|rf64|snd|ts|w64|wav|webm|wma|wmv|3gp|3g2"
scratch
if [ -d "$1" ]; then
	find "$(realpath -- "$1")" -regextype posix-extended \
	    -iregex ".*\.($media)" -xtype f -print0
else
	cat -- "$1" >"$tmp/list" || exit 2
	! grep -qaP '\0' "$tmp/list" ||
		die 2 "$1: neither a directory nor a list of paths, one a line"
	grep -a . "$tmp/list" | tr '\n' '\0'
fi |
xargs -0r realpath -zm -- |
sort -zu
