"""Who comes, goes, is renamed, ranked, away: the lines that change people and channels."""

from __future__ import annotations

from hubbub.clients.view import changes as did
from hubbub.clients.view import history
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.values import Member
from hubbub.clients.view.world import SHOWN_COMINGS, Heard, World
from hubbub.model.modes import Change as Step


def joined(world: World, heard: Heard) -> None:
    """JOIN, with the account and real name of extended-join."""
    name, account = heard.param(0), heard.param(1)
    if not heard.nick or not world.features.is_channel(name):
        return
    buffer = world.buffer(name)
    user = world.user(heard.nick)
    world.meet(heard.line.source)
    user.online = True
    if account:
        user.account = "" if account == "*" else account
        user.realname = heard.param(2, user.realname)
    if world.is_me(heard.nick):
        _joined_myself(world, buffer)
    if world.fold(heard.nick) not in buffer.roster:
        buffer.roster[world.fold(heard.nick)] = Member(user)
        if not world.is_me(heard.nick):
            _comes_or_goes(world, buffer, heard, "join", f"{heard.nick} joined")
    world.emit(did.MembersChanged(buffer))
    _presence(world, heard.nick)


def _joined_myself(world: World, buffer: Buffer) -> None:
    buffer.roster.clear()
    buffer.joined = True
    key = world.fold(buffer.name)
    world.wanted.setdefault(key, (buffer.name, ""))
    world.emit(did.BufferChanged(buffer))
    history.catch_up(world, buffer)


def parted(world: World, heard: Heard) -> None:
    buffer = world.find(heard.param(0))
    if buffer is None:
        return
    why = f": {heard.param(1)}" if heard.param(1) else ""
    if world.is_me(heard.nick):
        world.wanted.pop(world.fold(buffer.name), None)
        _left_myself(world, buffer)
        world.event(buffer, "part", heard.nick, "You left the channel", heard.time)
    elif _remove(world, buffer, heard.nick):
        _comes_or_goes(world, buffer, heard, "part", f"{heard.nick} left{why}")


def kicked(world: World, heard: Heard) -> None:
    buffer, nick = world.find(heard.param(0)), heard.param(1)
    if buffer is None or not nick:
        return
    why = f": {heard.param(2)}" if heard.param(2) and heard.param(2) != heard.nick else ""
    by = heard.nick or heard.line.source
    if world.is_me(nick):
        world.wanted.pop(world.fold(buffer.name), None)
        _left_myself(world, buffer)
        world.tell(f"{by} removed you from {buffer.name}{why}", buffer, error=True)
    elif _remove(world, buffer, nick):
        world.event(buffer, "kick", nick, f"{by} removed {nick}{why}", heard.time)


def quit_(world: World, heard: Heard) -> None:
    why = f": {heard.param(0)}" if heard.param(0) else ""
    for buffer in world.channels_with(heard.nick):
        _remove(world, buffer, heard.nick)
        _comes_or_goes(world, buffer, heard, "quit", f"{heard.nick} quit{why}")
    user = world.users.get(world.fold(heard.nick))
    if user is not None and not world.is_me(heard.nick):
        user.online, user.away = False, None
        _presence(world, heard.nick)
        if world.find(heard.nick) is None:
            del world.users[world.fold(heard.nick)]


def renamed(world: World, heard: Heard) -> None:
    new = heard.param(0)
    if not heard.nick or not new:
        return
    places = world.channels_with(heard.nick)
    world.rename(heard.nick, new)
    for buffer in places:
        member = buffer.roster.pop(world.fold(heard.nick), None)
        if member is not None:
            buffer.roster[world.fold(new)] = member
        world.emit(did.MembersChanged(buffer))
    if world.is_me(heard.nick):
        world.nick = new
        world.emit(did.NickChanged(new))
        for buffer in places:
            world.event(buffer, "nick", new, f"You are {new} now", heard.time)
        return
    for buffer in places:
        _comes_or_goes(world, buffer, heard, "nick", f"{heard.nick} is {new} now")


def topic_set(world: World, heard: Heard) -> None:
    buffer = world.find(heard.param(0))
    if buffer is None:
        return
    buffer.topic, buffer.topic_by, buffer.topic_time = heard.param(1), heard.nick, heard.time
    by = heard.nick or heard.line.source
    what = f"set the topic: {buffer.topic}" if buffer.topic else "removed the topic"
    world.event(buffer, "topic", heard.nick, f"{by} {what}", heard.time)
    world.emit(did.BufferChanged(buffer))


def away(world: World, heard: Heard) -> None:
    """AWAY of others (away-notify); without a text they are back."""
    if not heard.nick:
        return
    set_away(world, heard.nick, heard.param(0) if heard.line.params and heard.param(0) else None)


