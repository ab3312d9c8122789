# Sourced by what runs yt-dlp: the options that are always right, and what its
# errors mean.
# shellcheck shell=bash

# yt ARG...: no configuration of the user's, no playlist; what lacks a piece is
# an error, not a recording with a hole
yt() {
	yt-dlp --ignore-config --no-playlist --no-progress -q \
	    --socket-timeout 20 --retries 10 --fragment-retries 10 \
	    --abort-on-unavailable-fragments \
	    --match-filters '!is_live & duration<?36000' \
	    --max-filesize 500M -f bestaudio/best "$@" </dev/null
}

# yt_failed URL ERRORS: say why it did; 75 when it is worth trying later, else 2
yt_failed() {
	say "$1: $(grep -a ERROR "$2" | tail -n 1)"
	! grep -aqE "not a bot|HTTP Error (429|5..)|timed out|name resolution|\
Connection (refused|reset)|unreachable|Remote end closed" "$2" || return 75
	return 2
}

# nothing URL: yt-dlp ends well, with nothing to show, when a filter passes a
# video over
nothing() { die 2 "$1: nothing came: live, over 10 h or 500 MB"; }
