# calibrate.awk -v n=CLIPS -v recordings=N pairs candidates: how many clips of no
# recording in the index have a candidate up to an evalue, how many should, and
# how many it is at most, with 95 % confidence: the mean of Poisson's law under
# which so few or fewer are seen in one case of twenty.
BEGIN {
	FS = OFS = "\t"
	m = split("1 0.1 0.01 0.001", level, " ")
	print "# evalue", "clips", "recordings", "expected", "seen", "bound95", "shared"
}
FILENAME == ARGV[1] { share[$1, $2]; share[$2, $1]; next }
/^# query/ { for (i = 1; i <= NF; i++) col[$i] = i; next }
/^#/ || $2 != 1 { next }
{
	from = $1
	sub(/@[0-9.]*$/, "", from)
	kind = (from, $col["id"]) in share ? "shared" : "seen"
	for (i = 1; i <= m; i++) if ($col["evalue"] <= level[i]) count[kind, i]++
}
function cumulated(k, mean,    i, t, s) {
	t = s = exp(-mean)
	for (i = 1; i <= k; i++) s += t *= mean / i
	return s
}
function bound(k,    low, high, i, mean) {
	if (k > 400) return k + 1.645 * sqrt(k)
	low = k
	high = k + 3 * sqrt(k) + 10
	for (i = 0; i < 60; i++) {
		mean = (low + high) / 2
		if (cumulated(k, mean) > 0.05) low = mean; else high = mean
	}
	return high
}
END {
	for (i = 1; i <= m; i++)
		print level[i], n, recordings, level[i] * n, count["seen", i] + 0, \
		    sprintf("%.1f", bound(count["seen", i] + 0)), count["shared", i] + 0
}
