"""Labels on answers: none, one, a batch, several; and that a client can tell them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.server import Server
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.show import label

SERVER = Server("hub.test", "", "", "", 0)

BATCH = [
    b":hub.test BATCH +b1 chathistory #c\r\n",
    b"@batch=b1;time=2026-01-01T00:00:00.000Z :a!b@c PRIVMSG #c :x\r\n",
    b":hub.test BATCH -b1\r\n",
]


def labelled(lines: list[bytes], text: str = "L1") -> list[bytes]:
    return label(lines, text, SERVER, lambda: "outer")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], [b"@label=L1 :hub.test ACK\r\n"]),
        ([b""], [b"@label=L1 :hub.test ACK\r\n"]),
        ([b":a NICK b\r\n"], [b"@label=L1 :a NICK b\r\n"]),
        ([b"@time=x;+a :a NICK b\r\n"], [b"@label=L1;time=x;+a :a NICK b\r\n"]),
        (BATCH, [b"@label=L1 " + BATCH[0], *BATCH[1:]]),
        ([b"".join(BATCH)], [b"@label=L1 " + BATCH[0], *BATCH[1:]]),
        (
            [b":a X\r\n", b"@time=1 :a Y\r\n"],
            [
                b"@label=L1 :hub.test BATCH +outer labeled-response\r\n",
                b"@batch=outer :a X\r\n",
                b"@batch=outer;time=1 :a Y\r\n",
                b":hub.test BATCH -outer\r\n",
            ],
        ),
        (
            [b":a X\r\n:a Y\r\n"],
            [
                b"@label=L1 :hub.test BATCH +outer labeled-response\r\n",
                b"@batch=outer :a X\r\n",
                b"@batch=outer :a Y\r\n",
                b":hub.test BATCH -outer\r\n",
            ],
        ),
        (
            [*BATCH, b":a X\r\n"],
            [
                b"@label=L1 :hub.test BATCH +outer labeled-response\r\n",
                b"@batch=outer " + BATCH[0],
                BATCH[1],
                b"@batch=outer " + BATCH[2],
                b"@batch=outer :a X\r\n",
                b":hub.test BATCH -outer\r\n",
            ],
        ),
        (
            [
                b":hub.test BATCH +x t\r\n",
                b":hub.test BATCH -x\r\n",
                b":hub.test BATCH +y t\r\n",
                b":hub.test BATCH -y\r\n",
            ],
            [
                b"@label=L1 :hub.test BATCH +outer labeled-response\r\n",
                b"@batch=outer :hub.test BATCH +x t\r\n",
                b"@batch=outer :hub.test BATCH -x\r\n",
                b"@batch=outer :hub.test BATCH +y t\r\n",
                b"@batch=outer :hub.test BATCH -y\r\n",
                b":hub.test BATCH -outer\r\n",
            ],
        ),
        (
            [b"@+x=batch=1 :a X\r\n", b"@+batch=1 :a Y\r\n"],
            [
                b"@label=L1 :hub.test BATCH +outer labeled-response\r\n",
                b"@batch=outer;+x=batch=1 :a X\r\n",
                b"@batch=outer;+batch=1 :a Y\r\n",
                b":hub.test BATCH -outer\r\n",
            ],
        ),
    ],
)
def test_exactly_one_logical_message_carries_the_label(lines: list[bytes], expected: list[bytes]) -> None:
    assert labelled(lines) == expected


def test_a_text_that_looks_like_a_batch_is_none() -> None:
    lines = [b":a!b@c PRIVMSG #c :BATCH +x\r\n", b":a!b@c PRIVMSG #c :BATCH -x\r\n"]
    assert labelled(lines)[0] == b"@label=L1 :hub.test BATCH +outer labeled-response\r\n"


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=64), st.integers(0, 3))
def test_any_label_comes_back_as_it_was(text: str, count: int) -> None:
    lines = labelled([b":a X :y\r\n"] * count, text)
    assert all(line.endswith(b"\r\n") and not set(line[:-2]) & set(b"\r\n\0") for line in lines)
    messages = [parse(line[:-2].decode()) for line in lines]
    assert [message.tags.get("label") for message in messages] == [text] + [None] * (len(lines) - 1)
