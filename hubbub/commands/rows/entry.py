"""Coming in, and going: rows of the table of commands."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment

from .. import arrival, entry, going, login, negotiation
from ..outcome import Outcome
from ..row import Row, Rows


def ping(_hub: Hub, _who: Session, ask: requests.Ping, _now: Moment) -> Outcome:
    return [replies.Pong(ask.token)]


def pong(_hub: Hub, _who: Session, _ask: requests.Pong, _now: Moment) -> Outcome:
    return []


ROWS: Rows = {
    requests.Nick: Row(entry.nick, "anyone", "NICK nickname", "/nick NAME", "take a name"),
    requests.Pass: Row(
        login.password,
        "anyone",
        "PASS password | PASS account:password",
        "/pass PASSWORD",
        "give the server's password, or log in by an app that has no SASL",
    ),
    requests.Introduce: Row(entry.introduce, "anyone", "USER user 0 * :real name", "", "introduce yourself"),
    requests.Capabilities: Row(negotiation.negotiate, "anyone", "CAP LS|LIST|REQ|END", "", "negotiate capabilities"),
    requests.Resume: Row(entry.resume, "anyone", "RESUME token", "", "take over a session that was lost"),
    requests.Ping: Row(ping, "anyone", "PING token", "", "answered after everything said before"),
    requests.Pong: Row(pong, "anyone", "PONG token", "", "the answer to the server's PING"),
    requests.Quit: Row(going.quit_, "anyone", "QUIT [:reason]", "/quit [REASON]", "leave for good"),
    requests.Gone: Row(going.gone, "anyone"),
    requests.Expel: Row(going.expel, "anyone"),
    requests.Listen: Row(entry.listen, "anyone"),
    requests.Greet: Row(entry.greet, "anyone"),
    requests.ComesFrom: Row(arrival.comes_from, "anyone"),
    requests.Secure: Row(arrival.secure, "anyone"),
    requests.Webirc: Row(
        arrival.webirc, "anyone", "WEBIRC password gateway host address [:options]", "", "speak for somebody (gateways)"
    ),
    requests.StartIrc: Row(entry.start_irc, "anyone"),
}
