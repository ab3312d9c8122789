# jq -R -n -f: rows of decisions to one object for each original, with its copies.
def text:
	if . == "-" then null
	else gsub("\\\\(?<c>x[0-9a-f]{2}|.)"; {t: "\t", n: "\n", "\\": "\\"}[.c] //
		([.c[1:] | explode[] | if . > 57 then . - 87 else . - 48 end] | .[0] * 16 + .[1] | [.] | implode))
	end;

[inputs | select(startswith("##") | not)] |
(.[0] | ltrimstr("# ") | split("\t")) as $name |
[.[1:][] | split("\t") | [., $name] | transpose |
	map({(.[1]): (.[0] | if . == "-" then null else (tonumber? // .) end),
		("text_" + .[1]): (.[0] | text)}) | add] |
group_by(.text_original)[] | {
	original: .[0].text_original,
	copies: map({id: .text_id, evalue, coverage: .coverage_of_id, coverage_of_original,
		speed, pitch, evidence, from_s, to_s, original_from_s, original_to_s})
}
