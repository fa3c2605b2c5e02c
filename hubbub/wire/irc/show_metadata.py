"""Metadata: replies to lines, as draft/metadata-3 has them for those who negotiated that, else as draft/metadata-2.

https://ircv3.net/specs/extensions/metadata; the lines come from the server, so that the longest value fits in one.
"""

from __future__ import annotations

from hubbub.model import replies
from hubbub.model.capabilities import METADATA_3
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .show_refusals import refused

EVERYONE = "*"
"""The visibility of all values: whoever sees the target sees them."""


def key_value(reply: replies.KeyValue, asker: Asker) -> Lines:
    if not reply.value:
        return [asker.numeric("766", reply.target, reply.key, text="key not set")]
    return [asker.numeric("761", reply.target, reply.key, EVERYONE, text=reply.value)]


def metadata_changed(reply: replies.MetadataChanged, asker: Asker) -> Lines:
    # metadata-3 tells changes by the numerics of answers; metadata-2 by a message of its own.
    if METADATA_3 in asker.capabilities:
        return key_value(replies.KeyValue(reply.target, reply.key, reply.value), asker)
    return [asker.say("METADATA", reply.target, reply.key, EVERYONE, text=reply.value or None)]


def _metadata_is(reply: replies.MetadataIs, asker: Asker) -> Lines:
    lines: Lines = []
    for item in reply.items:
        if isinstance(item, replies.Refused):
            lines += refused(item, asker)
        elif reply.news:
            lines += metadata_changed(replies.MetadataChanged(item.target, item.key, item.value), asker)
        else:
            lines += key_value(item, asker)
    return asker.batched("metadata", (reply.target,), lines)


def _metadata_later(reply: replies.MetadataLater, asker: Asker) -> Lines:
    return [asker.numeric("774", reply.target, "0", text="ask for it with METADATA SYNC")]


def _subscribed(reply: replies.Subscribed, asker: Asker) -> Lines:
    return _keys("771" if reply.off else "770", reply.keys, asker)


def _subscriptions_are(reply: replies.SubscriptionsAre, asker: Asker) -> Lines:
    lines = _keys("772", reply.keys, asker)
    return asker.batched("metadata-subs", (), lines) if METADATA_3 in asker.capabilities else lines


def _keys(number: str, keys: tuple[str, ...], asker: Asker) -> Lines:
    """As parameters of their own, no more in a line than old clients can read."""
    lines = []
    for start in range(0, len(keys), KEYS_PER_LINE):
        *most, last = keys[start : start + KEYS_PER_LINE]
        lines.append(asker.numeric(number, *most, text=last))
    return lines


KEYS_PER_LINE = 5
"""So many of the longest keys fit in a line."""


REPLIES: dict[type[Reply], Show] = {
    replies.KeyValue: key_value,
    replies.MetadataChanged: metadata_changed,
    replies.MetadataIs: _metadata_is,
    replies.MetadataLater: _metadata_later,
    replies.Subscribed: _subscribed,
    replies.SubscriptionsAre: _subscriptions_are,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
