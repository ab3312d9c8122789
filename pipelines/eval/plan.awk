# place.awk plan.awk -v cache=DIR -v n=N -v negatives=M -v seed=S -v only=REGEX
#	-v outfile=FILE conditions.tsv recordings.tsv
# Decide every clip: truth.tsv. start: where in the recording what is cut begins;
# at: where in the clip that is put; id: - when the recording is not in the index,
# from names it all the same; pitch in semitones, on top of what speed does.
BEGIN {
	FS = OFS = "\t"
	sow(seed)
	print "# clip", "condition", "id", "start", "length", "speed", "tempo", \
	    "pitch", "at", "from", "other", "other_start", "seed", "file", "steps"
}
/^#/ { next }
FILENAME ~ /conditions/ {
	if ($1 ~ only) { name[++nc] = $1; secs[nc] = $3; steps[nc] = $4 }
	next
}
{ rec[++nr] = $1 }

# settle(c, i, v): the steps of the i-th clip with ranges resolved; what they do to
# speed, tempo, pitch goes to v, and the seconds of the wanted recording
function settle(c, i, v,    a, b, f, k, m, t, list) {
	v["speed"] = v["tempo"] = 1
	v["pitch"] = 0
	v["inside"] = secs[c]
	m = split(steps[c], f, " ")
	for (k = 1; k <= m; k++) {
		split(f[k], a, "=")
		if (split(a[2], b, "\\.\\.") == 2) {
			t = n > 1 ? (i - 1) % n / (n - 1) : 0.5
			a[2] = sprintf("%.4f", a[1] == "pitch" ? \
			    b[1] + t * (b[2] - b[1]) : b[1] * exp(t * log(b[2] / b[1])))
			f[k] = a[1] "=" a[2]
		}
		if (a[1] in v) v[a[1]] = a[2]
		list = list (k > 1 ? " " : "") f[k]
	}
	return list
}

# one(c, i, negative): the i-th clip of a condition
function one(c, i, negative,    clip, id, k, list, other, other_s, s, v) {
	list = settle(c, i, v)
	s = other_s = -1
	for (k = 0; k < 1000 && s < 0; k++) {
		id = rec[negative ? pick(out) : out + pick(nr - out)]
		s = place(id, v["inside"] * v["speed"] * v["tempo"])
	}
	for (k = 0; k < 1000 && other_s < 0; k++) {
		other = rec[pick(out)]
		# itself when no other will do
		if (other != id || k >= 500) other_s = place(other, secs[c])
	}
	if (s < 0 || other_s < 0) {
		print "evaluate.sh: no recording has " secs[c] \
		    " s without silence for " name[c] > "/dev/stderr"
		exit 2
	}
	clip = name[c] "@" (negative ? "n" : "") sprintf("%03d", i)
	print clip, name[c], negative ? "-" : id, sprintf("%.3f", s), secs[c], \
	    v["speed"], v["tempo"], v["pitch"], (secs[c] - v["inside"]) / 2, id, \
	    other, sprintf("%.3f", other_s), int(draw() * 1000000), \
	    clip (list ~ /opus/ ? ".opus" : list ~ /telephone/ ? ".wav" : ".mp3"), list
}
END {
	for (i = nr; i > 1; i--) { j = pick(i); t = rec[i]; rec[i] = rec[j]; rec[j] = t }
	if (nr < 2 || !nc) {
		print "evaluate.sh: want two recordings and a condition, got " \
		    nr + 0 " and " nc + 0 > "/dev/stderr"
		exit 2
	}
	# the first fifth of the shuffled recordings stays out of the index
	out = int((nr + 4) / 5)
	for (i = 1; i <= out; i++) print rec[i] > outfile
	for (c = 1; c <= nc; c++) for (i = 1; i <= n; i++) one(c, i, 0)
	# so many negatives, one condition after the other
	for (i = 0; i < negatives; i++) one(i % nc + 1, int(i / nc) + 1, 1)
}
