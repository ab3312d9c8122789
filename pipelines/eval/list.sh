#!/bin/bash
# list.sh BASE DIR|LIST: identity and absolute path of each recording. BASE is
# what relative paths start from. The identity is the file's name without its
# ending, blanks as _, and a number when two are the same.
set -euo pipefail
export LC_ALL=C
cd "$1"
if [ -f "$2" ]; then
	cat "$2"
	exit
fi
find "$(readlink -f "$2")" -type f ! -name $'*[\t\n]*' -regextype posix-extended \
    -iregex '.*\.(wav|aiff?|au|caf|flac|mp3|ogg|oga|opus|webm|mkv|m4a|mp4|ts|aac|3gp|amr|wma)' |
	sort |
	awk '{
		id = $0
		sub(/.*\//, "", id)
		sub(/\.[^.]*$/, "", id)
		gsub(/[^!-~\200-\377]/, "_", id)
		if (seen[id]++) id = id "." seen[id]
		print id "\t" $0
	}'
