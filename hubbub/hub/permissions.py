"""Who may do what in a channel: the one place that says no, for every protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from hubbub.model.events import SayKind, Source
from hubbub.model.modes import NO_CTCP, ORDER_OF, REGISTERED_ONLY, highest, reaches
from hubbub.model.multiline import lines_of
from hubbub.model.refusals import Refuse
from hubbub.model.registration import FOUNDER

from . import extbans
from .bans import UNKNOWN
from .user import User
from .visibility import belongs, sees

if TYPE_CHECKING:
    from .channel import Channel
    from .hub import Hub
    from .session import Session

Action = Literal[
    "speak",
    "listen",
    "join",
    "read",
    "topic",
    "moderate",
    "kick",
    "invite",
    "see",
    "relay",
    "redact",
    "register",
    "manage",
    "own",
]
"""The last three are of channels that belong to somebody: to make it one's own; what its roles give; what only whom it
belongs to may."""

CHANGES_THE_LOG = frozenset({"speak", "topic", "moderate", "kick", "relay", "redact", "register", "manage", "own"})

_BELOW_HALF_OPERATORS = frozenset({"v", ""})
_BELOW_ADMINS = frozenset({"o", "h"}) | _BELOW_HALF_OPERATORS
RULES_OVER: dict[str, frozenset[str]] = {
    "q": frozenset({*ORDER_OF, ""}),
    "a": _BELOW_ADMINS,
    "o": _BELOW_ADMINS,
    "h": _BELOW_HALF_OPERATORS,
    "v": frozenset(),
    "": frozenset(),
}
"""A member's highest rank to the ranks that they may give, take and remove people from; "" is no rank.

