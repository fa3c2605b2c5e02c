"""Saying something: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import lately, redaction, stage, talk
from ..row import Row, Rows
from ..services import desk

ROWS: Rows = {
    requests.Say: Row(
        talk.say,
        "user",
        "PRIVMSG|NOTICE|TAGMSG target{,target} :text | BATCH +name draft/multiline target",
        "/msg WHO TEXT",
        "say something to somebody, or in a channel",
    ),
    requests.Relay: Row(
        stage.relay, "user", "RELAYMSG #channel name/network :text", "", "say what somebody said on another network"
    ),
    requests.Stage: Row(
        stage.stage,
        "user",
        "NPC|NPCA #channel name :text | SCENE #channel :text",
        "",
        "let a character speak or do something, or set the scene, in a channel with the mode E",
    ),
    requests.AskService: Row(
        desk.ask,
        "visitor",
        "NICKSERV|NS|CHANSERV|CS command [words]",
        "/ns COMMAND [WORDS] | /cs COMMAND [WORDS]",
        "ask NickServ about accounts, ChanServ about channels that belong to them; HELP lists what they can",
    ),
    requests.Redact: Row(
        redaction.redact,
        "visitor",
        "REDACT target msgid [:reason]",
        "",
        "have a message of yours, or as operator any, erased",
    ),
    requests.ReactToLast: Row(
        lately.react,
        "visitor",
        "",
        "/react [#CHANNEL] [NAME] REACTION | /unreact [#CHANNEL] [NAME] REACTION",
        "react to what somebody said last, or take that back",
    ),
    requests.RedactLast: Row(
        lately.redact,
        "visitor",
        "",
        "/redact [#CHANNEL] [NAME [REASON]]",
        "have what you said last erased, or as operator what anybody did",
    ),
    requests.Utter: Row(talk.utter, "anyone", plain="/me TEXT", summary="say what you do: * alice waves"),
}
