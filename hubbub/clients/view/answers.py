"""Numerics that change what is known: welcome, features, topics, names, presence; and errors and standard replies.

Numbers and parameters: https://modern.ircdocs.horse/#numerics; FAIL, WARN, NOTE: IRCv3 standard-replies.
"""

from __future__ import annotations

from hubbub.clients.view import changes as did
from hubbub.clients.view import errors, history
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.clock import read_time
from hubbub.clients.view.own import refuse
from hubbub.clients.view.people import set_away
from hubbub.clients.view.values import Member
from hubbub.clients.view.world import Heard, World


def welcomed(world: World, heard: Heard) -> None:
    """001: the nick that we really have."""
    nick = heard.param(0)
    if nick and nick != world.nick:
        world.nick = nick
        world.emit(did.NickChanged(nick))
    world.event(world.server, "info", "", heard.text, heard.time)


def features(world: World, heard: Heard) -> None:
    before = world.features.casemapping
    world.features.learn(heard.line.params[1:-1])
    if world.features.casemapping != before:
        world.fold_again()
    if world.features.network and world.server.name != world.features.network:
        world.server.name = world.features.network
        world.emit(did.BufferChanged(world.server))


def away_answer(world: World, heard: Heard) -> None:
    """301: somebody we wrote to, or asked about, is away."""
    nick = heard.param(1)
    user = world.users.get(world.fold(nick))
    news = user is None or user.away != heard.text
    set_away(world, nick, heard.text)
    buffer = world.asked.get(heard.label) or world.find(nick)
    if news and buffer is not None:
        world.event(buffer, "away", nick, f"{nick} is away: {heard.text}", heard.time)


def back_now(world: World, heard: Heard) -> None:
    world.user(world.nick)
    set_away(world, world.nick, None)
    world.tell("You are back", world.asked.get(heard.label) or world.asker)


def away_now(world: World, heard: Heard) -> None:
    world.user(world.nick)
    set_away(world, world.nick, "")
    world.tell("You are away", world.asked.get(heard.label) or world.asker)


def channel_modes(world: World, heard: Heard) -> None:
    buffer = world.find(heard.param(1))
    if buffer is None:
        return
    buffer.modes = "".join(sorted(letter for letter in heard.param(2) if letter not in "+-"))
    if heard.label in world.asked or world.asker is buffer:
        words = " ".join(heard.line.params[2:])
        world.event(buffer, "info", "", f"Modes of {buffer.name}: {words}", heard.time)
    world.emit(did.BufferChanged(buffer))


def no_topic(world: World, heard: Heard) -> None:
    _topic(world, heard, "")


def topic(world: World, heard: Heard) -> None:
    _topic(world, heard, heard.text)


def _topic(world: World, heard: Heard, text: str) -> None:
    buffer = world.find(heard.param(1))
    if buffer is None:
        return
    if heard.label in world.asked:
        world.event(buffer, "info", "", f"Topic: {text}" if text else "There is no topic", heard.time)
    buffer.topic = text
    world.emit(did.BufferChanged(buffer))


def topic_set_by(world: World, heard: Heard) -> None:
    buffer = world.find(heard.param(1))
    if buffer is not None:
        when = heard.param(3)
        buffer.topic_by = heard.param(2).partition("!")[0]
        buffer.topic_time = float(when) if when.isdecimal() and len(when) < 15 else 0.0
        world.emit(did.BufferChanged(buffer))


def inviting(world: World, heard: Heard) -> None:
    nick, channel = heard.param(1), heard.param(2)
    world.event(world.find(channel) or world.place(heard), "invite", nick, f"You invited {nick} to {channel}")


def names(world: World, heard: Heard) -> None:
    """353: members with their prefixes, perhaps with hosts (userhost-in-names)."""
    buffer = world.find(heard.param(2))
    if buffer is None or not buffer.joined:
        world.event(world.place(heard), "info", "", f"In {heard.param(2)}: {heard.text}")
        return
    for word in heard.text.split():
        source = word.lstrip(world.features.prefixes)
        nick = source.partition("!")[0]
        if not nick:
            continue
        member = buffer.roster.setdefault(world.fold(nick), Member(world.user(nick)))
        member.prefix = word[: len(word) - len(source)]
        member.user.online = True
        world.meet(source)


def names_end(world: World, heard: Heard) -> None:
    """366: the list is whole; who of them is away is asked once, quietly."""
    buffer = world.find(heard.param(1))
    if buffer is None or not buffer.joined:
        return
    world.emit(did.MembersChanged(buffer))
    if "away-notify" in world.caps and not buffer.quiet_who and len(buffer.roster) <= MOST_ASKED_ABOUT:
        buffer.quiet_who = True
        world.send("WHO", buffer.name)


MOST_ASKED_ABOUT = 500
"""Presence is asked for in channels of at most so many members; in larger ones it is learnt as it changes."""


