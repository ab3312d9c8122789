#!/bin/bash
# sg-decode: options, refusals, damage, and what hostile input may not do.
# shellcheck disable=SC2016,SC2034,SC2317 # ok evaluates what it is given
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

sox -R -q -n -r 44100 -c 2 -b 16 tone.wav synth 5 sine 1000 pinknoise gain -6
enc() { ffmpeg -nostdin -v error -y -i tone.wav "$@"; }
enc -c:a libvorbis t.ogg
enc -c:a libopus t.webm
ffmpeg -nostdin -v error -stream_loop 20 -i tone.wav -c:a libopus film.webm
enc -c:a aac last.m4a
enc -c:a aac -movflags +faststart first.m4a
enc t.flac
enc t.aiff
enc t.au
enc t.caf
enc t.w64
enc -rf64 always rf64.wav
enc -c:a aac t.ts
enc -c:a aac t.aac
enc t.wma
enc -c:a mp3 t.mp3
lame --quiet -t tone.wav plain.mp3
sox -R -q tone.wav -r 8000 -c 1 t.amr-nb

length() { # of an AU stream's header, in hex
	od -An -tx1 -j8 -N4 | tr -d ' \n'
}
refused() { # by every reader: the stream in ./out ends inside a sample
	[ $((($(stat -c %s out) - 32) % 4)) -ne 0 ]
}
one_line() { [ "$(wc -l <err)" -eq 1 ]; }

# options
ok '-h is the usage, on stdout' 'rc 0 sg-decode -h && grep -q "^usage: sg-decode" out'
ok '-V' 'rc 0 sg-decode -V && grep -q "^sg-decode [0-9]" out'
ok 'an unknown option' 'rc 2 sg-decode -x && says usage:'
ok 'two files' 'rc 2 sg-decode a b && says usage:'
ok '-b 24' 'rc 2 sg-decode -b 24 tone.wav && says "want 16 or 32, got 24"'
ok '-r 1' 'rc 2 sg-decode -r 1 tone.wav && says "not in 1000..768000: 1"'
ok '-s x' 'rc 2 sg-decode -s x tone.wav && says "not a number: x"'
ok '-s -1' 'rc 2 sg-decode -s -1 tone.wav && says "not in 0..1e+09: -1"'
ok '-t nan' 'rc 2 sg-decode -t nan tone.wav && says "not a number: nan"'
ok '-i with a blank' 'rc 2 "sg-decode -i \"a b\" tone.wav" && says "no blank"'
ok '- is stdin' 'rc 0 "sg-decode - <t.flac" && [ -s out ]'
ok 'the id: a stem' 'sg-decode t.flac | head -c 40 | grep -qa "id=t"'
ok 'the id: stdin' 'sg-decode <t.flac | head -c 40 | grep -qa "id=stdin"'
ok 'the id: -i' 'sg-decode -i me t.flac | head -c 40 | grep -qa "id=me"'
ok 'others read the stream' 'sg-decode t.flac >o.au && [ "$(soxi -s o.au)" = 40000 ]'
ok '-b 16 too' 'sg-decode -b 16 t.flac >o.au && [ "$(soxi -b o.au)" = 16 ] &&
    [ "$(soxi -s o.au)" = 40000 ]'
ok '-r' 'sg-decode -r 11025 t.flac >o.au && [ "$(soxi -r o.au)" = 11025 ] &&
    [ "$(soxi -s o.au)" = 55125 ]'
ok '-r of the input copies' 'sox -R -q -D tone.wav mono.wav remix 1,2 &&
    sg-decode -b 16 -r 44100 mono.wav >o.au && sox -R -q -D o.au o.wav && cmp mono.wav o.wav'
ok 'the length of PCM and FLAC files is announced' \
    '[ "$(sg-decode t.flac | length)$(sg-decode tone.wav | length)" = 0002710000027100 ]'
ok 'not that of what may lie' \
    '[ "$(sg-decode t.mp3 | length)$(sg-decode -k t.flac | length)" = ffffffffffffffff ]'

