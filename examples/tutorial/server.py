"""A chat server in one page: whatever one client sends, all the others hear.

Run `python server.py`, then join from as many terminals as you like: `nc 127.0.0.1 7500`.
"""

import socket
import sys
import threading

HOST = "127.0.0.1"  # this machine only: a server without passwords should not face the network
PORT = 7500
CHUNK = 4096  # the most bytes one `recv` returns

# All threads share this set. One thread may be walking over it while another adds a client, and Python
# refuses to go on when that happens. So the rule is: touch `clients` only while holding `lock`.
clients: set[socket.socket] = set()
lock = threading.Lock()


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    with socket.create_server((HOST, port)) as listener:
        # Port 0 means "any free one", so say which one it became. Flushed: someone may wait for this line.
        print(f"listening on {HOST}:{listener.getsockname()[1]}", flush=True)
        try:
            while True:
                client, _address = listener.accept()  # waits until the next client arrives
                with lock:
                    clients.add(client)
                # `recv` waits as well, and one thread can wait for one thing only: hence a thread for each
                # client. A daemon thread does not keep the program alive when the main thread ends.
                threading.Thread(target=serve, args=(client,), daemon=True).start()
        except KeyboardInterrupt:
            print("bye")


def serve(client: socket.socket) -> None:
    """Hear one client out, until it leaves."""
    try:
        # TCP is a stream of bytes without message boundaries. A chunk is what has arrived by now: usually
        # one message, sometimes two, sometimes half of one. `b""` means that the client has closed.
        while chunk := client.recv(CHUNK):
            broadcast(chunk, client)
    except OSError:
        pass  # the connection broke instead of closing; either way the client is gone
    finally:
        with lock:
            clients.discard(client)
        client.close()


def broadcast(chunk: bytes, sender: socket.socket) -> None:
    """Send a chunk to everybody except its sender."""
    # Sending under the lock gives all clients the same order, and never mixes two chunks. Its price: while
    # one client is slow to read, `sendall` waits for it, and so does everybody else.
    with lock:
        for client in clients - {sender}:  # a copy, so that the set may shrink on the way
            try:
                client.sendall(chunk)
            except OSError:  # it has just left
                clients.discard(client)


if __name__ == "__main__":
    main()
