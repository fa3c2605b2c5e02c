"""Every event and every reply there is, with anything in it: no line is added, moved, too long or somebody else's."""

from __future__ import annotations

from itertools import count

from any_values import Values, by_name
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model import replies
from hubbub.model.capabilities import OFFERED, shaping
from hubbub.model.events import Event, Said, Source
from hubbub.model.replies import Reply
from hubbub.model.server import Server
from hubbub.wire.irc import show
from hubbub.wire.irc.message import Message, parse
from hubbub.wire.irc.show_events import EVENTS
from hubbub.wire.irc.show_replies import REPLIES
from hubbub.wire.variant import variant

SERVER = Server("hub.test", "Test", "", "1", 0, roleplay=True)
ALICE = Source("alice", "al", "host.example", "id-a", "ally", bot=True)
BOB = Source("bob", "bo", "other.example", "id-b")
SPEAK = {
    *("", "hub.test", ALICE.mask, BOB.mask, "*playback!*playback@hub.test"),
    *("NickServ!NickServ@hub.test", "ChanServ!ChanServ@hub.test"),
}
WORDS = {
    *("ACCOUNT", "ACK", "AUTHENTICATE", "AWAY", "BATCH", "CAP", "CHATHISTORY", "CHGHOST", "ERROR", "FAIL"),
    *("INVITE", "JOIN", "KICK", "KILL", "MARKREAD", "METADATA", "MODE", "NICK", "NOTE", "NOTICE", "PART"),
    *("PERSISTENCE", "PONG", "PRIVMSG", "QUIT", "REDACT", "REGISTER", "RENAME", "RESUME", "SETNAME", "TAGMSG"),
    *("TOPIC", "WALLOPS", "WARN"),
}

SHOWN = by_name({*EVENTS, Said})
VALUES = Values(
    SHOWN,
    {
        Source: st.sampled_from([ALICE, BOB]),
        # What only the server gives: ids of messages are references of batches too.
        **{f"{kind.__name__}.id": st.from_regex(r"[A-Za-z0-9-]{1,26}", fullmatch=True) for kind in SHOWN},
        "Acknowledged.id": st.just("m1"),
        "Acknowledged.kind": st.sampled_from(["message", "action", "notice"]),
        "Said.splits": st.just(()),
        "ListIs.letter": st.sampled_from("beI"),
        "ServiceSays.service": st.sampled_from(["NickServ", "ChanServ"]),
    },
)
HAVING = st.sets(st.sampled_from(sorted(OFFERED))).map(frozenset)


def messages(shown: bytes) -> list[Message]:
    """The lines, each whole, and of those who may have sent them; batches begin before they are named, and end."""
    assert not shown or shown.endswith(b"\r\n")
    read: list[Message] = []
    begun: list[str] = []
    for line in shown.split(b"\r\n")[:-1]:
        assert not set(line) & set(b"\r\n\0")
        tags, body = line.split(b" ", 1) if line.startswith(b"@") else (b"", line)
        assert len(body) <= SERVER.limits.line_bytes - 2
        assert len(tags) < 8191
        message = parse(line.decode())
        assert message.source in SPEAK
        assert message.command in WORDS or (len(message.command) == 3 and message.command.isdigit())
        if "batch" in message.tags:
            assert message.tags["batch"] in begun
        if message.command == "BATCH":
            sign, reference = message.params[0][0], message.params[0][1:]
            if sign == "+":
                begun.append(reference)
            else:
                begun.remove(reference)
        read.append(message)
    assert not begun
    return read


@given(st.sampled_from(SHOWN).flatmap(VALUES.of), HAVING)
def test_any_event(event: Event, having: frozenset[str]) -> None:
    shape = variant("irc", having)
    for message in messages(show.show_event(event, shape, SERVER)):
        if message.source == SERVER.name:
            assert "account" not in message.tags
        if "batch" not in message.tags:  # inside, the tags are on the batch
            assert ("time" in message.tags) is ("server-time" in shaping(having))
        assert "message-tags" in having or not message.tags.keys() & {"msgid", "bot"}


@given(st.sampled_from(by_name(REPLIES)).flatmap(VALUES.of), HAVING, st.sampled_from(["*", "alice"]))
def test_any_reply(reply: Reply, having: frozenset[str], nick: str) -> None:
    numbers = count(1)
    lines = show.show_reply(reply, nick, having, SERVER, lambda: f"b{next(numbers)}")
    told = messages(b"".join(lines))
    for message in told:
        if message.command.isdigit():
            assert message.params[0] == nick or isinstance(reply, replies.Welcome)
        assert "batch" in having or message.command != "BATCH"
    labelled = messages(b"".join(show.label(lines, "a\r\n;\\ x", SERVER, lambda: "outer")))
    assert [message.tags.get("label") for message in labelled] == ["a\r\n;\\ x", *[None] * (len(labelled) - 1)]
    around = {("+outer", "labeled-response"), ("-outer",)}
    kept = [message.params for message in labelled if message.params not in around and message.command != "ACK"]
    assert kept == [message.params for message in told]
