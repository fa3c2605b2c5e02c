"""Starts a program as systemd does: `pass_sockets.py ADDRESS:PORT[,ADDRESS:PORT] PROGRAM ...`.

Prints the ports first.  `datagram:PORT`, `both:PORT` and `deaf:PORT` are sockets that a chat server cannot use.
"""

import os
import socket
import sys


def make(where: str) -> socket.socket:
    host, _, port = where.rpartition(":")
    if host == "datagram":
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", int(port)))
        return made
    if host == "deaf":
        made = socket.socket()
        made.bind(("127.0.0.1", int(port)))
        return made
    made = socket.socket(socket.AF_INET6 if ":" in host or host == "both" else socket.AF_INET)
    if made.family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "both"))
    made.bind(("::" if host == "both" else host, int(port)))
    made.listen()
    return made


places, *program = sys.argv[1:]
sockets = [make(where) for where in places.split(",")]
print(*(made.getsockname()[1] for made in sockets), flush=True)
copies = [os.dup(made.fileno()) for made in sockets]
high = [os.dup2(copy, 100 + number) for number, copy in enumerate(copies)]
for number, copy in enumerate(high):
    os.dup2(copy, 3 + number, inheritable=True)
names = ":".join(f"test{number}.socket" for number in range(len(sockets)))
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=names)
os.execv(program[0], program)