def who(world: World, heard: Heard) -> None:
    """352: ``channel username host server nick flags :hops realname``."""
    nick = heard.param(5)
    user = world.users.get(world.fold(nick))
    realname = heard.text.partition(" ")[2]
    if user is not None:
        user.username, user.host, user.realname = heard.param(2), heard.param(3), realname
        if not heard.param(6).startswith("G"):
            set_away(world, nick, None)
        elif user.away is None:
            set_away(world, nick, "")
    buffer = world.find(heard.param(1))
    if buffer is None or not buffer.quiet_who:
        where = f" in {heard.param(1)}" if heard.param(1) != "*" else ""
        gone = ", away" if heard.param(6).startswith("G") else ""
        text = f"{nick} ({heard.param(2)}@{heard.param(3)}){where}{gone}: {realname}"
        world.event(world.place(heard), "whois", nick, text)


def who_end(world: World, heard: Heard) -> None:
    buffer = world.find(heard.param(1))
    if buffer is not None:
        buffer.quiet_who = False


def online(world: World, heard: Heard) -> None:
    """730 (MONITOR): these are here."""
    _presence(world, heard, is_online=True)


def offline(world: World, heard: Heard) -> None:
    """731 (MONITOR): these are not."""
    _presence(world, heard, is_online=False)


def _presence(world: World, heard: Heard, *, is_online: bool) -> None:
    for source in heard.text.split(","):
        buffer = world.find(source.partition("!")[0])
        if buffer is not None and buffer.user is not None and buffer.user.online is not is_online:
            buffer.user.online = is_online
            if not is_online:
                buffer.user.away = None
            world.emit(did.MembersChanged(buffer))


# Errors ---------------------------------------------------------------------------------------------------------


def error(world: World, heard: Heard) -> None:
    """An error numeric: of an own message, of a JOIN, or an answer."""
    sentence = errors.sentence(heard.line)
    named = heard.param(1)
    buffer = world.find(world.features.channel_of(named)) if named else None
    parcel = world.outbox.labelled(heard.label)
    if parcel is None and buffer is not None and heard.label not in world.asked:
        parcel = world.outbox.refused(buffer)
    if heard.line.command == "401" and buffer is not None and buffer.user is not None:
        buffer.user.online = False
        world.emit(did.MembersChanged(buffer))
    if parcel is not None:
        refuse(world, parcel, sentence)
        return
    if errors.refuses_join(heard.line.command) and (buffer is None or not buffer.joined):
        world.wanted.pop(world.fold(named), None)
    if (heard.line.command == "421" and named.upper() in _OWN_QUESTIONS) or _of_typing(world, heard, buffer):
        return
    world.tell(sentence, world.asked.get(heard.label) or buffer or world.asker, error=True)


def _of_typing(world: World, heard: Heard, buffer: Buffer | None) -> bool:
    """Whether a typing notice was refused: nobody asked for it, and the message itself will be refused too."""
    if heard.label or buffer is None or "message-tags" not in world.caps:
        return False
    return heard.line.command == "404" or (heard.line.command == "401" and "labeled-response" in world.caps)


_OWN_QUESTIONS = frozenset({"CHATHISTORY", "MARKREAD", "MONITOR", "WHO", "TAGMSG"})


def failed(world: World, heard: Heard) -> None:
    """FAIL: ``command code context… :description``."""
    words = heard.line.params[2:-1]
    found = (world.find(world.features.channel_of(word)) for word in words)
    buffer = next((buffer for buffer in found if buffer is not None), None)
    command = heard.param(0).upper()
    if command == "CHATHISTORY":
        _history_failed(world, heard, buffer)
        return
    parcel = world.outbox.labelled(heard.label)
    if parcel is None and buffer is not None and command in {"PRIVMSG", "NOTICE"}:
        parcel = world.outbox.refused(buffer)
    if parcel is not None:
        refuse(world, parcel, heard.text)
    elif command not in _OWN_QUESTIONS and command != "RESUME":
        world.tell(heard.text, world.asked.get(heard.label) or buffer or world.asker, error=True)


def _history_failed(world: World, heard: Heard, buffer: Buffer | None) -> None:
    asker = world.asked.get(heard.label) or buffer
    if asker is not None and asker.page is not None:
        history.refused(world, asker)


def warned(world: World, heard: Heard) -> None:
    world.tell(heard.text, world.asked.get(heard.label), error=True)


def noted(world: World, heard: Heard) -> None:
    world.tell(heard.text, world.asked.get(heard.label))


def server_error(world: World, heard: Heard) -> None:
    """ERROR: the server ends the connection; the link says why in its own words too."""
    world.event(world.server, "error", "", heard.text)


def targets(world: World, heard: Heard) -> None:
    """CHATHISTORY TARGETS: somebody wrote to us while we were away."""
    name, time = heard.param(1), read_time(heard.param(2))
    if heard.param(0).upper() != "TARGETS" or not name or time is None or world.find(name) is not None:
        return
    if not world.features.is_channel(name):
        buffer = world.buffer(name)
        buffer.read_time = world.lost_at
        history.catch_up(world, buffer)


TABLE = {
    "001": welcomed,
    "005": features,
    "301": away_answer,
    "305": back_now,
    "306": away_now,
    "315": who_end,
    "324": channel_modes,
    "331": no_topic,
    "332": topic,
    "333": topic_set_by,
    "341": inviting,
    "352": who,
    "353": names,
    "366": names_end,
    "730": online,
    "731": offline,
    "FAIL": failed,
    "WARN": warned,
    "NOTE": noted,
    "ERROR": server_error,
    "CHATHISTORY": targets,
}
