# A fingerprint's stored peaks, again and again as other recordings: copy i has
# another pitch (up to half an octave) and another tempo (up to a tenth), so that
# times, pitches and how often each hash occurs stay those of music. Copy 0 is as
# it was. sg-hash makes hashes of it. Wants from, to: numbers of copies.
BEGIN { FS = OFS = "\t" }
/^## sg / { peaks = /^## sg peaks/ }
!peaks { next }
/^## profile / { profile = $0 }
/^#/ { next }
$5 < 3 { rec[++n] = $1; frame[n] = $2; freq[n] = $3; level[n] = $4; rank[n] = $5 }
END {
	for (i = from; i < to; i++) {
		ratio = exp((i * 7 % 49 + (i > 0) * 0.3 * (i % 3)) / 48 * log(2))
		if (i * 7 % 49 > 24)
			ratio /= 2
		tempo = i > 0 ? 0.9 + 0.2 * (i * 0.6180339887 % 1) : 1
		for (j = 1; j <= n; j++) {
			hz = freq[j] * ratio
			if (hz < 200 || hz > 3800)
				continue
			if (rec[j] "/" i != last) {
				if (last != "")
					print "## end"
				last = rec[j] "/" i
				print "## sg peaks 1\n" profile "\n## by grow.awk"
				print "# rec", "frame", "freq", "level", "rank"
			}
			printf "%s\t%.6g\t%.2f\t%s\t%d\n", last, frame[j] / tempo, hz, level[j], rank[j]
		}
	}
	print "## end"
}
