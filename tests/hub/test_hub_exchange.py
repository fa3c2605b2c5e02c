"""What a client sends of a SASL exchange: put together from its pieces, whatever they are."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubbub.hub.exchange import MOST_PIECES, PIECE, Exchange, Plain, pieces, plain
from hubbub.model.refusals import Refuse


@given(st.binary(max_size=MOST_PIECES * 300 - 301))
@example(b"x" * 300)
@example(b"x" * 600)
@example(b"")
def test_what_is_sent_in_pieces_arrives_whole(response: bytes) -> None:
    exchange = Exchange("PLAIN")
    *before, last = pieces(response)
    assert all(len(piece) == PIECE for piece in before)
    assert len(last) < PIECE
    assert [exchange.take(piece) for piece in before] == [None] * len(before)
    assert exchange.take(last) == response


@given(st.lists(st.text(max_size=450) | st.just("A" * PIECE) | st.just("+"), max_size=12))
def test_any_pieces_are_a_response_or_a_refusal(said: list[str]) -> None:
    exchange = Exchange("PLAIN")
    for piece in said:
        code = ""
        try:
            response = exchange.take(piece)
            if response is not None:
                plain(response)
        except Refuse as refusal:
            code = refusal.code
        assert code in {"", "sasl_too_long", "sasl_failed"}
        if code:
            return


def test_a_piece_and_a_response_have_a_longest() -> None:
    with pytest.raises(Refuse, match="sasl_too_long"):
        Exchange("PLAIN").take("A" * (PIECE + 1))
    exchange = Exchange("PLAIN")
    for _ in range(MOST_PIECES):
        assert exchange.take("A" * PIECE) is None
    with pytest.raises(Refuse, match="sasl_too_long"):
        exchange.take("+")


@pytest.mark.parametrize("piece", ["AA", "A===", "-_-_", "Äpfel", "AAAA AAAA", "*"])
def test_what_is_no_base64_is_refused(piece: str) -> None:
    with pytest.raises(Refuse, match="sasl_failed"):
        Exchange("PLAIN").take(piece)


@pytest.mark.parametrize("response", [b"\0alice\0secret", b"alice\0alice\0secret"])
def test_plain(response: bytes) -> None:
    assert plain(response) == Plain("alice", "secret")


@pytest.mark.parametrize(
    "response", [b"", b"alice", b"alice\0secret", b"bob\0alice\0secret", b"\0alice\0se\0cret", b"\0al\xffice\0secret"]
)
def test_what_is_not_plain_is_refused(response: bytes) -> None:
    with pytest.raises(Refuse, match="sasl_failed"):
        plain(response)


def test_a_server_s_own_response_ends_with_a_shorter_piece() -> None:
    assert list(pieces(b"")) == ["+"]
    assert list(pieces(b"x" * 300)) == [b64encode(b"x" * 300).decode(), "+"]