As in Ergo: operators rule over each other, so that a channel's first cannot lock it; admins do not
(https://modern.ircdocs.horse/#protected-prefix).
"""


def require(hub: Hub, who: Session, action: Action, channel: Channel) -> None:
    """Raises Refuse where ``who`` may not do ``action`` in ``channel``, or nobody may, since it cannot be stored."""
    if not hub.storing and action in CHANGES_THE_LOG:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")
    _RULES[action](hub, who, channel)


def rules_over(who: Session, channel: Channel, rank: str) -> bool:
    """Whether ``who`` may give or take this rank, or remove a member whose highest it is."""
    user = who.user
    return user is not None and (user.is_operator or rank in RULES_OVER[highest(channel.ranks(user))])


def require_bearable(to: Channel | User, kind: SayKind, text: str, splits: tuple[int, ...] = ()) -> None:
    """Raises Refuse for what nobody may say there, whatever their rank: CTCP but for actions (mode C of channels, mode
    T of users).  Each line of a message in lines is one of its own to most clients."""
    if "\x01" not in text or kind == "action" or not any(line[:1] == "\x01" for line, _ in lines_of(text, splits)):
        return
    if isinstance(to, User):
        if NO_CTCP in to.modes:
            raise Refuse("no_ctcp", to.nick)
    elif "C" in to.flags:
        raise Refuse("cannot_send", to.name, text=f"{to.name} takes no CTCP")


def require_voice(hub: Hub, who: Session, target: str) -> None:
    """Raises Refuse where guests from other machines are silent (`[exposure] guests`), and ``who`` is one."""
    if hub.server.guests or who.local or (who.user is not None and who.user.source.account):
        return
    raise Refuse("cannot_send", target, text="only who is logged in may talk here")


def is_banned(hub: Hub, source: Source, channel: Channel) -> bool:
    """Whether the ban list keeps this user out, and no exception lets them in."""
    bans, casemapping = channel.lists["b"], hub.server.casemapping
    return extbans.any_matches(bans, source, casemapping, mutes=False) and not extbans.any_matches(
        channel.lists["e"], source, casemapping, mutes=False
    )


def is_silenced(hub: Hub, user: User, channel: Channel) -> bool:
    """Whether a ban or a mute takes the word from this user.  Asked for each message, so the verdict is kept."""
    if not channel.lists["b"]:
        return False
    verdict = channel.silenced.get(user.source)
    if verdict is None:
        if len(channel.silenced) > 2 * len(channel.members) + 64:
            channel.silenced.clear()
        verdict = channel.silenced[user.source] = is_banned(hub, user.source, channel) or _is_muted(hub, user, channel)
    return verdict


def _is_muted(hub: Hub, user: User, channel: Channel) -> bool:
    source, casemapping = user.source, hub.server.casemapping
    return extbans.any_matches(channel.lists["b"], source, casemapping, mutes=True) and not any(
        extbans.any_matches(channel.lists["e"], source, casemapping, mutes=mutes) for mutes in (True, False)
    )


def require_reach(who: Session, other: User) -> None:
    """Raises Refuse where ``who`` may not write to ``other`` alone: user mode R, unless ACCEPT says otherwise."""
    user = who.registered_user
    if REGISTERED_ONLY in other.modes and not user.source.account and user is not other and user not in other.accepts:
        raise Refuse("only_from_accounts", other.nick)


def _speak(hub: Hub, who: Session, channel: Channel) -> None:
    require_voice(hub, who, channel.name)
    user = who.user
    ranks = channel.members.get(user) if user is not None else None
    if ranks:
        return
    flags, name = channel.flags, channel.name
    if user is None or (ranks is None and "n" in flags):
        raise Refuse("cannot_send", name)
    if "m" in flags:
        raise Refuse("cannot_send", name, text=f"{name} is moderated: only members with a voice may talk there")
    if "M" in flags and not user.source.account:
        raise Refuse("cannot_send", name, text=f"only who is logged in may talk in {name}")
    if is_silenced(hub, user, channel):
        raise Refuse("cannot_send", name, text=f"you cannot talk in {name}: you are banned or muted there")


def _join(hub: Hub, who: Session, channel: Channel) -> None:
    """A key is the command's."""
    user = who.user
    if user is None:
        raise Refuse("not_registered")
    if not passes(user, channel):
        _let_in(hub, user.source, channel)


def _listen(hub: Hub, who: Session, channel: Channel) -> None:
    """A plain client that has said nothing hears no channel that it could not join.  It knows no key, and has no name:
    only a ban on all names from its host is on it."""
    if channel.key:
        raise Refuse("bad_key", channel.name)
    _let_in(hub, Source(UNKNOWN, UNKNOWN, who.host, ""), channel)


def _let_in(hub: Hub, source: Source, channel: Channel) -> None:
    """In the order of Libera's server: what an invited person cannot help comes first."""
    if is_banned(hub, source, channel):
        raise Refuse("banned", channel.name)
    excepted = extbans.any_matches(channel.lists["I"], source, hub.server.casemapping, mutes=False)
    if "i" in channel.flags and not excepted:
        raise Refuse("invite_only", channel.name)
    if channel.limit and len(channel.members) >= channel.limit:
        raise Refuse("channel_full", channel.name)
    if "R" in channel.flags and not source.account and not excepted:
        raise Refuse("account_needed", channel.name)


def passes(user: User, channel: Channel) -> bool:
    """Whether nothing keeps ``user`` out: server operators, whom an operator there has invited, and who has a rank for
    good there that is more than a voice (as in Ergo)."""
    return (
        user.is_operator
        or channel.conversation.key in user.invitations
        or reaches(frozenset(channel.standing(user)), "h")
    )


def require_open(hub: Hub, name: str) -> None:
    """Raises Refuse for a channel in which nobody may be: a server operator has purged it."""
    purge = hub.purges.get(hub.fold(name))
    if purge is not None:
        because = f": {purge.reason}" if purge.reason else ""
        raise Refuse("no_such_channel", name, text=f"{name} was closed by the server's operators{because}")


def _read(_hub: Hub, who: Session, channel: Channel) -> None:
    if not belongs(who, channel):
        raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", channel.name)


def _inside(_hub: Hub, who: Session, channel: Channel) -> None:
    if who.user is None or who.user not in channel.members:
        if not sees(who, channel):
            raise Refuse("no_such_channel", channel.name)
        raise Refuse("you_are_not_in_channel", channel.name)


def _topic(hub: Hub, who: Session, channel: Channel) -> None:
    _inside(hub, who, channel)
    require_voice(hub, who, channel.name)
    if "t" in channel.flags:
        _at_least(hub, who, channel, "h")
    else:
        _speak(hub, who, channel)  # a topic is heard by all: who may not talk does not talk by setting it


def _at_least(hub: Hub, who: Session, channel: Channel, rank: str) -> None:
    if who.user is not None and who.user.is_operator:
        return
    _inside(hub, who, channel)
    if not reaches(channel.ranks(who.user), rank):
        raise Refuse("not_channel_operator", channel.name)


def _moderate(hub: Hub, who: Session, channel: Channel) -> None:
    _at_least(hub, who, channel, "o")


def _kick(hub: Hub, who: Session, channel: Channel) -> None:
    _at_least(hub, who, channel, "h")


def _invite(hub: Hub, who: Session, channel: Channel) -> None:
    require_voice(hub, who, channel.name)
    _inside(hub, who, channel)
    if "i" in channel.flags:
        _moderate(hub, who, channel)


def _relay(hub: Hub, who: Session, channel: Channel) -> None:
    require_voice(hub, who, channel.name)
    try:
        _moderate(hub, who, channel)
    except Refuse as refusal:
        if refusal.code == "not_channel_operator":
            raise Refuse("may_not_relay", "RELAYMSG", "PRIVS_NEEDED") from None
        raise


def _see(_hub: Hub, who: Session, channel: Channel) -> None:
    if not sees(who, channel):
        raise Refuse("no_such_channel", channel.name)


def _register(hub: Hub, who: Session, channel: Channel) -> None:
    user = who.registered_user
    if not hub.server.register_channels:
        raise Refuse("registration_off", "*", "REGISTRATION_OFF")
    if not user.source.account:
        raise Refuse("account_needed", channel.name, text="log in to an account first: channels belong to accounts")
    _moderate(hub, who, channel)


def _manage(hub: Hub, who: Session, channel: Channel) -> None:
    """Whoever would be an operator there at once, whether they are there or not."""
    _has_registration(hub, who, channel)
    user = who.registered_user
    if not user.is_operator and not reaches(frozenset(channel.standing(user)), "o"):
        raise Refuse("not_channel_operator", channel.name, text=f"you have no such rights in {channel.name}")


def _own(hub: Hub, who: Session, channel: Channel) -> None:
    _has_registration(hub, who, channel)
    user = who.registered_user
    if not user.is_operator and channel.standing(user) != FOUNDER:
        raise Refuse("not_channel_operator", channel.name, text=f"{channel.name} belongs to somebody else")


def _has_registration(hub: Hub, who: Session, channel: Channel) -> None:
    _see(hub, who, channel)
    if channel.registration is None:
        raise Refuse("not_channel_operator", channel.name, text=f"{channel.name} is not registered")


_RULES: dict[Action, Callable[[Hub, Session, Channel], None]] = {
    "speak": _speak,
    "listen": _listen,
    "join": _join,
    "read": _read,
    "topic": _topic,
    "moderate": _moderate,
    "kick": _kick,
    "invite": _invite,
    "see": _see,
    "relay": _relay,
    "redact": _moderate,
    "register": _register,
    "manage": _manage,
    "own": _own,
}