# -s and -t are exact
sg-decode -i a t.flac | tail -c +33 >whole
for f in t.flac t.ogg; do
	sg-decode -i a $f | tail -c +33 >whole
	ok "-s -t of $f: the same samples as in the whole" 'sg-decode -i a -s 1.5 -t 0.25 $f |
	    tail -c +33 | cmp - <(tail -c +48001 whole | head -c 8000)'
	ok "-s of $f, to the end" 'sg-decode -i a -s 4.000125 $f | tail -c +33 |
	    cmp - <(tail -c +128005 whole)'
	ok "-t of $f beyond the end" 'sg-decode -i a -t 100 $f | tail -c +33 | cmp - whole'
done
ok '-t announces what it gives' '[ "$(sg-decode -s 1 -t 2 t.flac | length)" = 0000fa00 ]'
ok '-t takes 1 sample' '[ "$(sg-decode -i a -t 0.000125 t.flac | wc -c)" = 36 ]'
mkfifo fifo
{ cat tone.wav; exec sleep 600; } >fifo &
writer=$!
ok '-t does not wait for the end' 'timeout 60 sg-decode -i a -t 1 <fifo >out 2>err &&
    [ "$(stat -c %s out)" = 32032 ]'
kill $writer
ok '-s beyond the end' 'rc 2 sg-decode -s 5 t.flac && [ ! -s out ] &&
    says "t.flac: it has no sample from 5 s on"'

# what is no sound
mkdir dir
: >empty
echo 'once upon a time there was a sound, and it was good' >text
head -c 5 tone.wav >five
head -c 100000 /dev/zero >zeros
ffmpeg -nostdin -v error -f lavfi -i testsrc=s=64x64:r=5:d=1 -c:v mpeg4 mute.mp4
ffmpeg -nostdin -v error -f lavfi -i testsrc=s=64x64:r=5:d=1 -c:v libvpx mute.webm
sox -R -q -n -r 8000 none.wav trim 0 0
printf 'ID3\4\0\0\0\0\0\5abcde' >tag
perl -e 'srand 1; binmode STDOUT; print pack "C", rand 256 for 1 .. 200000' >random
no() { # FILE MESSAGE: from a file and a pipe, one line, nothing on stdout
	ok "$1: $2" "rc 2 sg-decode $1 && one_line && says '$1: $2' && [ ! -s out ] &&
	    rc 2 'cat $1 | sg-decode' && one_line && says '<stdin>: $2' && [ ! -s out ]"
}
no empty 'empty input, want a sound'
no text 'this is text, want a sound or a film'
no five 'no sound or film that is known: it begins with 52 49 46 46, of 5 bytes'
no zeros 'no sound or film that is known: it begins with 00 00 00 00'
no random 'no sound or film that is known'
no tag 'nothing but an ID3 tag'
no mute.mp4 'MP4: there is no sound in it'
no mute.webm 'Matroska: there is no sound in it'
ok 'a WAV of no samples' 'rc 2 sg-decode none.wav && one_line && says "no sample from 0 s on"'
ok 'a directory' 'rc 2 sg-decode dir && one_line && says "dir: Is a directory" && [ ! -s out ]'
ok 'no such file' 'rc 2 sg-decode gone && one_line && says "gone: No such file"'
ok 'a closed stdin' 'rc 2 "sg-decode <&-" && one_line && says "<stdin>: Bad file descriptor"'
ok 'a name that lies' 'cp t.flac liar.mp4 && sg-decode -i a liar.mp4 | cmp - <(sg-decode -i a t.flac)'
ok 'a file that was begun is what is left of it' '{ head -c 9 >/dev/null; sg-decode -i a; } \
    < <(printf "123456789"; cat t.ogg) | cmp - <(sg-decode -i a t.ogg) &&
    { printf "123456789"; cat t.ogg; } >begun && { dd bs=9 count=1 of=/dev/null 2>/dev/null;
    sg-decode -i a; } <begun | cmp - <(sg-decode -i a t.ogg)'

