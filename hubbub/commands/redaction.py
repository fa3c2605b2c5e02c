"""Having messages erased."""

from __future__ import annotations

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names, requests
from hubbub.model.effects import FindMessage, FoundMessage
from hubbub.model.events import Conversation
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse

from .addressing import party
from .outcome import Steps


def redact(hub: Hub, who: Session, ask: requests.Redact, now: Moment) -> Steps:
    """IRCv3 draft/message-redaction: one's own messages, and as an operator everybody's."""
    user = who.registered_user
    about = (ask.target, ask.message)
    if not hub.server.redaction:
        raise Refuse("cannot_redact", "REDACT", "REDACT_FORBIDDEN", *about, text="here no message can be removed")
    conversation, to, channel = _where(hub, who, ask.target)
    found: FoundMessage | None = yield FindMessage(conversation.key, ask.message, hidden=True)
    conversation, to, channel = _where(hub, who, ask.target)  # the world moved meanwhile
    said = found.event if found is not None else None
    if not isinstance(said, events.Said | events.TagsAlone):
        raise Refuse("unknown_message", "REDACT", "UNKNOWN_MSGID", *about)
    if not hub.storing:
        raise Refuse("cannot_store", "REDACT", "CANNOT_STORE", *about)
    if said.source.identity != user.identity and not _moderates(hub, who, channel):
        raise Refuse("cannot_redact", "REDACT", "REDACT_FORBIDDEN", *about)
    reason = clipped(ask.reason, hub.limits.kick_length)
    yield events.Redacted(
        now.new_id(), now.time, user.source, conversation, ask.message, to, reason, said.source.nick, said.rank
    )


def _moderates(hub: Hub, who: Session, channel: Channel | None) -> bool:
    """Whether ``who`` may remove what others said; between two people nobody may."""
    if channel is None:
        return False
    try:
        hub.require(who, "redact", channel)
    except Refuse:
        return False
    return True


def _where(hub: Hub, who: Session, target: str) -> tuple[Conversation, str, Channel | None]:
    """The conversation, for a direct one with whom, and the channel.  Raises Refuse for what ``who`` cannot read."""
    user = who.registered_user
    if names.is_channel(target):
        channel = hub.channels.get(hub.fold(target))
        if channel is not None and (user in channel.members or user.is_operator):
            return channel.conversation, "", channel
    else:
        other = party(hub, target)
        if other is not None:
            return Conversation(names.direct(user.identity, other.identity), other.name), other.identity, None
    raise Refuse("cannot_redact_there", "REDACT", "INVALID_TARGET", target)
