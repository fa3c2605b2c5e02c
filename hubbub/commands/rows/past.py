"""The past: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import past, reading, replay
from ..row import Row, Rows

ROWS: Rows = {
    requests.History: Row(
        past.history,
        "visitor",
        "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN target reference [reference] limit",
        "/history [LINES]",
        "what was said before",
    ),
    requests.Search: Row(
        past.search, "visitor", "SEARCH attribute=value{;attribute=value}", "/search TEXT", "look for what was said"
    ),
    requests.ReadMarker: Row(
        reading.read_marker, "user", "MARKREAD target [timestamp=time]", "", "up to when you have read a conversation"
    ),
    requests.Recollect: Row(replay.recollect, "visitor"),
    requests.Replay: Row(replay.replay, "visitor"),
    requests.HistoryTargets: Row(
        past.targets,
        "visitor",
        "CHATHISTORY TARGETS from to limit",
        "",
        "the conversations with messages between two times",
    ),
}
