"""Whom a message is for: a channel, the members with some rank there, or one person."""

from __future__ import annotations

import msgspec

from hubbub.hub import permissions
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import names
from hubbub.model.events import Conversation
from hubbub.model.modes import PREFIX_OF, REGISTERED_ONLY, split_prefixes
from hubbub.model.refusals import Refuse


class Address(msgspec.Struct, frozen=True):
    """``conversation``: as the recipients are shown it; ``recipient``: the channel, or the user; ``to``: whose identity
    it is for in a direct conversation, else ""; ``rank``: the lowest that hears it in a channel, "" for all."""

    conversation: Conversation
    recipient: Channel | User
    to: str = ""
    rank: str = ""


def addressed(hub: Hub, who: Session, target: str) -> Address:
    """What ``target`` names and ``who`` may speak to.  Raises Refuse."""
    rank, name = split_prefixes(target)
    if names.is_channel(name):
        return in_channel(hub, who, hub.channel(name), rank)
    user, recipient = who.registered_user, hub.user(target)
    permissions.require_voice(hub, who, recipient.nick)
    permissions.require_reach(who, recipient)
    if REGISTERED_ONLY in user.modes:
        user.accept(recipient)  # whom one writes to may answer
    if not hub.storing:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")
    to = recipient.identity
    return Address(Conversation(names.direct(user.identity, to), recipient.nick), recipient, to)


def in_channel(hub: Hub, who: Session, channel: Channel, rank: str = "") -> Address:
    """Those whom ``who`` may speak to in the channel.  Raises Refuse."""
    hub.require(who, "speak", channel)
    if rank:  # https://modern.ircdocs.horse/#statusmsg-parameter
        shown = Conversation(channel.conversation.key, PREFIX_OF[rank] + channel.name)
        return Address(shown, channel, rank=rank)
    if "U" in channel.flags and not channel.ranks(who.user):
        return Address(channel.conversation, channel, rank="h")  # as in Ergo
    return Address(channel.conversation, channel)


class Party(msgspec.Struct, frozen=True):
    """The other one in a direct conversation, as they are called now."""

    identity: str
    name: str


def party(hub: Hub, name: str) -> Party | None:
    """Who is called ``name``: somebody who is here, or else whoever has the account of that name."""
    user = hub.nicks.get(hub.fold(name))
    if user is not None:
        return Party(user.identity, user.nick)
    account = hub.accounts.named(name)
    return Party(account.id, account.name) if account is not None else None


def name_of(hub: Hub, identity: str) -> str:
    """What an identity is called now, "" for a guest who is gone."""
    user = hub.users.get(identity)
    if user is not None:
        return user.nick
    account = hub.accounts.get(identity)
    return account.name if account is not None else ""
