"""Users: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import identity, metadata, people, presence, umodes, watching, who, whois
from ..row import Row, Rows

ROWS: Rows = {
    requests.Away: Row(
        presence.away,
        "user",
        "AWAY [:text]",
        "/away [TEXT]",
        "say that you are away, or back",
        early="draft/pre-away",
    ),
    requests.SetRealName: Row(identity.set_real_name, "user", "SETNAME :real name", "", "have another real name"),
    requests.ChangeHost: Row(
        identity.change_host,
        "user",
        "CHGHOST nick [user] host",
        "",
        "give somebody another host (for server operators)",
    ),
    requests.Metadata: Row(
        metadata.metadata,
        "anyone",
        "METADATA target GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [key{ key} | key :value]",
        "",
        "what users and channels tell about themselves",
    ),
    requests.Monitor: Row(
        watching.monitor,
        "user",
        "MONITOR +|- nick{,nick} | MONITOR C|L|S",
        "",
        "be told when nicknames come and go; C clears the list, L lists it, S tells who is here",
    ),
    requests.UserModes: Row(umodes.user_modes, "user", "MODE nick [changes]", "", "your own modes"),
    requests.Accept: Row(
        umodes.accept, "user", "ACCEPT nick{,-nick} | *", "", "who may write to you though you have user mode R"
    ),
    requests.Who: Row(who.who_, "user", "WHO [mask [o][%fields[,token]]]", "", "users that match a mask"),
    requests.Whois: Row(
        whois.whois, "user", "WHOIS [server] nick{,nick}", "/whois NAME", "what there is to know of somebody"
    ),
    requests.Whowas: Row(whois.whowas, "user", "WHOWAS nick{,nick} [count]", "", "who was called so before"),
    requests.AreOn: Row(people.are_on, "user", "ISON nick{ nick}", "", "which of these are here"),
    requests.UserHosts: Row(people.user_hosts, "user", "USERHOST nick{ nick}", "", "user and host of up to five users"),
}
