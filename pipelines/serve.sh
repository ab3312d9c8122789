#!/bin/bash
# Serve the page that asks an index where a clip is from; see sg-serve(1).
# shellcheck source=pipelines/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
usage="usage: $me [-hV] [-a address] [-d index] [-m videos] [-p port]"

address=127.0.0.1 port='' videos='' web=$home/../../share/sonicgen/web
while getopts Va:d:hm:p: opt; do
	case $opt in
	a) address=$OPTARG ;;
	d) export SG_DB=$OPTARG ;;
	m) videos=$(realpath -e -- "$OPTARG") || exit 2 ;;
	p) port=$OPTARG ;;
	*) standard "$opt" ;;
	esac
done
[ $# -lt "$OPTIND" ] || standard '?'
PATH=$PATH:/usr/sbin
if [ -e "$home/../web/lighttpd.conf" ]; then # a clone
	web=$home/../web
	type -P lighttpd ffmpeg yt-dlp >/dev/null || "$home/../tests/need.sh" serve
	[ -n "${SG_DB-}" ] || [ -e "$home/../demo/index" ] || "$home/demo.sh" >&2
	export SG_DB=${SG_DB:-$home/../demo/index}
fi
need sg-cgi 'SonicGen, or run make'
need lighttpd lighttpd
export SG_DB=${SG_DB:-${XDG_DATA_HOME:-$HOME/.local/share}/sonicgen/index}
sg-index ls >/dev/null
[[ $SG_DB == *://* ]] || SG_DB=$(realpath -- "$SG_DB")
[ "$(id -u)" -ne 0 ] || say 'as root: for a host that others reach, see sg-web(7)'

# taken: whether somebody answers at the port
case $address in 0.0.0.0) at=127.0.0.1 ;; ::) at=::1 ;; *) at=$address ;; esac
[[ $at != *:* ]] || address="[$address]"
taken() { (exec 3<>"/dev/tcp/$at/$1") 2>/dev/null; }
for p in {8080..8099}; do
	[ -n "$port" ] || taken "$p" || port=$p
done
[[ $port =~ ^[1-9][0-9]{0,4}$ ]] || die 2 "-p: want a port, got $port"
! taken "$port" || die 2 "port $port is taken: another with -p"

scratch
mkdir "$tmp/upload" "$tmp/tmp"
export SG_WEB=${SG_WEB-} SG_WEB_RUN=$tmp SG_WEB_VIDEOS=$videos \
    SG_WEB_CATALOGUE=${SG_WEB_CATALOGUE-} SG_WEB_FETCH="$home/fetch.sh" \
    SG_WEB_ADDRESS=$address SG_WEB_PORT=$port SG_WEB_PAGE="$web/page" \
    SG_WEB_LOG=${SG_WEB_LOG:-/dev/stderr} PGPASSFILE=${PGPASSFILE-} HOME=${HOME-/} \
    XDG_CACHE_HOME=${XDG_CACHE_HOME-} http_proxy=${http_proxy-} https_proxy=${https_proxy-} no_proxy=${no_proxy-}
SG_WEB_CGI=$(command -v sg-cgi)
bytes=$(REQUEST_METHOD=GET HTTP_HOST=localhost sg-cgi | grep -oP '"bytes":\K\d+') || exit 2
export SG_WEB_CGI SG_WEB_KIB=$((bytes / 1024 + 1))

lighttpd -D -f "$web/lighttpd.conf" 2> >(exec cat >&2) & server=$!
trap 'kill -INT "$server"; wait "$server"; rm -rf "$tmp"' EXIT
until taken "$port"; do
	kill -0 "$server" 2>/dev/null || die 2 'lighttpd did not start'
	sleep 0.05
done
echo "http://$address:$port/"
wait "$server"
