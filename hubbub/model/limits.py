"""Every number that bounds what people and programs may do, with its reason."""

from __future__ import annotations

from typing import Literal

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Lengths are bytes of UTF-8; the configuration's section ``[limits]`` overrides them."""

    nick_length: int = 32
    channel_length: int = 64
    topic_length: int = 390
    """As in Ergo: such a text fits in one 512-byte line behind all but the longest names."""
    kick_length: int = 390
    away_length: int = 390
    key_length: int = 32
    user_length: int = 20
    real_name_length: int = 128
    line_bytes: int = 512
    """https://modern.ircdocs.horse/#messages: CR LF included, tags not."""
    client_tag_bytes: int = 4096
    """IRCv3 message-tags: what a client may add to a line, ``@`` and space included."""
    readq_bytes: int = 16384
    """A line that is longer, its end included, is no mistake: whoever sends it is sent away."""
    multiline_bytes: int = 4096
    multiline_lines: int = 32
    """Of one message in lines (IRCv3 draft/multiline): each line costs every recipient the sender's mask besides."""
    message_bytes: int = 16384
    """A plain client's longest message; what is longer is heard as several."""
    list_entries: int = 60
    channels_per_user: int = 100
    whowas_entries: int = 100
    """Departed users that WHOWAS remembers, over all nicknames."""
    targets: int = 4
    """Of one message; enough for people, too few for spam."""
    monitor_entries: int = 100
    """Nicknames that a session may watch; 0: it may watch none."""
    metadata_keys: int = 100
    """That a user or channel may set."""
    metadata_subs: int = 100
    """Keys of metadata that a session may subscribe to."""
    metadata_key_bytes: int = 64
    metadata_value_bytes: int = 256
    """Such a value fits in one 512-byte line behind the longest names of server, asker, target and key."""
    cid_length: int = 64
    lines_per_request: int = 100
    """Of one history page."""
    listed_names: int = 20
    """A plain client's greeting names at most so many, and hears of joins only in channels as small as this."""


SOURCE_TAG_BYTES = 8191
"""IRCv3 message-tags: the longest tags section of a line, ``@`` and space included."""

BATCH_EVENTS = 4096
BATCH_BYTES = 1 << 20
"""A batch closes at either: one transaction stays some milliseconds long, one write some megabytes at most."""

SESSION_REQUESTS = 64
"""Uncommitted requests of one session, and lines taken from it in one turn, before it is not read for a while."""

ROWS_PER_REQUEST = 16
"""Rows of an answer that count as one request more: who asks for very much is not read until they have it, or one
packet of `LIST` would take the whole loop for seconds."""

COMMIT_PATIENCE = 10.0
"""Seconds after which a commit counts as unhealthy and new messages are refused."""

RESUME_SECONDS = 60.0
"""How long a user whose session may be resumed is kept without it."""

SESSIONS_PER_ACCOUNT = 32
"""Connections of one user: every device of a person with several apps on each; what is said is told to all of them."""

CHANNELS_PER_ACCOUNT = 15
"""Channels that may belong to one account, as in Ergo; server operators give it more."""

ABSENT_DAYS = 90
"""How long somebody who stays without a connection stays: a season away, and no ghost for ever."""

PLAYBACK_CONVERSATIONS = 200
"""So many are replayed at once: all the channels somebody may be in, and as many people."""
PLAYBACK_PAGE = 500
"""Messages read at a time where all are wanted."""

PASSWORD_BYTES = 300
"""The longest password: it must fit in one line of an app that has no SASL (IRCv3 account-registration)."""

CERTIFICATES = 10
"""Of one account: a person's machines."""

HashCost = Literal["standard", "minimum"]

SCRAM_ITERATIONS: dict[HashCost, int] = {"standard": 60_000, "minimum": 4096}
"""Of PBKDF2: RFC 7677 asks for 4,096 at least; each login costs the client as much as registering costs the server."""

EMAIL_BYTES = 254
"""RFC 5321: no longer address can be written to."""

GUESSES_BURST = 10
GUESSES_PER_MINUTE = 6
HOUSEHOLD_GUESSES_BURST = 20
"""Wrong passwords at once, for one account and from one household, and a minute after that: a person who has
forgotten theirs is not slowed, and a program tries 8,640 a day."""
REGISTRATIONS_BURST = 10
REGISTRATIONS_PER_MINUTE = 0.5
"""Of accounts, from one household: a classroom in some minutes, a robot 720 a day."""
KNOWN_HOUSEHOLDS = 8
"""Of an account's owner: where they are not slowed by what others guess."""

REACTION_BYTES = 64
"""Of a plain client: an emoji made of many, or a word."""

CID_SECONDS = 24 * 3600
CIDS_REMEMBERED = 65_536
"""A retry of a message with its sender's own id is recognised for a day; this many are known without the disk."""
