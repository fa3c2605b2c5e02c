"""The server and its operators: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import bans, entry, info, negotiation
from ..row import Row, Rows

ROWS: Rows = {
    requests.Operator: Row(entry.operator, "user", "OPER name password", "", "become a server operator"),
    requests.Ban: Row(
        bans.ban,
        "user",
        "KLINE|DLINE [minutes] mask|address [:reason]",
        "",
        "ban whom a mask matches, or an address or network (for server operators)",
    ),
    requests.Unban: Row(bans.unban, "user", "UNKLINE|UNDLINE mask|address", "", "lift such a ban"),
    requests.Stats: Row(bans.stats, "user", "STATS k|d", "", "the bans on masks, or on addresses"),
    requests.Supported: Row(
        negotiation.supported, "anyone", "ISUPPORT", "", "what the server supports, as in the numeric 005"
    ),
    requests.ServerInfo: Row(
        info.server_info, "visitor", "MOTD | LUSERS | VERSION | TIME | ADMIN | INFO", "", "facts about the server"
    ),
}
