# score.awk conditions.tsv verdicts.tsv: the table, a line for each condition.
#	found    right recording, and the place within 0.5 s or an exact repeat
#	offset   of those: the place within 0.1 s
#	warp     of those: speed and pitch within 0.5 %
#	wrong    another recording or place was answered
#	false    of the clips of recordings that are not in the index: an answer
BEGIN {
	FS = OFS = "\t"
	print "# condition", "want", "n", "found", "offset", "warp", "wrong", \
	    "negatives", "false", "median_s", "p95_s"
}
/^#/ { next }
FILENAME ~ /conditions/ { name[++nc] = $1; want[$1] = $2; next }
{ add($2); add("all") }

function abs(v) { return v < 0 ? -v : v }
function near1(v) { return abs(v - 1) <= 0.005 }
function add(c) {
	count[c, $3]++
	if ($3 == "found" && abs($4) <= 0.1) placed[c]++
	if ($3 == "found" && near1($5) && near1($6)) warped[c]++
	if ($11 != "-") time[c, ++times[c]] = $11 + 0
}
function percent(part, whole) { return whole ? sprintf("%.1f", 100 * part / whole) : "-" }

# quantile(c, q): after sort_times(c)
function quantile(c, q,    i) {
	if (!times[c]) return "-"
	i = int(q * times[c] + 0.999999)
	return sprintf("%.3f", time[c, i < 1 ? 1 : i])
}
function sort_times(c,    gap, i, j, t) {
	for (gap = int(times[c] / 2); gap > 0; gap = int(gap / 2))
		for (i = gap + 1; i <= times[c]; i++) {
			t = time[c, i]
			for (j = i; j > gap && time[c, j - gap] > t; j -= gap)
				time[c, j] = time[c, j - gap]
			time[c, j] = t
		}
}
function line(c,    n, neg) {
	n = count[c, "found"] + count[c, "missed"] + count[c, "wrong"]
	neg = count[c, "quiet"] + count[c, "false"]
	if (!n && !neg) return
	sort_times(c)
	print c, want[c], n, percent(count[c, "found"], n), \
	    percent(placed[c], count[c, "found"]), \
	    percent(warped[c], count[c, "found"]), percent(count[c, "wrong"], n), \
	    neg, percent(count[c, "false"], neg), quantile(c, 0.5), quantile(c, 0.95)
}
END {
	want["all"] = "-"
	for (i = 1; i <= nc; i++) line(name[i])
	line("all")
}
