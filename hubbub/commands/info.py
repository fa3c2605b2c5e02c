"""Facts about the server, and help."""

from __future__ import annotations

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Outcome


def server_info(hub: Hub, _who: Session, ask: requests.ServerInfo, now: Moment) -> Outcome:
    server = hub.server
    if ask.target and not _is_here(hub, ask.target):
        raise Refuse("no_such_server", ask.target)
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


def _is_here(hub: Hub, target: str) -> bool:
    """Whether ``target``, the server's name, a mask of it, or somebody on it, means this server."""
    return masks.matches(target, hub.server.name, "ascii") or hub.fold(target) in hub.nicks


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
