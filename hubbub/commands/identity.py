"""What others see of a user besides the nick: real name, user name and host."""

from __future__ import annotations

import re

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names, replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Outcome, Told

HOST_LENGTH = 63
"""Bytes of a host that an operator gives: as long as the longest of the domain name system's labels."""

_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/:-]*", re.ASCII)


def set_real_name(hub: Hub, who: Session, ask: requests.SetRealName, now: Moment) -> Outcome:
    """https://ircv3.net/specs/extensions/setname"""
    user = who.registered_user
    longest = hub.limits.real_name_length
    if not ask.text or len(ask.text.encode("utf-8", "replace")) > longest:
        raise Refuse("bad_real_name", "SETNAME", "INVALID_REALNAME", text=f"a real name has 1 to {longest} bytes")
    return [events.RealNameSet(now.new_id(), now.time, user.source, ask.text, hub.shared_channels(user))]


def change_host(hub: Hub, who: Session, ask: requests.ChangeHost, now: Moment) -> Outcome:
    """https://ircv3.net/specs/extensions/chghost; the command is for server operators, as InspIRCd has it."""
    if not who.registered_user.is_operator:
        raise Refuse("not_server_operator")
    user = hub.user(ask.nick)
    source = user.source
    name = ask.user or source.user
    if names.clean_user(name, hub.limits.user_length) != name:
        raise Refuse(
            "bad_host", "CHGHOST", "INVALID_USER", name, text=f"{name} cannot be a user name: use letters and digits"
        )
    if not _HOST.fullmatch(ask.host) or len(ask.host) > HOST_LENGTH:
        raise Refuse(
            "bad_host", "CHGHOST", "INVALID_HOST", ask.host,
            text=f"a host has 1 to {HOST_LENGTH} letters, digits and .-_/:, and begins with none of these",
        )  # fmt: skip
    done = replies.Note(f"{user.nick} is seen as {name}@{ask.host} now")
    if (name, ask.host) == (source.user, source.host):
        return [done]
    changed = events.HostChanged(now.new_id(), now.time, source, name, ask.host, hub.shared_channels(user))
    told: list[Told] = [changed]
    for channel in user.channels.values():
        ranks = "".join(sorted(channel.ranks(user)))
        told.append(
            events.Reappeared(now.new_id(), now.time, changed.after, channel.about(user), user.real_name, ranks)
        )
    return [*told, done]
