"""What the stand-ins for Google's servers share: a server on loopback that
misbehaves when it is told to, and remembers what it was asked.

    POST /_fault {"op": "videos", "mode": "status", "status": 503, "times": 2}
    POST /_set {...}        settings of the stand-in
    GET /_log               one request a line: method path status
    GET /_headers           of the last request, one a line
    POST /_clear            no faults, no log

A fault meets requests whose op it names, the first `times` (1) of them after
`skip` (0). Its modes:

    status      answer with `status`, `reason` and `headers`, before anything is done
    after       do as asked, and then answer like that: the answer is lost
    cut         do as asked, but send only `bytes` of the answer's body
    slow        send a byte every `pause` seconds
    silent      accept and say nothing
    reset       close without an answer
    bomb        200 with `bytes` zeros (100 MiB), which gzip makes a thousandth of
    garbage     200 with a body that is none
    html        an error page of a proxy with `status`
"""

import gzip
import http.server
import json
import os
import ssl
import sys
import threading
import time


class StandIn(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    lock = threading.RLock()
    faults, log, settings, last = [], [], {}, []
    fault = None

    def handle(self):
        try:
            super().handle()
        except (ConnectionResetError, BrokenPipeError):
            pass  # who asked is gone

    def log_message(self, *args):
        pass

    def error_body(self, status, reason):
        return {'error': {'code': status, 'message': reason,
                          'errors': [{'domain': 'global', 'reason': reason, 'message': reason}]}}

    def draw_fault(self, op):
        """The fault that meets this request, if any; it is used up by it."""
        with self.lock:
            for f in self.faults:
                if f.get('op', op) != op or f.get('times', 1) <= 0:
                    continue
                if f.get('skip', 0) > 0:
                    f['skip'] -= 1
                    continue
                f['times'] = f.get('times', 1) - 1
                return f
        return None

    def begin(self, op):
        """Note the request; True when a fault has answered it already."""
        self.fault = f = self.draw_fault(op)
        mode = f['mode'] if f else ''
        if mode == 'status':
            self.refuse(f)
        elif mode == 'silent':
            self.note(0)
            time.sleep(f.get('pause', 30))
            self.close_connection = True
        elif mode == 'reset':
            self.note(0)
            self.close_connection = True
        elif mode == 'bomb':
            self.send(200, gzip.compress(bytes(f.get('bytes', 100 << 20)), 9),
                      {'Content-Encoding': 'gzip'})
        elif mode == 'garbage':
            self.send(200, b'{"kind": "youtube#', {})
        elif mode == 'html':
            self.send(f.get('status', 502), b'<html><h1>Bad Gateway</h1></html>',
                      {'Content-Type': 'text/html'})
        else:
            return False
        return True

    def refuse(self, f):
        self.discard()
        self.send_plain(f.get('status', 503), json.dumps(self.error_body(
            f.get('status', 503), f.get('reason', 'backendError'))).encode(), f.get('headers', {}))

    def discard(self):
        """An answer before the body is read ends the connection."""
        if self.command != 'GET' and not getattr(self, 'body_read', False):
            self.close_connection = True

    def note(self, status):
        with self.lock:
            self.log.append('%s %s %d' % (self.command, self.path, status))

    def send(self, status, body, headers):
        f = self.fault
        mode = f['mode'] if f else ''
        if mode == 'after':
            self.refuse(f)
            return
        self.send_plain(status, body, headers, mode)

    def send_plain(self, status, body, headers, mode=''):
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            for v in value if isinstance(value, list) else [value]:
                self.send_header(name, v)
        if status not in (204, 304):
            self.send_header('Content-Length', str(len(body)))
        if self.close_connection:
            self.send_header('Connection', 'close')
        self.end_headers()
        if status in (204, 304) or self.command == 'HEAD':
            return
        if mode == 'cut':
            body = body[:self.fault.get('bytes', len(body) // 2)]
            self.close_connection = True
        try:
            if mode == 'slow':
                for i in range(len(body)):
                    self.wfile.write(body[i:i + 1])
                    self.wfile.flush()
                    time.sleep(self.fault.get('pause', 0.2))
            else:
                self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send_json(self, status, value, headers=None):
        headers = dict(headers or {})
        headers['Content-Type'] = 'application/json; charset=UTF-8'
        body = json.dumps(value, ensure_ascii=False).encode()
        if 'gzip' in self.headers.get('Accept-Encoding', '') and self.settings.get('gzip'):
            body = gzip.compress(body)
            headers['Content-Encoding'] = 'gzip'
        self.send(status, body, headers)

    def control(self):
        """Answer /_...; False when it is none of them."""
        if not self.path.startswith('/_'):
            with self.lock:
                self.last[:] = ['%s: %s' % h for h in self.headers.items()]
            return False
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        out = ''
        with self.lock:
            if self.path == '/_fault':
                self.faults.append(json.loads(body))
            elif self.path == '/_set':
                self.settings.update(json.loads(body))
            elif self.path == '/_clear':
                self.faults.clear()
                self.log.clear()
            elif self.path == '/_log':
                out = ''.join(l + '\n' for l in self.log)
            elif self.path == '/_headers':
                out = ''.join(l + '\n' for l in self.last)
        self.fault = None
        self.send_response(200)
        self.send_header('Content-Length', str(len(out.encode())))
        self.end_headers()
        self.wfile.write(out.encode())
        return True


def serve(handler, portfile, cert=None):
    """Serve on a free port of loopback, which is written to portfile."""
    http.server.ThreadingHTTPServer.request_queue_size = 64
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
    server.daemon_threads = True
    if cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(portfile + '.tmp', 'w') as f:
        f.write('%d\n' % server.server_address[1])
    os.rename(portfile + '.tmp', portfile)
    sys.stdout.flush()
    server.serve_forever()
