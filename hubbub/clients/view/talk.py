"""What people say: PRIVMSG, NOTICE, actions, and the typing notices between."""

from __future__ import annotations

from hubbub.clients.view import changes as did
from hubbub.clients.view import history
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.own import confirm
from hubbub.clients.view.reading import conversation, read_message
from hubbub.clients.view.world import Heard, World

TYPING_LASTS = 6.0
"""Seconds after which a typing notice that was not repeated is over (IRCv3 typing specification)."""


def said(world: World, heard: Heard) -> None:
    """PRIVMSG and NOTICE."""
    read = read_message(world, heard)
    if read is None:
        _asked_by_client(world, heard)
        return
    buffer, row = read
    if buffer is None:
        name = conversation(world, heard)
        if not name or (row.kind == "notice" and not world.features.is_channel(name)):
            buffer = world.server
        else:
            buffer = world.buffer(name)
            history.catch_up(world, buffer)
    if row.own:
        parcel = world.outbox.labelled(heard.label) or world.outbox.echoed(buffer, row)
        if parcel is not None:
            confirm(world, parcel, row)
            return
    elif (asked := world.outbox.labelled(heard.label)) is not None:
        confirm(world, asked)  # a service answers in words: what it was told is never echoed
    _stopped_typing(world, buffer, heard.nick)
    if row.account:
        world.user(heard.nick).account = row.account
    if buffer.kind == "direct" and buffer.user is not None and not row.own and buffer.user.online is not True:
        buffer.user.online = True
        world.emit(did.MembersChanged(buffer))
    world.add(buffer, row)


def tagged(world: World, heard: Heard) -> None:
    """TAGMSG: typing notices."""
    typing = heard.line.tags.get("+typing", "") or heard.line.tags.get("+draft/typing", "")
    buffer = world.find(conversation(world, heard))
    if not typing or buffer is None or not heard.nick or world.is_me(heard.nick):
        return
    if typing == "active":
        world.typists[buffer, heard.nick] = world.now + TYPING_LASTS
        show_typists(world, buffer)
    else:
        _stopped_typing(world, buffer, heard.nick)


def show_typists(world: World, buffer: Buffer) -> None:
    """Let ``buffer.typing`` follow the notices."""
    typing = tuple(nick for where, nick in world.typists if where is buffer)
    if typing != buffer.typing:
        buffer.typing = typing
        world.emit(did.TypingChanged(buffer))


def expire_typing(world: World) -> None:
    """Forget the notices whose time is over."""
    over = [typist for typist, until in world.typists.items() if until <= world.now]
    for typist in over:
        del world.typists[typist]
    for buffer in dict.fromkeys(buffer for buffer, _ in over):
        show_typists(world, buffer)


def _stopped_typing(world: World, buffer: Buffer, nick: str) -> None:
    if world.typists.pop((buffer, nick), None) is not None:
        show_typists(world, buffer)


def _asked_by_client(world: World, heard: Heard) -> None:
    """A client-to-client request (CTCP) is shown, never answered: it would tell strangers what runs here."""
    word = heard.param(1).strip("\x01").partition(" ")[0]
    if heard.nick and not world.is_me(heard.nick) and word.isalnum():
        world.event(world.server, "info", heard.nick, f"{heard.nick} asked for this client's {word.upper()}")


def acknowledged(world: World, heard: Heard) -> None:
    """ACK: a labelled request had no other answer."""
    parcel = world.outbox.labelled(heard.label)
    if parcel is not None:
        confirm(world, parcel)


def returned(world: World, heard: Heard) -> None:
    """PONG: what was sent before the PING was heard."""
    for parcel in world.outbox.passed(heard.text):
        confirm(world, parcel)


TABLE = {"PRIVMSG": said, "NOTICE": said, "TAGMSG": tagged, "ACK": acknowledged, "PONG": returned}
