"""AUTHENTICATE: https://ircv3.net/specs/extensions/sasl-3.1 and sasl-3.2, one function for each mechanism."""

from __future__ import annotations

from collections.abc import Callable

from scramp import ScramException, ScramMechanism

from hubbub.hub.exchange import Exchange, pieces, plain
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.account import Account, ScramKeys
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import login, offers
from .outcome import Steps


def authenticate(hub: Hub, who: Session, ask: requests.Authenticate, now: Moment) -> Steps:
    exchange = who.exchange
    try:
        yield from _authenticate(hub, who, ask.data, now)
    except Refuse as refusal:
        who.exchange = None
        yield from login.failed(hub, who, exchange.name if exchange is not None else "", refusal, now)


def _authenticate(hub: Hub, who: Session, data: str, now: Moment) -> Steps:
    login.require_accounts(hub, who)
    # "The client MUST enable the sasl capability before using the AUTHENTICATE command": some do not, and as in Ergo
    # nothing is refused for that.
    if data == "*":
        raise Refuse("sasl_aborted")
    exchange = who.exchange
    if exchange is None:
        yield from _begin(hub, who, data.upper())
        return
    response = exchange.take(data)
    if response is not None:
        yield from MECHANISMS[exchange.mechanism](hub, who, exchange, response, now)


def _begin(hub: Hub, who: Session, mechanism: str) -> Steps:
    known = offers.mechanisms(hub, who)
    if mechanism not in known:
        if mechanism == "PLAIN" and mechanism in hub.server.accounts.mechanisms:
            raise Refuse("plaintext_sasl")
        yield replies.SaslMechanismsAre(known)
        raise Refuse("sasl_failed", text=f"there is no mechanism {mechanism} here")
    # sasl 3.2, Reauthentication: at any time, whoever one is by now.
    who.exchange = Exchange(mechanism)
    yield replies.SaslChallenge(("+",))


def _succeed(hub: Hub, who: Session, account: Account, now: Moment) -> Steps:
    who.exchange = None
    yield from login.log_in(hub, who, account, now)
    yield replies.SaslSucceeded()


def _plain(hub: Hub, who: Session, exchange: Exchange, response: bytes, now: Moment) -> Steps:
    said = plain(response)
    exchange.name = said.name
    account = yield from login.by_password(hub, who, said.name, said.password, now)
    yield from _succeed(hub, who, account, now)


def _external(hub: Hub, who: Session, exchange: Exchange, response: bytes, now: Moment) -> Steps:
    """https://www.rfc-editor.org/rfc/rfc4422#appendix-A: what was proved is the certificate, by the TLS handshake."""
    try:
        name = response.decode()
    except ValueError:
        raise Refuse("sasl_failed", text="EXTERNAL wants a name in UTF-8, or nothing") from None
    exchange.name = name
    account = hub.accounts.with_certificate(who.certificate_fingerprint)
    if account is None:
        raise Refuse(login.WRONG, text="no account has this certificate")
    exchange.name = name or account.name
    if name and hub.accounts.named(name) != account:
        raise Refuse(login.WRONG, text=f"the certificate is not that of {name}")
    yield from _succeed(hub, who, account, now)


def _scram(hub: Hub, who: Session, exchange: Exchange, response: bytes, now: Moment) -> Steps:
    """https://www.rfc-editor.org/rfc/rfc5802#section-5, without channel binding.

    An unknown name is told a salt like any other, and fails at the end.
    """
    if exchange.account is not None:  # the proof was made; what came is the client's last word, and empty
        yield from _succeed(hub, who, login.proved(hub, who, exchange.account), now)
        return
    try:
        said = response.decode()
        if exchange.scram is None:
            server = ScramMechanism("SCRAM-SHA-256").make_server(
                lambda name: _keys(hub, exchange, name), s_nonce=now.new_secret()
            )
            server.set_client_first(said)
            challenge = server.get_server_first()
            exchange.scram = server
        else:
            login.guess(hub, who, exchange.name, now)
            exchange.scram.set_client_final(said)
            challenge = exchange.scram.get_server_final()
            account = hub.accounts.named(exchange.name)
            if account is None:
                raise Refuse(login.WRONG)
            exchange.account = login.proved(hub, who, account)
    except ScramException:
        raise Refuse("sasl_failed" if exchange.scram is None else login.WRONG) from None
    except UnicodeDecodeError:
        raise Refuse("sasl_failed", text="SCRAM messages are UTF-8") from None
    yield replies.SaslChallenge(tuple(pieces(challenge.encode())))


def _keys(hub: Hub, exchange: Exchange, name: str) -> ScramKeys:
    exchange.name = name
    account = hub.accounts.named(name)
    return (account.credentials.scram_keys if account is not None else None) or hub.no_account(name)


MECHANISMS: dict[str, Callable[[Hub, Session, Exchange, bytes, Moment], Steps]] = {
    "EXTERNAL": _external,
    "PLAIN": _plain,
    "SCRAM-SHA-256": _scram,
}
"""Name to what a whole response of it does."""
