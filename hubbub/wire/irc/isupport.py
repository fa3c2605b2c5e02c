"""What the server tells of itself in 005: https://modern.ircdocs.horse/#rplisupport-005."""

from __future__ import annotations

from hubbub.model.modes import ACCOUNT_BAN, BOT, CHANGES, EXTENDED_BANS, LISTS, RANKS, letters
from hubbub.model.names import CHANNEL_PREFIX
from hubbub.model.server import Server

TOKENS_PER_LINE = 13
"""With the nick and the sentence behind them they keep to the 15 parameters that old clients can read."""


def tokens(server: Server) -> tuple[str, ...]:
    """Every token, sorted."""
    limits = server.limits
    values: dict[str, str | int | None] = {
        "ACCOUNTEXTBAN": ACCOUNT_BAN,
        "AWAYLEN": limits.away_length,
        "BOT": BOT,
        # Apps know no token for PRECIS, and would fold more than ASCII for one they do not know: as Ergo tells it.
        "CASEMAPPING": "rfc1459" if server.casemapping == "rfc1459" else "ascii",
        "CHANLIMIT": f"{CHANNEL_PREFIX}:{limits.channels_per_user}",
        "CHANMODES": ",".join(letters(kind) for kind in ("list", "always", "when-set", "flag")),
        "CHANNELLEN": limits.channel_length,
        "CHANTYPES": CHANNEL_PREFIX,
        # IRCv3 message-tags: no client-only tag is blocked.
        "CLIENTTAGDENY": "",
        "ELIST": "CMNTU",
        "EXCEPTS": "e",
        "EXTBAN": f",{EXTENDED_BANS}",
        "INVEX": "I",
        "KEYLEN": limits.key_length,
        "KICKLEN": limits.kick_length,
        "LINELEN": limits.line_bytes,
        "MAXLIST": f"{''.join(sorted(LISTS))}:{limits.list_entries}",
        "MAXTARGETS": limits.targets,
        "MODES": CHANGES,
        "NAMELEN": limits.real_name_length,
        "NICKLEN": limits.nick_length,
        "PREFIX": f"({''.join(rank.letter for rank in RANKS)}){''.join(rank.prefix for rank in RANKS)}",
        "SAFELIST": None,
        "STATUSMSG": "".join(rank.prefix for rank in RANKS),
        "TARGMAX": f"JOIN:,KICK:{limits.targets},LIST:,NAMES:,NOTICE:{limits.targets},PART:,PRIVMSG:{limits.targets},"
        f"TAGMSG:{limits.targets},USERHOST:5,WHOIS:{limits.targets}",
        "TOPICLEN": limits.topic_length,
        "USERLEN": limits.user_length,
        "UTF8ONLY": None,
        "WHOX": None,
    }
    if limits.monitor_entries:
        values["MONITOR"] = limits.monitor_entries
    if server.icon:
        values["draft/ICON"] = server.icon
    if server.file_host:
        # filehost, a draft: apps know it under either name.
        values["draft/FILEHOST"] = values["soju.im/FILEHOST"] = server.file_host
    if server.network:
        values["NETWORK"] = server.network
    if server.history:
        values["CHATHISTORY"] = limits.lines_per_request
        # The most preferred first (chathistory): ids do not lie when a clock does.
        values["MSGREFTYPES"] = "msgid,timestamp"
    return tuple(name if value is None else f"{name}={_escape(str(value))}" for name, value in sorted(values.items()))


def changes(before: Server, after: Server) -> tuple[str, ...]:
    """The tokens that differ, as they are told while the server runs: ``-NAME`` is supported no longer."""
    old, new = tokens(before), tokens(after)
    names = {token.partition("=")[0] for token in new}
    gone = (f"-{name}" for name in (token.partition("=")[0] for token in old) if name not in names)
    return (*(token for token in new if token not in old), *gone)


def _escape(value: str) -> str:
    # #rplisupport-005: "\x20" and the like stand for what a value cannot hold.
    return "".join(f"\\x{ord(char):02X}" if ord(char) <= 0x20 or char in "\\=" else char for char in value)
