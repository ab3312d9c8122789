# Sourced by plot-*.sh: a stream on the standard input, a picture in a file.
# shellcheck shell=bash disable=SC2034,SC2154 # the pictures use and set them
. "${BASH_SOURCE[0]%/*}/lib.sh"

# options ARG...: -s and -t if the picture has them, and the file, .png or .svg
options() {
	local o
	start=0 length=10
	while getopts ":hVs:t:n:" o; do
		case $o in
		s) start=$OPTARG ;; t) length=$OPTARG ;; n) number=$OPTARG ;;
		*) standard "$o" ;;
		esac
	done
	shift $((OPTIND - 1))
	[ $# -eq 1 ] || standard '?'
	out=$1
	need gnuplot gnuplot-nox
	case $out in
	*.png) terminal="pngcairo size 900,540 font 'sans,11'" ;;
	*.svg) terminal="svg size 900,540 font 'sans,11' background '#ffffff'" ;;
	*) die 2 "$out: want a name that ends in .png or .svg" ;;
	esac
	for o in "$start" "$length" "${number:-0}"; do
		[[ $o =~ ^[0-9]+(\.[0-9]+)?$ ]] || die 2 "want a number, got '$o'"
	done
	scratch
	mkdir "$tmp/in"
}

# rows TYPE COLUMN...: of the stream, those columns, by name; its end must be there
rows() {
	awk -F'\t' -v type="$1" -v names="${*:2}" '
	/^## sg / { split($0, w, " "); on = w[3] == type; seen += on; open = 1; next }
	/^## end/ { open = 0; next }
	/^##/ { next }
	/^# / { sub(/^# /, ""); n = split(names, want, " "); for (i = 1; i <= n; i++) { col[i] = 0
		for (k = 1; k <= NF; k++) if ($k == want[i]) col[i] = k } next }
	on { line = $col[1]; for (i = 2; i <= n; i++) line = line "\t" $col[i]; print line }
	END { if (!seen) { print "want a stream of " type >"/dev/stderr"; exit 2 }
		if (open) { print "the stream is truncated" >"/dev/stderr"; exit 2 } }' "$tmp/in/stream"
}

# parameter NAME: of the stream's profile; dt=20:720/12 gives 20 720 12
parameter() {
	sed -n "/^## profile /{s/.* $1=\([^ ]*\).*/\1/p;q}" "$tmp/in/stream" | tr ':/x' '   '
}

# draw: the picture that the gnuplot commands on the standard input describe
draw() {
	{
		echo "set terminal $terminal; set output 'picture'"
		echo "set grid lc rgb '#dddddd'; set tics out; set key above"
		cat
	} >"$tmp/in/commands"
	(cd "$tmp/in" && gnuplot commands) || die 2 "gnuplot cannot draw it"
	cat "$tmp/in/picture" >"$out" || { rm -f "$out"; die 2 "$out: cannot be written"; }
}