# cut: half of everything that can be seen to be cut
for f in tone.wav rf64.wav t.aiff t.au t.caf t.w64 t.flac t.ogg t.webm first.m4a t.ts t.aac \
    t.wma t.mp3 plain.mp3; do
	head -c $(($(stat -c %s $f) / 2 + 1)) $f >half
	ok "half of $f" "rc 2 sg-decode -i a half && one_line && refused && says half: &&
	    grep -qE 'truncated|damaged' err"
	ok "half of $f on a pipe" "rc 2 'cat half | sg-decode -i a' && one_line && refused &&
	    grep -qE 'truncated|damaged' err"
	ok "half of $f, -k" "rc 0 'cat half | sg-decode -k -i a' && one_line && ! refused &&
	    [ \$(stat -c %s out) -gt 60000 ]"
done
head -c $(($(stat -c %s last.m4a) / 2)) last.m4a >half
ok 'an MP4 that ends before its index' 'rc 2 sg-decode half && one_line &&
    says "half: MP4: ffmpeg: moov atom not found" && [ ! -s out ]'
head -c -1 t.ogg >short
ok 'one byte less of an Ogg' 'rc 2 sg-decode short && says "short: damaged or truncated Ogg: it ends inside"'
head -c -1 tone.wav >short
ok 'one byte less of a WAV' 'rc 2 sg-decode -i a short && refused &&
    says "short: damaged or truncated WAV: its header promises more bytes"'
head -c -1 t.mp3 >short
ok 'one byte less of an MP3' 'rc 2 "cat short | sg-decode" && says "<stdin>: damaged or truncated MP3: "'
{ cat tone.wav; head -c 300000 /dev/urandom; } >long.wav
ok 'what follows the samples of a WAV is not sound' \
    'sg-decode -i a long.wav | tail -c +33 >o && sg-decode -i a tone.wav | tail -c +33 | cmp - o &&
    cat long.wav | sg-decode -i a | tail -c +33 | cmp - o'
ok 'and is read: the writer does not die of it' \
    '(set -o pipefail; cat long.wav | sg-decode >/dev/null)'
perl -0777 -pe 'substr($_, 30000, 2000) = "x" x 2000' t.flac >bad.flac
ok 'damage inside a FLAC' 'rc 2 sg-decode -i a bad.flac && one_line && refused && says damaged'
ok 'damage inside a FLAC on a pipe' 'rc 2 "cat bad.flac | sg-decode -i a" && one_line && refused'

for f in t.mp3 plain.mp3; do
	perl -0777 -pe 'substr($_, 30000, 2000) = "x" x 2000' $f >bad.mp3
	ok "damage inside $f" 'rc 2 sg-decode -i a bad.mp3 && one_line && refused &&
	    says "MP3: frames are missing or damaged in its middle"'
done
{ cat plain.mp3; head -c 1000 /dev/zero; printf 'TAGsong%0121d' 0; } >tail.mp3
ok 'what follows an MP3 is not damage' 'rc 0 sg-decode -i a tail.mp3 && [ ! -s err ] &&
    mv out o && rc 0 sg-decode -i a plain.mp3 && cmp out o'
# each with a tag that counts its frames, where mpg123 ends
lame --quiet tone.wav one.mp3
lame --quiet -m m --resample 44.1 -b 64 tone.wav mono.mp3
lame --quiet --resample 22.05 tone.wav other.mp3
cat one.mp3 one.mp3 mono.mp3 >joined.mp3
ok 'MP3s that were joined' 'rc 0 "sg-decode -i a -r 44100 joined.mp3 | tail -c +33" && [ ! -s err ] && mv out o &&
    for f in one one mono; do sg-decode -i a -r 44100 $f.mp3 | tail -c +33; done | cmp - o'
# at a quarter of the rate a delay of 1105 samples is cut to 1104: 23 us
ok 'and at less than their rate' 'rc 0 sg-decode -i a joined.mp3 && [ ! -s err ] && mv out o &&
    sg-decode -r 44100 joined.mp3 | sg-decode -i a >full && [ "$(stat -c %s o)" = "$(stat -c %s full)" ] &&
    xcorr o full >r && awk "{ exit !(\$1 > 0.98 && \$2 == 0) }" r'
