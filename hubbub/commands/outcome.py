"""What a command may produce.

A command is a function of the hub, the asking session, the request and the moment.  It returns a list of events
and replies; or it is a generator, where something must be waited for: an effect, whose answer it is sent, or an
event being applied, since each event takes effect as soon as it is yielded.  `Refuse` says no, and ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

import msgspec

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model.effects import Effect
from hubbub.model.events import Event
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.replies import Refused, Reply
from hubbub.model.requests import Request


class Then(msgspec.Struct, frozen=True):
    """What the session is to ask once all that came of this request is told: before anything it asks itself."""

    request: Request


Told: TypeAlias = Event | Reply
Steps: TypeAlias = Generator[Told | Effect | Then, Any, None]
Outcome: TypeAlias = "list[Told] | Steps"
Command: TypeAlias = Callable[[Hub, Session, Any, Moment], Outcome]


def refused(refusal: Refuse) -> Refused:
    """The reply that says what ``refusal`` says."""
    return Refused(refusal.code, refusal.about, refusal.text)
