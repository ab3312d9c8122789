# clusters.awk -v by=NAME: pairs of a copy and its original, each found from one
# side or both, to one original for each copy: rows of decisions, by original.
BEGIN {
	FS = OFS = "\t"
	n = split("contained altered noisier narrower later shorter channel newer", word, " ")
	for (i = 1; i <= n; i++) rank[word[i]] = i
}
/^## by / { sub(/ .*/, " " by); $0 = "## by " by }
/^#/ { if (!ended) head = head $0 "\n"; if (/^# /) ended = 1; next }
{
	split($8, e, /[ =]/)
	pair = $1 FS $3; turned = $3 FS $1
	if (!(pair in row) || $4 + 0 < evalue[pair]) {
		row[pair] = $0; evalue[pair] = $4 + 0
		why[pair] = rank[e[1]]; weight[pair] = $5 * e[3]
	}
	# said both ways, as by figures close to a threshold: the better reason
	if (turned in row)
		delete row[why[pair] < why[turned] || (why[pair] == why[turned] && $3 < $1) ? turned : pair]
}
END {
	for (pair in row) {
		split(pair, p, FS)
		if (!(p[1] in parent) || better(pair, p[1] FS parent[p[1]])) parent[p[1]] = p[2]
	}
	while (open_circle());
	printf "%s", head
	fflush()
	for (id in parent) print print_copy(id) | "sort -t '\t' -k 3,3 -k 1,1"
	close("sort -t '\t' -k 3,3 -k 1,1")
	print "## end"
}

# Of pairs of one copy: the surer one; of equals the first by name.
function better(a, b) {
	return weight[a] != weight[b] ? weight[a] > weight[b] : a < b
}

# Where copies lead to one another in a circle, the least sure link goes.
function open_circle(    id, at, steps, worst) {
	for (id in parent) {
		steps = 0
		for (at = id; at in parent && (at != id || !steps); at = parent[at])
			if (++steps > 1e6) break
		if (!steps || at != id) continue
		worst = id
		for (at = parent[id]; at != id; at = parent[at])
			if (better(worst FS parent[worst], at FS parent[at])) worst = at
		delete parent[worst]
		return 1
	}
	return 0
}

# The row of a copy and of what its originals lead to in the end, if they were
# compared, or else of the next one, with the last one's name.
function print_copy(id,    root, r) {
	for (root = parent[id]; root in parent; root = parent[root]);
	if ((id FS root) in row) return row[id FS root]
	r = row[id FS parent[id]]
	split(r, f, FS)
	f[3] = root
	r = f[1]
	for (i = 2; i in f; i++) r = r FS f[i]
	return r
}
