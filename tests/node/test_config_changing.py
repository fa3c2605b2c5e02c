"""Two configurations: what differs, and what of that a running server takes up."""

from __future__ import annotations

from hubbub.node.config import from_values
from hubbub.node.config.changing import differences, may_change, merged

RUNNING = from_values({"server": {"motd": ["old"], "name": "old.example"}, "limits": {"nick-length": 20}})
WANTED = from_values(
    {
        "server": {"motd": ["new"], "name": "new.example"},
        "limits": {"nick-length": 30, "sendq-bytes": 5000},
        "operator": [{"name": "root", "password": "sesame"}],
        "listen": [{"port": 7501}],
    }
)


def test_what_differs() -> None:
    assert list(differences(RUNNING, RUNNING)) == []
    assert set(differences(RUNNING, WANTED)) == {
        *("server.motd", "server.name", "limits.nick-length", "limits.sendq-bytes", "operator", "listen"),
    }


def test_what_may_change_does_and_nothing_else() -> None:
    taken = merged(RUNNING, WANTED)
    assert set(differences(RUNNING, taken)) == {"server.motd", "limits.nick-length", "operator"}
    assert set(differences(taken, WANTED)) == {"server.name", "limits.sendq-bytes", "listen"}
    assert all(may_change(key) for key in differences(RUNNING, taken))
    assert not any(may_change(key) for key in differences(taken, WANTED))
