# judge.awk [-v doubts=FILE] [-v pairs=FILE] truth.tsv candidates [same.tsv jobs]:
# clip by clip.
# The best candidate is the answer. Where it names another place than the truth,
# doubts gets a line, and same.tsv says whether the same sound is there.
BEGIN {
	FS = OFS = "\t"
	while (pairs != "" && (getline line < pairs) > 0) {
		split(line, pair, FS)
		shares[pair[1], pair[2]]; shares[pair[2], pair[1]]
	}
	print "# clip", "condition", "verdict", "error_s", "speed_ratio", \
	    "pitch_ratio", "evalue", "answer", "answer_s", "same", "time_s"
}
FNR == 1 { for (file = 1; FILENAME != ARGV[file]; file++); }
file == 2 && /^# query/ { for (i = 1; i <= NF; i++) col[$i] = i; col["query"] = 1 }
/^#/ { next }
file == 1 { row[++n] = $0; next }
file == 2 && $col["rank"] == 1 {
	id[$1] = $col["id"]; offset[$1] = $col["offset_s"]
	evalue[$1] = $col["evalue"]
	speed[$1] = $col["speed"]; pitch[$1] = $col["pitch"]
}
file == 3 { r[$1] = $2; lag[$1] = $3 / 1000 }
file == 4 && $1 + 0 > 0 { time[$1] = $4 }

function abs(v) { return v < 0 ? -v : v }

# verdict(clip): found, missed, wrong; a clip of no recording in the index gets
# quiet or false; shared: another recording has the same sound, or is in pairs
function verdict(c, positive,    is_same) {
	if (!(c in id)) return positive ? "missed" : "quiet"
	if (positive && id[c] == from && abs(error) <= 0.5) return "found"
	if ((id[c], from) in shares) return "shared"
	if (doubts != "")
		print c, from, start, id[c], \
		    sprintf("%.3f", offset[c] + at * rate), part * rate > doubts
	is_same = r[c] >= 0.9
	if (positive && id[c] == from && is_same) {
		error = lag[c]
		return "found"
	}
	return is_same ? "shared" : positive ? "wrong" : "false"
}
END {
	for (k = 1; k <= n; k++) {
		$0 = row[k]
		c = $1; start = $4; rate = $6 * $7; at = $9; from = $10
		part = $5 - 2 * at
		error = offset[c] - (start - at * rate)
		v = verdict(c, $3 != "-")
		if (c in id)
			print c, $2, v, $3 != "-" && v != "wrong" ? sprintf("%.3f", error) : "-", \
			    sprintf("%.4f", speed[c] / rate), \
			    sprintf("%.4f", pitch[c] / ($6 * 2 ^ ($8 / 12))), \
			    evalue[c], id[c], offset[c], \
			    c in r ? r[c] : "-", k in time ? time[k] : "-"
		else
			print c, $2, v, "-", "-", "-", "-", "-", "-", "-", k in time ? time[k] : "-"
	}
}
