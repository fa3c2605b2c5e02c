"""Users: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import identity, modes, people, watching
from ..row import Row, Rows

ROWS: Rows = {
    requests.Away: Row(people.away, "user", "AWAY [:text]", "/away [TEXT]", "say that you are away, or back"),
    requests.SetRealName: Row(identity.set_real_name, "user", "SETNAME :real name", "", "have another real name"),
    requests.ChangeHost: Row(
        identity.change_host,
        "user",
        "CHGHOST nick [user] host",
        "",
        "give somebody another host (for server operators)",
    ),
    requests.Monitor: Row(
        watching.monitor,
        "user",
        "MONITOR +|- nick{,nick} | MONITOR C|L|S",
        "",
        "be told when nicknames come and go; C clears the list, L lists it, S tells who is here",
    ),
    requests.UserModes: Row(modes.user_modes, "user", "MODE nick [changes]", "", "your own modes"),
    requests.Who: Row(people.who_, "user", "WHO mask [o]", "", "users that match a mask"),
    requests.Whois: Row(people.whois, "user", "WHOIS nick{,nick}", "/whois NAME", "what there is to know of somebody"),
    requests.UserHosts: Row(people.user_hosts, "user", "USERHOST nick{ nick}", "", "user and host of up to five users"),
}
