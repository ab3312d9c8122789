#!/usr/bin/env python3
"""pgproxy.py IN OUT WHAT TEXT N: in front of PostgreSQL, losing connections.

Clients of the socket directory IN reach the server of the directory OUT. When
a client sends TEXT, the first N times, its connection is lost: WHAT is
"request", before the server hears of it, or "answer", when the server has
answered. Ends when it is killed.
"""

import os
import select
import socket
import sys

NAME = ".s.PGSQL.5432"


def lose(client, server, what, data):
    if what == "answer":
        server.sendall(data)
        # until it is ready for the next query
        got = b""
        while not got.endswith((b"Z\0\0\0\5I", b"Z\0\0\0\5T", b"Z\0\0\0\5E")):
            more = server.recv(65536)
            if not more:
                break
            got += more
    client.close()
    server.close()


def main():
    inside, outside, what, text, n = sys.argv[1:6]
    left = int(n)
    listener = socket.socket(socket.AF_UNIX)
    path = os.path.join(inside, NAME)
    if os.path.exists(path):
        os.unlink(path)
    listener.bind(path)
    listener.listen(16)
    peer = {}
    while True:
        ready, _, _ = select.select([listener, *peer], [], [])
        for s in ready:
            if s is listener:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(os.path.join(outside, NAME))
                except OSError:
                    client.close()
                    continue
                peer[client], peer[server] = server, client
                clients.add(client)
                continue
            if s not in peer:
                continue
            other = peer[s]
            try:
                data = s.recv(65536)
            except OSError:
                data = b""
            if data and s in clients and left > 0 and text.encode() in data:
                left -= 1
                lose(s, other, what, data)
                data = b""
            if data:
                other.sendall(data)
            else:
                for x in (s, other):
                    peer.pop(x, None)
                    clients.discard(x)
                    x.close()


clients = set()
main()