cat one.mp3 other.mp3 >joined.mp3
ok 'at several rates' 'rc 2 sg-decode -i a joined.mp3 && refused &&
    says "damaged MP3: it goes on at another rate, 22050 Hz after 44100"'
tail -c +5000 plain.mp3 >middle.mp3
ok 'an MP3 cut out of a longer one' 'rc 0 sg-decode middle.mp3 && [ ! -s err ]'

# samples that are no numbers
perl -e 'binmode STDOUT; my @x = (0.25) x 8000; my $d = pack "f<*", @x;
    substr($d, 4000, 4) = pack "V", 0x7fc00000; substr($d, 8000, 4) = pack "V", 0x7f800000;
    print "RIFF", pack("V", 36 + length $d), "WAVEfmt ", pack("VvvVVvv", 16, 3, 1, 8000,
    32000, 4, 32), "data", pack("V", length $d), $d' >nan.wav
ok 'NaN' 'rc 2 sg-decode -i a nan.wav && one_line &&
    says "nan.wav: WAV: sample 1000 (at 0.125 s): want a finite number, got nan"'
ok 'NaN, -k' 'rc 0 sg-decode -k -i a nan.wav && one_line &&
    says "2 samples are no finite number, and became 0" && [ "$(stat -c %s out)" = 32032 ]'

# headers that ask too much
hostile() { # NAME RATE CHANNELS MESSAGE
	perl -e 'binmode STDOUT; my ($r, $c) = @ARGV; print "RIFF", pack("V", 1036), "WAVEfmt ",
	    pack("VvvVVvv", 16, 1, $c, $r, $r * $c * 2 % 2 ** 32, $c * 2 % 65536, 16), "data",
	    pack("V", 1000), "\0" x 1000' "$2" "$3" >hostile.wav
	ok "$1" "rc 2 sg-decode hostile.wav && one_line && says '$4' && [ ! -s out ]"
}
hostile 'a rate of 1 Hz' 1 1 'WAV: rate: want 1000..768000 Hz, got 1'
hostile 'a rate of 2 GHz' 2000000000 1 'WAV: rate: want 1000..768000 Hz, got 2000000000'
hostile 'no channel' 8000 0 'hostile.wav: WAV: '
hostile '30000 channels' 8000 30000 'hostile.wav: WAV: '

# playlists: a secret of ours, and a port on which we listen
sox -R -q tone.wav secret.wav
perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Listen => 5,
    LocalAddr => "127.0.0.1") or die; $| = 1; print $s->sockport, "\n"; while (1) {
    my $c = $s->accept or next; open my $f, ">>", "hits"; print $f "hit\n"; close $c }' >port &
listener=$!
until [ -s port ]; do sleep 0.1; done
p=$(cat port)
perl -MIO::Socket::INET -e 'IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or die' "$p"
until [ -s hits ]; do sleep 0.1; done
ok 'the listener hears' '[ "$(cat hits)" = hit ]'
rm hits
evil() { printf '%b' "$2" >"$1"; }
evil local.m3u8 "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://$tmp/secret.wav\n#EXT-X-ENDLIST\n"
evil net.m3u8 "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:$p/x.ts\n#EXT-X-ENDLIST\n"
evil local.ffconcat "ffconcat version 1.0\nfile '$tmp/secret.wav'\n"
evil net.sdp "v=0\nc=IN IP4 127.0.0.1\nm=audio $p RTP/AVP 0\n"
cp local.m3u8 local.mp4
cp net.m3u8 net.webm
{ printf '\0\0\0\020ftypisom\0\0\0\0'; cat net.m3u8 local.m3u8; } >box.mp4
{ printf '\0\0\0\020ftypisom\0\0\0\0\0\0\0\377mdat'; cat local.m3u8; } >tail.mp4
{ printf 'ID3\4\0\0\0\0\0\5abcde'; cat local.m3u8; } >tagged.mp3
{ printf 'G'; head -c 187 local.m3u8; printf 'G%0187dG%0187d' 0 0; cat net.m3u8; } >packet.ts
{ printf '\032\105\337\243\0\0\0\0'; cat net.m3u8 local.m3u8 local.m3u8; } >segment.webm
for f in local.m3u8 net.m3u8 local.ffconcat net.sdp local.mp4 net.webm box.mp4 tail.mp4 \
    tagged.mp3 packet.ts segment.webm; do
	ok "$f opens nothing" "rc 2 'sg-decode -k $f' && [ ! -s out ] &&
	    rc 2 'cat $f | sg-decode -k' && [ ! -s out ]"
