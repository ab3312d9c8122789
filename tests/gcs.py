#!/usr/bin/env python3
"""gcs.py PORTFILE [CERT]: a stand-in for Google Cloud Storage's JSON API, its
token server and its metadata server.

Any bucket is there, but for "nosuch". Settings: token (the one that is taken
as a bearer; none: no check), expires (seconds of a token), public (PEM of a
service account's public key), flavor (of the metadata server), page (items).
Faults have three more modes:

    partial     keep only `bytes` of a chunk's, in units of 256 KiB, and
                answer with `status`, or with 308 when that is 308
    corrupt     change a byte of what is stored, or of what is sent
    lose        the session is no more
"""

import base64
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from standin import StandIn, serve

UNIT = 256 << 10

TABLE = []
for b in range(256):
    c = b
    for _ in range(8):
        c = c >> 1 ^ (0x82f63b78 if c & 1 else 0)
    TABLE.append(c)


def crc32c(data):
    """By our own program; 20 MB would take Python seconds."""
    return subprocess.run(['crc32c'], input=data, stdout=subprocess.PIPE,
                          check=True).stdout.decode().strip()


def crc32c_slowly(data):
    """By nobody's but this."""
    c = 0xffffffff
    for b in data:
        c = TABLE[(c ^ b) & 255] ^ c >> 8
    return base64.b64encode(struct.pack('>I', c ^ 0xffffffff)).decode()


class Refusal(Exception):
    def __init__(self, status, reason):
        self.status, self.reason = status, reason


