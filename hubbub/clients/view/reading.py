"""PRIVMSG and NOTICE lines, live or from history, to rows."""

from __future__ import annotations

from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.values import Kind, Message
from hubbub.clients.view.world import Heard, World


def read_message(world: World, heard: Heard) -> tuple[Buffer | None, Message] | None:
    """A PRIVMSG or NOTICE as (the conversation it belongs to, if there is one, and its row); None for no such thing.

    A conversation is found, not opened: whoever calls decides.
    """
    text = heard.param(1)
    kind: Kind = "message" if heard.line.command == "PRIVMSG" else "notice"
    if text.startswith("\x01"):
        word, _, rest = text.strip("\x01").partition(" ")
        if word.upper() != "ACTION":
            return None
        kind, text = "action", rest
    row = world.message(kind, heard.nick, text, heard.time)
    row.id = "".join(heard.line.tags.get("msgid", "").split())
    row.account = heard.line.tags.get("account", "")
    row.reply_to = heard.line.tags.get("+reply", "") or heard.line.tags.get("+draft/reply", "")
    row.own = world.is_me(heard.nick) and bool(heard.nick)
    return world.find(conversation(world, heard)), row


def conversation(world: World, heard: Heard) -> str:
    """The name of the conversation that a message's source and target belong to; "" for the server's own."""
    target = world.features.channel_of(heard.param(0))
    if world.features.is_channel(target):
        return target
    if not heard.nick:
        return ""
    return target if world.is_me(heard.nick) else heard.nick
