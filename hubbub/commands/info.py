"""Facts about the server, and help."""

from __future__ import annotations

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Outcome


def server_info(hub: Hub, who: Session, ask: requests.ServerInfo, now: Moment) -> Outcome:
    server = hub.server
    if ask.target and ask.what != "links":  # there, it is a mask
        require_this_server(hub, ask.target)
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
    if ask.what == "links":
        return [_links(hub, who, ask.target or "*")]
    return [replies.InfoIs((f"hubbub {server.version}: many voices, one port.", server.description))]


def require_this_server(hub: Hub, target: str) -> None:
    """Raises Refuse where ``target`` (a server's name, a mask of it, or somebody on it) does not mean this server."""
    if not (masks.matches(target, hub.server.name, "ascii") or hub.fold(target) in hub.nicks):
        raise Refuse("no_such_server", target)


def _links(hub: Hub, who: Session, mask: str) -> replies.LinksAre:
    """https://modern.ircdocs.horse/#links-message: "servers MAY omit some or all servers on the network, including
    itself"; a network of one has nothing to tell but to its operators."""
    operator = who.user is not None and who.user.is_operator
    return replies.LinksAre(mask, shown=operator and masks.matches(mask, hub.server.name, "ascii"))


def counts(hub: Hub) -> replies.CountsAre:
    """How many are here: https://modern.ircdocs.horse/#lusers-message"""
    tally = hub.tally
    return replies.CountsAre(
        users=len(hub.users),
        invisible=tally.with_mode["i"],
        operators=tally.with_mode["o"],
        unregistered=len(hub.sessions) - tally.settled,
        channels=len(hub.channels) - tally.hidden_channels,
        most_users=tally.most_users,
    )
