"""Saying something: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import talk
from ..row import Row, Rows

ROWS: Rows = {
    requests.Say: Row(
        talk.say,
        "user",
        "PRIVMSG|NOTICE|TAGMSG target{,target} :text",
        "/msg WHO TEXT",
        "say something to somebody, or in a channel",
    ),
    requests.Utter: Row(talk.utter, "anyone", plain="/me TEXT", summary="say what you do: * alice waves"),
}
