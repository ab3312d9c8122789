# table.awk - candidates as a table for people; a line "## clip NAME" goes
# before the answer to each clip. Bytes are counted, so run it with LC_ALL=C.

BEGIN {
	row("CLIP", "OF THE CLIP", "OF THE ORIGINAL", "SPEED", "MATCH",
	    "ORIGINAL")
}
/^## clip / {
	missing()
	clip = substr($0, 9)
	found = 0
	next
}
/^# / {
	n = split(substr($0, 3), name, "\t")
	for (i = 1; i <= n; i++)
		column[name[i]] = i
}
/^#/ { next }
{
	split($0, f, "\t")
	found = any = 1
	row(clip, span("q_from_s", "q_to_s"), span("ref_from_s", "ref_to_s"),
	    sprintf("%.3f", field("speed")), trust(field("evalue")),
	    text(field("title") == "-" ? field("id") : field("title")))
}
END {
	missing()
	for (i = any ? 1 : 2; i <= rows; i++)
		line(i)
}

function missing() {
	if (clip != "" && !found)
		row(clip, "not found", "", "", "", "")
}

function field(name) {
	return f[column[name]]
}

function row(a, b, c, d, e, g) {
	cell[++rows, 1] = a; cell[rows, 2] = b; cell[rows, 3] = c
	cell[rows, 4] = d; cell[rows, 5] = e; cell[rows, 6] = g
	for (i = 1; i < 6; i++)
		if (width(cell[rows, i]) > most[i])
			most[i] = width(cell[rows, i])
}

function line(r,    out, c) {
	for (c = 1; c < 6 && cell[r, c + 1] != ""; c++)
		out = out sprintf("%s%*s", cell[r, c], most[c] + 2 - width(cell[r, c]), "")
	print out cell[r, c]
}

# characters of s in UTF-8: all bytes but those that continue one
function width(s) {
	gsub(/[\200-\277]/, "", s)
	return length(s)
}

function span(from, to) {
	return hms(field(from)) "-" hms(field(to))
}

function hms(s) {
	s = int(s + 0.5)
	return sprintf("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
}

# E: how many recordings would match this well by chance
function trust(e) {
	return (e <= 1e-9 ? "certain" : e <= 1e-5 ? "very likely" : "likely") \
	    " (E " sprintf("%.0e", e) ")"
}

# undo the escapes of a stream's text; a control character becomes a blank
function text(s,    out, i, c) {
	while ((i = index(s, "\\")) > 0) {
		c = substr(s, i + 1, 1)
		out = out substr(s, 1, i - 1)
		if (c == "x") {
			c = substr(s, i + 2, 2)
			out = out (c == "23" ? "#" : c == "2d" ? "-" : " ")
			s = substr(s, i + 4)
		} else {
			out = out (c == "\\" ? c : " ")
			s = substr(s, i + 2)
		}
	}
	return out s
}
