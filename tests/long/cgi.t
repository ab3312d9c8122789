#!/bin/bash
# sg-cgi against requests and clips that were bent at random: always an answer,
# in JSON, and never a crash. REQUESTS=1000 for so many; SEED.
# shellcheck disable=SC2034,SC2154 # eval uses them; site.sh sets them
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/site.sh
. "$here/tests/site.sh"
site_index
mkdir run clips
sg-decode -s 3 -t 4 -b 16 m1.au >clips/a.au
for f in mp3 webm m4a flac ogg; do ffmpeg -v error -i clips/a.au "clips/a.$f"; done
cat >bend.py <<'EOF'
import json, os, random, re, subprocess, sys
n, seed = int(sys.argv[1]), int(sys.argv[2])
r = random.Random(seed)
clips = [open('clips/' + f, 'rb').read() for f in sorted(os.listdir('clips'))]
words = ['url', 'n', 'warp', 'picture', 'id', 'x', '=', '&', '%', '%00', '%zz', '%2F', '+', 'full', 'none', '1', '5', '-1', '99999999999999999999',
         'https://youtu.be/', 'dQw4w9WgXcQ', 'video000001', 'home', "'", '"', '\\', ';', '$(id)', '\u202e', 'é', '..', '/', '-h', '--', ' ', '\t']

def text(most):
    return ''.join(r.choice(words) for _ in range(r.randrange(most)))

def query():
    return '' if r.random() < 0.5 else '&'.join(r.choice(['n=%d' % r.randrange(25), 'warp=none', 'picture=%d' % r.randrange(3), 'url=' + text(4), 'id=' + text(3), text(6)])
                    for _ in range(r.randrange(4)))

def bent():
    b = bytearray(r.choice(clips))
    for _ in range(r.randrange(6)):
        how = r.randrange(4)
        at = r.randrange(len(b) + 1)
        if how == 0 and b:
            b[at % len(b)] ^= 1 << r.randrange(8)
        elif how == 1:
            del b[at:at + r.randrange(2000)]
        elif how == 2:
            b[at:at] = bytes(r.randrange(256) for _ in range(r.randrange(300)))
        else:
            b = b[:at]
    return bytes(b)

seen = {}
for i in range(n):
    body = bent() if r.random() < 0.5 else b''
    env = dict(os.environ, SG_DB='ix', SG_WEB_RUN='run', SG_WEB_VIDEOS='videos', REQUEST_METHOD=r.choice(['POST', 'POST', 'POST', 'GET', 'HEAD', text(3)]),
               QUERY_STRING=query().replace('\0', ''), CONTENT_LENGTH=r.choice([str(len(body))] * 8 + ['', '-1', 'x', '9' * 30]),
               HTTP_HOST=r.choice(['localhost'] * 8 + ['127.0.0.1:80', '[::1]', text(3)]), REMOTE_ADDR=r.choice(['127.0.0.1', '::1', text(2)]))
    for k in ('HTTP_ORIGIN', 'HTTP_SEC_FETCH_SITE', 'REDIRECT_STATUS'):
        if r.random() < 0.1:
            env[k] = text(4)
    if env['REQUEST_METHOD'] == '':
        continue
    p = subprocess.run(['sg-cgi'], input=body, env=env, capture_output=True)
    m = re.match(rb'Status: (\d{3})\r\nContent-Type: application/json\r\n[^{]*\r\n\r\n(\{.*\})\n$', p.stdout, re.S)
    bad = re.search(rb'Sanitizer|runtime error', p.stderr)
    if p.returncode != 0 or not m or bad:
        print('# request %d of seed %d: %r\n# %d %r %r' % (i, seed, {k: env[k] for k in env if k in ('REQUEST_METHOD', 'QUERY_STRING', 'CONTENT_LENGTH')},
              p.returncode, p.stdout[:300], p.stderr[:600]))
        open('bad.body', 'wb').write(body)
        sys.exit(1)
    json.loads(m.group(2))
    seen[m.group(1)] = seen.get(m.group(1), 0) + 1
print(' '.join('%s:%d' % (k.decode(), seen[k]) for k in sorted(seen)))
EOF
export SG_WEB="wall=120 cpu=60 rate=1000000 each=9 ${SG_WEB_SAN-}"
seed=${SEED:-$(date +%s)}
ok "${REQUESTS:-1000} of seed $seed" 'rc 0 python3 bend.py "${REQUESTS:-1000}" "$seed" || { cat out; false; }'
sed 's/^/# /' out
ok 'all kinds of answers'   'for s in 200 400 403 404 405 411 415; do grep -q "$s:" out || exit; done'
ok 'nothing is left'        '[ -z "$(find serve run -type f ! -name "*.[0-9]*" ! -name rate)" ] && ! pgrep -f "$tmp/bin/sg-"'
done_testing