class Gcs(StandIn):
    objects, sessions = {}, {}
    generation = int(time.time() * 1e6)
    tokens = 0

    # --- what it has

    def resource(self, bucket, name):
        o = self.objects[bucket, name]
        return {'kind': 'storage#object', 'id': '%s/%s/%s' % (bucket, name, o['generation']),
                'name': name, 'bucket': bucket, 'generation': o['generation'],
                'metageneration': '1', 'contentType': o['type'], 'size': str(len(o['data'])),
                'md5Hash': base64.b64encode(hashlib.md5(o['data']).digest()).decode(),
                'crc32c': o['crc'], 'etag': 'CA==', 'storageClass': 'STANDARD',
                'updated': '2026-11-23T00:00:00.000Z', 'timeCreated': '2026-11-23T00:00:00.000Z',
                'selfLink': 'x', 'mediaLink': 'x'}

    def conditions(self, query, bucket, name):
        want = query.get('ifGenerationMatch', [None])[0]
        o = self.objects.get((bucket, name))
        if want is not None and want != (o['generation'] if o else '0'):
            raise Refusal(412, 'conditionNotMet')
        only = query.get('generation', [None])[0]
        if only is not None and (o is None or only != o['generation']):
            raise Refusal(404, 'notFound')

    def store(self, query, bucket, name, data, meta):
        crc = crc32c(data)
        hashes = dict(h.strip().split('=', 1) for line in self.headers.get_all('x-goog-hash') or []
                      for h in line.split(','))
        wanted = [meta.get('crc32c'), hashes.get('crc32c')]
        if self.fault and self.fault['mode'] == 'corrupt':
            data = data[:-1] + bytes([data[-1] ^ 1]) if data else b'x'
            crc = crc32c(data)
        elif any(w and w != crc for w in wanted):
            raise Refusal(400, 'invalid')
        with self.lock:
            self.conditions(query, bucket, name)
            Gcs.generation += 1
            self.objects[bucket, name] = {
                'data': data, 'crc': crc, 'generation': str(Gcs.generation),
                'type': meta.get('contentType', 'application/octet-stream')}
        self.send_json(200, self.resource(bucket, name))

    # --- who asks

    def check_token(self):
        want = self.settings.get('token')
        got = self.headers.get('Authorization', '')
        if want and got not in ('Bearer ' + want, 'Bearer %s-%d' % (want, Gcs.tokens)):
            raise Refusal(401, 'authError')

    def give_token(self):
        with self.lock:
            Gcs.tokens += 1
            self.send_json(200, {
                'access_token': '%s-%d' % (self.settings.get('token', 't'), Gcs.tokens),
                'expires_in': self.settings.get('expires', 3600), 'token_type': 'Bearer'},
                {'Metadata-Flavor': self.settings.get('flavor', 'Google')})

    def give_token_for(self, body):
        form = {k: v[0] for k, v in urllib.parse.parse_qs(body.decode()).items()}
        if form.get('grant_type') == 'refresh_token':
            good = [form.get(k) for k in ('client_id', 'client_secret', 'refresh_token')] == \
                ['an id', 'a&secret', 'refresh/1']
        else:
            good = form.get('grant_type') == 'urn:ietf:params:oauth:grant-type:jwt-bearer' and \
                self.signed(form.get('assertion', ''))
        if not good:
            self.send_json(400, {'error': 'invalid_grant', 'error_description': 'Bad grant.'})
        else:
            self.give_token()

    def signed(self, jwt):
        parts = jwt.split('.')
        raw = [base64.urlsafe_b64decode(p + '=' * (-len(p) % 4)) for p in parts]
        if len(parts) != 3 or '=' in jwt:
            return False
        head, claims = json.loads(raw[0]), json.loads(raw[1])
        now = time.time()
        if head.get('alg') != 'RS256' or claims.get('iss') != 'me@project.example' or \
                'devstorage' not in claims.get('scope', '') or \
                not claims.get('aud', '').endswith('/token') or \
                not now - 60 < claims['iat'] <= now + 1 or claims['exp'] - claims['iat'] > 3600:
            return False
        with tempfile.TemporaryDirectory() as d:
            for name, data in (('sig', raw[2]), ('key', self.settings['public'].encode()),
                               ('text', '.'.join(parts[:2]).encode())):
                with open(os.path.join(d, name), 'wb') as f:
                    f.write(data)
            return subprocess.run(['openssl', 'dgst', '-sha256', '-verify', d + '/key',
                                   '-signature', d + '/sig', d + '/text'],
                                  stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode == 0

    # --- what it is asked

    def do_GET(self):
        self.answer()
    do_POST = do_PUT = do_DELETE = do_GET

    def body(self):
        self.body_read = True
        if 'chunked' in self.headers.get('Transfer-Encoding', ''):
            data = b''
            while True:
                n = int(self.rfile.readline().split(b';')[0], 16)
                data += self.rfile.read(n)
                self.rfile.readline()
                if n == 0:
                    return data
        n = int(self.headers.get('Content-Length', 0))
        data = b''
        while len(data) < n:
            piece = self.rfile.read1(min(n - len(data), 1 << 20))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data

    def answer(self):
        self.body_read = False
        if self.control():
            return
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        try:
            op, act = self.route(url.path, query)
            # a fault in the middle of a chunk reads the chunk first
            if self.begin(op):
                return
            if op not in ('token', 'metadata'):
                self.check_token()
            act()
        except Refusal as r:
            if not self.body_read and self.command != 'GET':
                self.body()
            self.send_json(r.status, self.error_body(r.status, r.reason))
        except (ConnectionResetError, BrokenPipeError):
            self.close_connection = True

    def route(self, path, query):
        if path == '/token':
            return 'token', lambda: self.give_token_for(self.body())
        if path.startswith('/computeMetadata/v1/instance/service-accounts/default/token'):
            if self.headers.get('Metadata-Flavor') != 'Google':
                raise Refusal(403, 'forbidden')
            return 'metadata', self.give_token
        if 'upload_id' in query:
            session = query['upload_id'][0]
            if self.command == 'DELETE':
                return 'abort', lambda: self.abort(session)
            status = self.headers.get('Content-Range', '').startswith('bytes */')
            return 'status' if status else 'chunk', lambda: self.put_chunk(session)
        m = re.fullmatch(r'/(upload/)?storage/v1/b/([^/]+)/o(?:/([^/]*))?', path)
        if not m:
            raise Refusal(404, 'notFound')
        bucket = urllib.parse.unquote(m[2])
        if bucket == 'nosuch':
            raise Refusal(404, 'notFound')
        if m[1]:
            return 'upload', lambda: self.upload(bucket, query)
        if m[3] is None:
            return 'list', lambda: self.list(bucket, query)
        name = urllib.parse.unquote(m[3])
        if self.command == 'DELETE':
            return 'delete', lambda: self.delete(bucket, name, query)
        if query.get('alt') == ['media']:
            return 'media', lambda: self.media(bucket, name, query)
        return 'stat', lambda: self.stat(bucket, name, query)

    def existing(self, bucket, name, query):
        if (bucket, name) not in self.objects:
            raise Refusal(404, 'notFound')
        self.conditions(query, bucket, name)
        return self.objects[bucket, name]

    def stat(self, bucket, name, query):
        self.existing(bucket, name, query)
        self.send_json(200, self.resource(bucket, name))

    def delete(self, bucket, name, query):
        with self.lock:
            self.existing(bucket, name, query)
            del self.objects[bucket, name]
        self.send(204, b'', {})

    def list(self, bucket, query):
        prefix = query.get('prefix', [''])[0]
        names = sorted(n for b, n in self.objects if b == bucket and n.startswith(prefix))
        size = min(int(query.get('maxResults', ['1000'])[0]), self.settings.get('page', 1000))
        at = int(query.get('pageToken', ['0'])[0])
        body = {'kind': 'storage#objects'}
        if names:
            body['items'] = [self.resource(bucket, n) for n in names[at:at + size]]
        if at + size < len(names):
            body['nextPageToken'] = str(at + size)
        self.send_json(200, body)

    def media(self, bucket, name, query):
        o = self.existing(bucket, name, query)
        data, headers, status = o['data'], {}, 200
        m = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range', ''))
        if m and not self.settings.get('norange'):
            first = int(m[1])
            last = min(int(m[2]) if m[2] else len(data) - 1, len(data) - 1)
            if first >= len(data):
                raise Refusal(416, 'requestedRangeNotSatisfiable')
            headers['Content-Range'] = 'bytes %d-%d/%d' % (first, last, len(data))
            data, status = data[first:last + 1], 206
        if self.fault and self.fault['mode'] == 'corrupt' and data:
            data = data[:-1] + bytes([data[-1] ^ 1])
        headers.update({'Content-Type': o['type'], 'x-goog-generation': o['generation'],
                        'x-goog-stored-content-encoding': 'identity',
                        'x-goog-stored-content-length': str(len(o['data'])),
                        'x-goog-hash': ['crc32c=' + o['crc'], 'md5=' + base64.b64encode(
                            hashlib.md5(o['data']).digest()).decode()]})
        self.send(status, data, headers)

    def upload(self, bucket, query):
        kind = query.get('uploadType', [''])[0]
        data = self.body()
        meta, name = {}, query.get('name', [None])[0]
        if kind == 'multipart':
            boundary = re.search(r'boundary="?([^";]+)', self.headers['Content-Type'])[1].encode()
            parts = [p.split(b'\r\n\r\n', 1) for p in data.split(b'--' + boundary)[1:-1]]
            meta, data = json.loads(parts[0][1]), parts[1][1][:-2]
        elif kind == 'resumable' and data:
            meta = json.loads(data)
        name = name or meta.get('name')
        if not name:
            raise Refusal(400, 'required')
        if kind in ('media', 'multipart'):
            self.store(query, bucket, name, data, meta)
            return
        with self.lock:
            self.conditions(query, bucket, name)
            session = 'session-%d' % (len(self.sessions) + 1)
            self.sessions[session] = {'bucket': bucket, 'name': name, 'query': query, 'meta': meta,
                                      'data': b'', 'done': False}
        meta.setdefault('contentType', self.headers.get('X-Upload-Content-Type',
                                                        'application/octet-stream'))
        scheme = 'https' if hasattr(self.connection, 'context') else 'http'
        self.send(200, b'', {'Location': '%s://%s/upload/storage/v1/b/%s/o?uploadType=resumable'
                                         '&upload_id=%s' % (scheme, self.headers['Host'], bucket, session),
                             'X-GUploader-UploadID': session})

    def abort(self, session):
        self.body()
        if self.sessions.pop(session, None) is None:
            raise Refusal(404, 'notFound')
        self.send(499, b'', {})

    def put_chunk(self, name):
        with self.lock:
            if self.fault and self.fault['mode'] == 'lose':
                self.sessions.pop(name, None)
            s = self.sessions.get(name)
        # the real one has kept what came before a break
        limit = self.fault.get('bytes') if self.fault and self.fault['mode'] == 'partial' else None
        data = self.body()
        if s is None:
            raise Refusal(404, 'notFound')
        if s['done']:
            self.send_json(200, self.resource(s['bucket'], s['name']))
            return
        m = re.fullmatch(r'bytes (?:(\d+)-(\d+|\*)|\*)/(\d+|\*)',
                         self.headers.get('Content-Range', 'bytes 0-*/*'))
        if not m:
            raise Refusal(400, 'badContentRange')
        have = len(s['data'])
        total = int(m[3]) if m[3] != '*' else None
        if m[1] is not None:
            first = int(m[1])
            open_end = m[2] == '*'
            if not open_end and int(m[2]) - first + 1 != len(data):
                raise Refusal(400, 'badContentLength')
            if first > have:
                raise Refusal(503, 'gap')  # never a hole in an object
            if open_end and total is None:
                total = first + len(data)
            if (total is None or first + len(data) < total) and len(data) % UNIT != 0:
                raise Refusal(400, 'chunkSize')
            if limit is not None:
                data = data[:limit // UNIT * UNIT]
            s['data'] += data[have - first:]
        if limit is not None and self.fault.get('status', 503) != 308:
            self.refuse(self.fault)
            return
        if total is not None and len(s['data']) == total and limit is None:
            self.store(s['query'], s['bucket'], s['name'], s['data'], s['meta'])
            s['done'] = True
            return
        headers = {'Range': 'bytes=0-%d' % (len(s['data']) - 1)} if s['data'] else {}
        self.send(308, b'', headers)


if __name__ == '__main__':
    serve(Gcs, sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
