"""The server, from a checkout: `python server.py` is `hubbub serve`, with the same options."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older Python deserves to be told
    sys.stderr.write("hubbub needs Python 3.11 or newer; type: python3.11 server.py\n")
    sys.exit(2)

from hubbub.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