def set_away(world: World, nick: str, text: str | None) -> None:
    """Somebody's presence, as AWAY, WHO and 301 tell it."""
    user = world.users.get(world.fold(nick))
    if user is not None and user.away != text:
        user.away = text
        for buffer in world.channels_with(nick):
            world.emit(did.MembersChanged(buffer))
        _presence(world, nick)


def invited(world: World, heard: Heard) -> None:
    nick, channel = heard.param(0), heard.param(1)
    if world.is_me(nick):
        world.tell(f"{heard.nick} invites you to {channel}; /join {channel} accepts")
        return
    buffer = world.find(channel)
    if buffer is not None:
        world.event(buffer, "invite", nick, f"{heard.nick} invited {nick}", heard.time)


def mode_set(world: World, heard: Heard) -> None:
    """MODE of a channel: ranks by their names, everything else as letters."""
    buffer = world.find(heard.param(0))
    if buffer is None or buffer.kind != "channel":
        return
    by = heard.nick or heard.line.source
    arguments = list(heard.line.params[2:])
    others: list[str] = []
    adding = True
    for letter in heard.param(1):
        if letter in "+-":
            adding = letter == "+"
            continue
        argument = arguments.pop(0) if arguments and world.features.takes_argument(letter, adding) else ""
        if letter in world.features.ranks:
            _rank(world, buffer, heard, Step(adding, letter, argument))
            continue
        others.append(f"{'+' if adding else '-'}{letter}{f' {argument}' if argument else ''}")
        if not world.features.is_list(letter):
            kept = [word for word in buffer.modes if word != letter]
            buffer.modes = "".join(sorted([*kept, letter] if adding else kept))
    if others:
        world.event(buffer, "mode", heard.nick, f"{by} set mode {' '.join(others)}", heard.time)
        world.emit(did.BufferChanged(buffer))


_RANKS = {"q": "the owner", "a": "an admin", "o": "an operator", "h": "a half-operator"}


def _rank(world: World, buffer: Buffer, heard: Heard, step: Step) -> None:
    nick, letter, by = step.argument, step.letter, heard.nick or heard.line.source
    member = buffer.roster.get(world.fold(nick))
    if member is None:
        return
    prefix = world.features.ranks[letter]
    held = set(member.prefix) - {prefix} | ({prefix} if step.add else set())
    member.prefix = "".join(sorted(held, key=world.features.rank))
    if letter == "v":
        text = f"{by} {'gave voice to' if step.add else 'took voice from'} {nick}"
    else:
        rank = _RANKS.get(letter, f"+{letter}")
        text = f"{by} made {nick} {rank}" if step.add else f"{nick} is no longer {rank} ({by})"
    world.event(buffer, "mode", nick, text, heard.time)
    world.emit(did.MembersChanged(buffer))


def account_set(world: World, heard: Heard) -> None:
    user = world.users.get(world.fold(heard.nick))
    if user is not None:
        user.account = "" if heard.param(0) == "*" else heard.param(0)


def host_changed(world: World, heard: Heard) -> None:
    user = world.users.get(world.fold(heard.nick))
    if user is not None:
        user.username, user.host = heard.param(0), heard.param(1)


def realname_set(world: World, heard: Heard) -> None:
    user = world.users.get(world.fold(heard.nick))
    if user is not None:
        user.realname = heard.param(0)


def _left_myself(world: World, buffer: Buffer) -> None:
    buffer.joined = False
    buffer.roster.clear()
    buffer.page, buffer.loading = None, False
    world.emit(did.MembersChanged(buffer))
    world.emit(did.BufferChanged(buffer))


def _remove(world: World, buffer: Buffer, nick: str) -> bool:
    if buffer.roster.pop(world.fold(nick), None) is None:
        return False
    world.emit(did.MembersChanged(buffer))
    return True


def _comes_or_goes(world: World, buffer: Buffer, heard: Heard, what: str, text: str) -> None:
    if len(buffer.roster) <= SHOWN_COMINGS:
        world.event(buffer, what, heard.nick, text, heard.time)


def _presence(world: World, nick: str) -> None:
    """The direct conversation with this person shows their presence too."""
    direct = world.find(nick)
    if direct is not None and direct.kind == "direct":
        direct.user = world.user(nick)
        world.emit(did.MembersChanged(direct))


TABLE = {
    "JOIN": joined,
    "PART": parted,
    "KICK": kicked,
    "QUIT": quit_,
    "NICK": renamed,
    "TOPIC": topic_set,
    "AWAY": away,
    "INVITE": invited,
    "MODE": mode_set,
    "ACCOUNT": account_set,
    "CHGHOST": host_changed,
    "SETNAME": realname_set,
}
