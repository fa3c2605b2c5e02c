"""Which events of connections the server's own log tells of, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

from hubbub.hub.hub import Hub
from hubbub.model import events, names, replies
from hubbub.model.turn import Turn

logger = structlog.get_logger()


def _ended(hub: Hub, turn: Turn, ended: events.SessionEnded) -> None:
    """Who ends otherwise than with the connection: by asking, by being sent away, or by coming back as another."""
    who = hub.sessions.get(ended.session)
    reason = next((told.reason for told in turn.told if type(told) is replies.Closing), "")
    killed = next((told for told in turn.told if isinstance(told, events.Killed)), None)
    if killed is not None:
        reason = killed.farewell
    elif turn.session not in {ended.session, 0}:
        reason = f"resumed as session {turn.session}"
    if who is not None and reason:
        logger.info("a client left", session=ended.session, nick=who.shown_nick, reason=reason)


def _login_failed(hub: Hub, _turn: Turn, failed: events.LoginFailed) -> None:
    """What was said to be the name may be a password in the wrong place: only what can be a name is written."""
    limits = hub.limits
    possible = names.valid_nick(failed.name, limits.nick_length, hub.server.casemapping)
    logger.warning(
        "a login failed",
        session=failed.session,
        name=failed.name if possible else "(not a name)",
        address=hub.sessions[failed.session].address,
        times=failed.times,
        reason=failed.reason,
    )


NOTED: dict[type, Callable[[Hub, Turn, Any], None]] = {
    events.LoginFailed: _login_failed,
    events.SessionEnded: _ended,
}
"""Called before the event is applied to the hub."""
