# place.awk: chance, and where clips can be cut. The numbers of Park and Miller's
# generator are exact in every awk: the same seed gives the same clips everywhere.
function sow(seed,    i) {
	x = seed * 48271 % 2147483647
	if (!x) x = 1
	for (i = 0; i < 20; i++) draw()
}
function draw() { return (x = x * 16807 % 2147483647) / 2147483647 }
function pick(k) { return 1 + int(draw() * k) }

# place(id, seconds): a start in a recording such that every second of the
# stretch has at least -60 dBFS RMS; -1 when 40 draws gave none
function place(id, seconds,    i, j, s, file) {
	if (!(id in length_s)) {
		length_s[id] = 0
		file = cache "/" id ".level"
		while ((getline level[id, length_s[id]] < file) > 0) length_s[id]++
		close(file)
	}
	for (i = 0; i < 40 && length_s[id] >= seconds + 3; i++) {
		s = 1 + draw() * (length_s[id] - seconds - 3)
		for (j = int(s); j < s + seconds; j++)
			if (level[id, j] + 0 < -60) break
		if (j >= s + seconds) return s
	}
	return -1
}
