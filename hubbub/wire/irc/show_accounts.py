"""Accounts: replies to lines.  Numerics: https://ircv3.net/specs/extensions/sasl-3.1#numerics-used-by-this-extension."""

from __future__ import annotations

from hubbub.model import replies
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .line import line


def _logged_in(reply: replies.YouAreLoggedIn, asker: Asker) -> Lines:
    return [asker.numeric("900", reply.mask, reply.account, text=f"You are now logged in as {reply.account}")]


def _logged_out(reply: replies.YouAreLoggedOut, asker: Asker) -> Lines:
    return [asker.numeric("901", reply.mask, text="You are now logged out")]


def _succeeded(_reply: replies.SaslSucceeded, asker: Asker) -> Lines:
    return [asker.numeric("903", text="SASL authentication successful")]


def _mechanisms(reply: replies.SaslMechanismsAre, asker: Asker) -> Lines:
    return [asker.numeric("908", ",".join(reply.mechanisms) or "*", text="are available SASL mechanisms")]


def _challenge(reply: replies.SaslChallenge, asker: Asker) -> Lines:
    return [line(f"AUTHENTICATE {piece}", "", asker.server.limits.line_bytes) for piece in reply.pieces]


def _persistence(reply: replies.PersistenceIs, asker: Asker) -> Lines:
    # Ergo's draft/persistence: what was asked for, then what is.
    return [asker.say("PERSISTENCE", "STATUS", reply.wanted.upper() or "DEFAULT", "ON" if reply.on else "OFF")]


def _registered(reply: replies.AccountRegistered, asker: Asker) -> Lines:
    # IRCv3 account-registration, Responses
    return [asker.say("REGISTER", "SUCCESS", reply.account, text="the account is registered, and you are logged in")]


REPLIES: dict[type[Reply], Show] = {
    replies.AccountRegistered: _registered,
    replies.PersistenceIs: _persistence,
    replies.SaslChallenge: _challenge,
    replies.SaslMechanismsAre: _mechanisms,
    replies.SaslSucceeded: _succeeded,
    replies.YouAreLoggedIn: _logged_in,
    replies.YouAreLoggedOut: _logged_out,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
