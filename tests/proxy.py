#!/usr/bin/env python3
"""proxy.py PORTFILE LOG: a proxy for CONNECT, which writes down what it hears."""

import select
import socket
import socketserver
import sys
import os


class Proxy(socketserver.StreamRequestHandler):
    def handle(self):
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        with open(sys.argv[2], 'ab') as log:
            log.write(head)
        host, port = head.split()[1].decode().rsplit(':', 1)
        with socket.create_connection((host, int(port))) as there:
            self.wfile.write(b'HTTP/1.1 200 Connected\r\n\r\n')
            other = {self.connection: there, there: self.connection}
            while True:
                for s in select.select(list(other), [], [])[0]:
                    data = s.recv(65536)
                    if not data:
                        return
                    other[s].sendall(data)


socketserver.ThreadingTCPServer.daemon_threads = True
server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Proxy)
with open(sys.argv[1] + '.tmp', 'w') as f:
    f.write('%d\n' % server.server_address[1])
os.rename(sys.argv[1] + '.tmp', sys.argv[1])
server.serve_forever()
