"""Saying something under a name that is not one's own: people who are relayed from elsewhere, and characters.

Both are as Ergo has them; nobody can take such a name for a nickname, which holds none of its special characters.
"""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.permissions import require_bearable
from hubbub.hub.session import Session
from hubbub.model import events, names, requests
from hubbub.model.events import Source
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .addressing import in_channel
from .outcome import Outcome

RELAY_USER = "relay"
STAGE_HOST = "npc.fakeuser.invalid"
"""The host of characters: RFC 2606 keeps the name from being anybody's."""
SCENE = "=Scene="


def relay(hub: Hub, who: Session, ask: requests.Relay, now: Moment) -> Outcome:
    """draft/relaymsg: operators of a channel say what others said elsewhere."""
    separators = hub.server.relay_separators
    if not separators:
        raise Refuse("unknown_command", "RELAYMSG", text="nothing is relayed on this server")
    channel = hub.channel(ask.channel)
    hub.require(who, "relay", channel)
    _require_foreign(ask.nick, separators, hub.limits.nick_length)
    kind: events.SayKind = "action" if ask.action else "message"
    require_bearable(channel, kind, ask.text)
    user = who.registered_user
    source = Source(ask.nick, RELAY_USER, hub.server.name, user.identity)
    tags = ask.tags if who.has("message-tags") else ()
    return [
        events.Said(now.new_id(), now.time, source, channel.conversation, kind, ask.text, tags=tags, by=user.nick),
    ]


def _require_foreign(nick: str, separators: str, longest: int) -> None:
    """A nickname with separators in it, though not first, where a rank's prefix would stand.  Raises Refuse."""
    plain = "".join(character for character in nick if character not in separators)
    if (
        plain == nick
        or nick[0] in separators
        or len(nick.encode("utf-8", "replace")) > longest
        or not names.valid_nick(f"x{plain}", longest + 1)  # a digit may come first: nobody is to type this name
    ):
        raise Refuse(
            "bad_relayed_nick",
            "RELAYMSG",
            "INVALID_NICK",
            text=f"a relayed name is a nickname with one of {separators} in it, such as alice{separators[0]}network",
        )


def stage(hub: Hub, who: Session, ask: requests.Stage, now: Moment) -> Outcome:
    command = "SCENE" if not ask.name else "NPCA" if ask.action else "NPC"
    if not hub.server.roleplay:
        raise Refuse("unknown_command", command, text="there is no roleplay on this server")
    channel = hub.channel(ask.channel)
    address = in_channel(hub, who, channel)
    if "E" not in channel.flags:
        raise Refuse("no_roleplay", channel.name, text=f"there is no roleplay in {channel.name}: it needs the mode E")
    user = who.registered_user
    if ask.name and not names.valid_nick(f"x{ask.name}", hub.limits.nick_length):
        raise Refuse(
            "no_roleplay", channel.name, text=f"{ask.name} cannot be a character's name: use letters and digits"
        )
    source = Source(f"*{ask.name}*" if ask.name else SCENE, user.nick, STAGE_HOST, user.identity)
    kind: events.SayKind = "action" if ask.action else "message"
    require_bearable(channel, kind, ask.text)
    text = f"{ask.text} ({user.nick})"
    return [
        events.Said(
            now.new_id(), now.time, source, channel.conversation, kind, text,
            rank=address.rank, by=user.nick, staged=True,
        )
    ]  # fmt: skip
