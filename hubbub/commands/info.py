"""Facts about the server, and help."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment

from .outcome import Outcome


def server_info(hub: Hub, _who: Session, ask: requests.ServerInfo, now: Moment) -> Outcome:
    server = hub.server
    if ask.what == "motd":
        return [replies.MotdIs(server.motd)]
    if ask.what == "lusers":
        return [counts(hub)]
    if ask.what == "version":
        return [replies.VersionIs(server.version)]
    if ask.what == "time":
        return [replies.TimeIs(now.time)]
    if ask.what == "admin":
        return [replies.AdminIs(server.admin)]
    return [replies.InfoIs((f"hubbub {server.version}: many voices, one port.", server.description))]


def counts(hub: Hub) -> replies.CountsAre:
    """How many are here."""
    users = hub.users.values()
    return replies.CountsAre(
        users=len(hub.users),
        invisible=sum(1 for user in users if "i" in user.modes),
        operators=sum(1 for user in users if user.is_operator),
        unregistered=sum(1 for session in hub.sessions.values() if session.user is None),
        channels=sum(1 for channel in hub.channels.values() if "s" not in channel.flags),
        most_users=hub.most_users,
    )
