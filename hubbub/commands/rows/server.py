"""The server and its operators: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import bans, info, negotiation, operators, stats
from ..row import Row, Rows

ROWS: Rows = {
    requests.Operator: Row(operators.operator, "user", "OPER name password", "", "become a server operator"),
    requests.Ban: Row(
        bans.ban,
        "user",
        "KLINE|DLINE [minutes] mask|address [:reason]",
        "",
        "ban whom a mask matches, or an address or network (for server operators)",
    ),
    requests.Unban: Row(bans.unban, "user", "UNKLINE|UNDLINE mask|address", "", "lift such a ban"),
    requests.Supported: Row(
        negotiation.supported, "anyone", "ISUPPORT", "", "what the server supports, as in the numeric 005"
    ),
    requests.Kill: Row(
        operators.kill, "user", "KILL nick [:reason]", "", "end somebody's presence (for server operators)"
    ),
    requests.Wallops: Row(
        operators.wallops, "user", "WALLOPS :text", "", "tell everybody with user mode w (for server operators)"
    ),
    requests.Rehash: Row(operators.rehash, "user", "REHASH", "", "read the configuration again (for server operators)"),
    requests.Stats: Row(stats.stats, "user", "STATS letter [server]", "", "what the server can tell of itself"),
    requests.ServerInfo: Row(
        info.server_info,
        "visitor",
        "MOTD | LUSERS | VERSION | TIME | ADMIN | INFO | LINKS",
        "",
        "facts about the server",
    ),
}
