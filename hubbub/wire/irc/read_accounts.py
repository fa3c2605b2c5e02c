"""Accounts: lines to requests."""

from __future__ import annotations

from hubbub.model import requests
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader


def _authenticate(message: Message, _: Limits) -> Request:
    return requests.Authenticate(data=message.params[0])


def _register(message: Message, _: Limits) -> Request:
    # IRCv3 account-registration: REGISTER {<account>|"*"} {<email>|"*"} <password>
    account, email, password = message.params[:3]
    return requests.Register(account=_or_none(account), email=_or_none(email), password=password)


def _verify(message: Message, _: Limits) -> Request:
    account, code = message.params[:2]
    return requests.Verify(account=account, code=code)


_PERSISTENCE = {"ON": "on", "OFF": "off", "DEFAULT": ""}


def _persistence(message: Message, _: Limits) -> Request:
    way, wanted = message.params[0].upper(), message.param(1).upper()
    if way == "GET":
        return requests.Persistence()
    if way == "SET" and wanted in _PERSISTENCE:
        return requests.Persistence(wanted=_PERSISTENCE[wanted])
    return Unreadable(
        code="bad_persistence",
        about=("PERSISTENCE", "INVALID_PARAMS"),
        text="PERSISTENCE GET, or SET ON, OFF or DEFAULT",
    )


def _or_none(text: str) -> str:
    return "" if text == "*" else text


COMMANDS: dict[str, tuple[int, Reader]] = {
    "AUTHENTICATE": (1, _authenticate),
    "PERSISTENCE": (1, _persistence),
    "REGISTER": (3, _register),
    "VERIFY": (2, _verify),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