done
ok 'nobody called' '[ ! -e hits ]'
kill $listener
# the same by ffmpeg itself with the descriptor's protocol alone: it does read
ok 'the secret is one that ffmpeg would read' \
    'ffmpeg -nostdin -v error -f concat -safe 0 -i local.ffconcat -f null -'

# ffmpeg: missing, held in bounds, and not left behind
mkdir bin
ln -s "$(command -v sg-decode)" bin
ok 'no ffmpeg' 'rc 2 "PATH=$tmp/bin sg-decode t.webm" && one_line && [ ! -s out ] &&
    says "t.webm: Matroska: needs the program ffmpeg: install the package ffmpeg"'
ok 'which the others do not need' 'rc 0 "PATH=$tmp/bin sg-decode t.flac"'
# it may write no file, so it talks through a pipe
mkfifo bin/ffmpeg.told
cat bin/ffmpeg.told >told &
reader=$!
cat >bin/ffmpeg <<-'EOF'
	#!/bin/bash
	exec 3>"$0.told"
	tr '\0' '\n' <"/proc/$$/environ" >&3
	for ((i = 0; i < 100; i++)); do ! grep -q 1610612736 "/proc/$$/limits" || break; sleep 0.05; done
	cat "/proc/$$/limits" >&3
	printf 'argument %s\n' "$@" >&3
	yes 'something is wrong' | head -c 1000000 >&2
	echo "pid $$" >&3
	exec 3>&- sleep 600
EOF
chmod +x bin/ffmpeg
SECRET=1 PATH=$tmp/bin:$PATH sg-decode t.webm >out 2>err &
decoder=$!
wait $reader
pid=$(sed -n 's/^pid //p' told)
ok 'a full stderr does not stop ffmpeg' '[ -n "$pid" ] && kill -0 "$pid"'
ok 'ffmpeg gets no environment' '! grep -q SECRET told && grep -qx LC_ALL=C told'
ok 'ffmpeg may write no file' 'grep -qE "^Max file size +0 " told'
ok 'ffmpeg has 1.5 GiB' 'grep -qE "^Max address space +1610612736 " told'
ok 'and an hour' 'grep -qE "^Max cpu time +3600 " told'
ok 'it shall resample' \
    'grep -q "^argument anull,asetnsamples=8192:p=0,aformat=sample_fmts=fltp,pan=mono|c0<c0+c1+.*+c63,aresample=8000:resampler=soxr" told'
ok 'one demuxer and one protocol' \
    '[ "$(grep -x -A1 "argument -format_whitelist" told | tail -1)" = "argument matroska" ] &&
    [ "$(grep -x -A1 "argument -f" told | head -2 | tail -1)" = "argument matroska" ] &&
    [ "$(grep -x -A1 "argument -protocol_whitelist" told | tail -1)" = "argument pipe" ]'
kill "$decoder" "$pid"
wait "$decoder" 2>/dev/null
# sg-decode is slow to bound it for good: it is from the first
printf '#!/bin/sh\nsed -n "/file size/s/ *bytes *//p" "/proc/$$/limits" >&2\n' >bin/ffmpeg
[ "${O%-san}" != "$O" ] || ok 'bounds from its first moment' \
    'PATH=$tmp/bin:$PATH rc 2 "strace -f -o /dev/null -e inject=prlimit64:delay_enter=100000 sg-decode t.webm" &&
    says "ffmpeg: Max file size             0 "'
