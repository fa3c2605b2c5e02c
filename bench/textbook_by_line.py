"""The tutorial's server with one thing changed: it reads lines, and relays each by itself.

The tutorial relays whatever has arrived; under load that is many messages at once, which is cheap, and works only
while no chunk ends inside a line. A server that knows its messages cannot do that: here it is one write for each
message and member.
"""

import importlib.util
import socket
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[1] / "examples/tutorial/server.py"


def main() -> None:
    specification = importlib.util.spec_from_file_location("textbook", TUTORIAL)
    assert specification
    assert specification.loader
    textbook = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(textbook)

    def serve(client: socket.socket) -> None:
        try:
            for line in client.makefile("rb"):
                textbook.broadcast(line, client)
        except OSError:
            pass
        finally:
            with textbook.lock:
                textbook.clients.discard(client)
            client.close()

    vars(textbook)["serve"] = serve
    textbook.main()


if __name__ == "__main__":
    main()