cat >bin/ffmpeg <<-'EOF'
	#!/bin/bash
	kill -9 $$
EOF
ok 'ffmpeg is killed' 'rc 2 "PATH=$tmp/bin:$PATH sg-decode t.webm" && one_line &&
    says "ffmpeg: killed by signal 9"'
cat >bin/ffmpeg <<-EOF
	#!/bin/bash
	case "\$*" in
	*soxr*) echo '[SWR @ 0x1] Requested resampling engine is unavailable' >&2; exit 1 ;;
	esac
	exec $(command -v ffmpeg) "\$@"
EOF
ok 'an ffmpeg without soxr: we resample' \
    'PATH=$tmp/bin:$PATH sg-decode -i a t.ogg | cmp - <(sg-decode -i a t.ogg)'
ok 'but it cannot begin a pipe again' \
    'rc 2 "cat t.ogg | PATH=$tmp/bin:$PATH sg-decode" && one_line && [ ! -s out ] &&
    says "Ogg: this ffmpeg lacks soxr: give it a file, or -k"'
ok 'and with -k need not' \
    'cat t.ogg | PATH=$tmp/bin:$PATH sg-decode -ki a | cmp - <(sg-decode -i a t.ogg)'
rm bin/ffmpeg
san_enough

# with -k we average and resample, whatever the decoder
while read -r n c r; do
	sox -R -D -q -n -r 44100 -c "$c" short.wav synth "${n}s" pinknoise
	ffmpeg -nostdin -v error -y -i short.wav -c:a flac short.mkv
	cmp <(sg-decode -r "$r" -i a short.mkv) <(sg-decode -k -r "$r" -i a short.mkv) ||
	    echo "$n samples, $c channels, to $r Hz"
done >differ 2>&1 <<-'END'
	7 1 48000
	7 2 8000
	441 2 8000
	44101 1 48000
	44101 2 8000
END
ok 'ffmpeg resamples as we do' '[ ! -s differ ]'
for f in t.webm t.ogg last.m4a; do
	cmp <(sg-decode -i a $f) <(sg-decode -k -i a $f)
done >differ 2>&1
ok 'and averages, whatever the codec' '[ ! -s differ ]'
ok 'no temporary file, no child is left' 'mkdir t && rc 0 "cat last.m4a | TMPDIR=$tmp/t sg-decode" &&
    [ -z "$(ls -A t)" ]'
ok 'a TMPDIR that is not there' 'rc 2 "cat last.m4a | TMPDIR=$tmp/gone sg-decode" && one_line &&
    says "temporary file in $tmp/gone: No such file"'

# killed in the middle: ffmpeg ends with it
mkfifo slow
sg-decode -r 768000 film.webm >slow 2>err &
decoder=$!
disown # or bash announces its death
exec 4<slow
head -c 100 <&4 >/dev/null
child=$(pgrep -P $decoder ffmpeg)
kill -9 $decoder
exec 4<&-
ok 'ffmpeg does not outlive us' '[ -n "$child" ] && for _ in {1..100}; do
    kill -0 "$child" 2>/dev/null || break; sleep 0.1; done; ! kill -0 "$child" 2>/dev/null'

# the other end
if [ -e /dev/full ]; then
	ok 'a full disk' 'rc 2 "sg-decode t.flac >/dev/full" && says "standard output: No space"'
else
	skip 'a full disk' 'no /dev/full'
fi
ok 'a reader that goes' 'sg-decode -r 48000 t.ogg 2>err | head -c 10 >/dev/null;
    [ "${PIPESTATUS[0]}" -eq 141 ] && [ ! -s err ]'
ok 'one that went, SIGPIPE ignored' '(trap "" PIPE; sg-decode -r 48000 t.ogg 2>err) | :; [ ! -s err ]'
ok 'twice the same' 'sg-decode t.webm | cmp - <(sg-decode t.webm)'
done_testing
