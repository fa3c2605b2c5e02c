"""Services, beyond what the dialogues show: channels that last, what goes with accounts, and any words at all."""

from __future__ import annotations

import re

import pytest
from commands_world import Person, World, all_of, codes, credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.commands.services.desk import ALIASES, COMMANDS
from hubbub.hub.hub import Hub
from hubbub.model import events, requests
from hubbub.model.account import Account
from hubbub.model.effects import DeriveCredentials
from hubbub.model.limits import CHANNELS_PER_ACCOUNT
from hubbub.model.registration import Registration
from hubbub.model.replies import ServiceSays
from hubbub.model.services import SERVICES
from hubbub.model.state import Snapshot

ACCOUNTS = tuple(Account(f"a-{name}", name, 1, credentials(f"{name}s")) for name in ("alice", "bob", "carol"))


def world(**server: object) -> World:
    return World(Snapshot(accounts=ACCOUNTS), **server)


def owner(world: World, name: str, *channels: str) -> Person:
    """Somebody who is logged in to the account that is called as they are."""
    person = world.irc(f"{name}-app")
    asked(person, "NickServ", f"IDENTIFY {name} {name}s")
    person.does(requests.Nick(name))
    if channels:
        person.does(requests.Join(channels))
    return person


def operator(world: World) -> Person:
    person = world.irc("root", address="10.0.0.1")
    person.does(requests.Operator("root", "secret"))
    return person


def asked(person: Person, service: str, text: str) -> str:
    """What the service answers."""
    told = person.does(requests.AskService(service, text))
    return "\n".join(line for one in all_of(ServiceSays, told) for line in one.lines)


def confirmed(person: Person, service: str, text: str) -> str:
    """The same, of a command that wants its code."""
    code = re.search(r"[0-9a-f]{8}$", asked(person, service, text))
    assert code is not None
    return asked(person, service, f"{text} {code[0]}")


def registered(world: World) -> Person:
    """Alice, whose channel #dev is."""
    alice = owner(world, "alice", "#dev")
    assert "is registered" in asked(alice, "ChanServ", "REGISTER #dev")
    return alice


def ranks(world: World, person: Person) -> frozenset[str]:
    return world.hub.channels["#dev"].ranks(person.user)


# --- channels ---------------------------------------------------------------------------------------------------------


def test_a_registered_channel_is_what_the_log_says_after_a_restart() -> None:
    here = world()
    alice = registered(here)
    asked(alice, "ChanServ", "AMODE #dev +o bob")
    alice.does(requests.Topic("#dev", "the workshop"))
    alice.does(requests.Quit())
    kept = here.hub.channels["#dev"].state()
    assert kept.registration is not None
    assert kept.registration == Registration("a-alice", kept.registration.time, (("a-bob", "o"),))
    again = World(Snapshot(channels=(kept,), accounts=ACCOUNTS))
    assert again.hub.channels["#dev"].state() == kept  # nobody is there, and it stays
    stranger = again.irc("stranger", "#dev")
    bob = owner(again, "bob", "#dev")
    alice = owner(again, "alice", "#dev")
    assert [ranks(again, one) for one in (stranger, bob, alice)] == [frozenset(), {"o"}, {"q"}]


def test_channels_are_registered_where_that_is_allowed() -> None:
    alice = owner(world(register_channels=False), "alice", "#dev")
    assert asked(alice, "ChanServ", "REGISTER #dev") == "channels cannot be registered here"


def test_an_account_has_so_many_channels_and_no_more() -> None:
    alice = owner(world(), "alice")
    for number in range(CHANNELS_PER_ACCOUNT):
        alice.does(requests.Join((f"#c{number}",)))
        assert "is registered" in asked(alice, "ChanServ", f"REGISTER #c{number}")
    alice.does(requests.Join(("#more",)))
    assert "as many as an account may have" in asked(alice, "ChanServ", "REGISTER #more")


def test_nothing_belongs_to_anybody_while_nothing_can_be_stored() -> None:
    here = world()
    alice = owner(here, "alice", "#dev")
    here.hub.storing = False
    for service, text in (("ChanServ", "REGISTER #dev"), ("NickServ", "SET email a@b.example")):
        assert "cannot store" in asked(alice, service, text)


def test_with_its_founders_account_a_channel_is_nobodys_and_its_name_free() -> None:
    here = world()
    alice = registered(here)
    bob = owner(here, "bob", "#dev")
    asked(alice, "ChanServ", "AMODE #dev +o bob")
    assert "is no more" in confirmed(alice, "NickServ", "UNREGISTER alice")
    assert here.hub.channels["#dev"].registration is None
    assert ranks(here, alice) == {"o"}  # what came with the account is gone, what the first has stays
    alice.does(requests.Part(("#dev",)))
    bob.does(requests.Part(("#dev",)))
    assert "#dev" not in here.hub.channels


def test_an_account_that_is_no_more_has_no_role() -> None:
    here = world()
    alice = registered(here)
    bob = owner(here, "bob", "#dev")
    asked(alice, "ChanServ", "AMODE #dev +o bob")
    assert ranks(here, bob) == {"o"}
    asked(alice, "ChanServ", "TRANSFER #dev bob")
    confirmed(bob, "NickServ", "UNREGISTER bob")
    owned = here.hub.channels["#dev"].registration
    assert owned is not None
    assert (owned.roles, owned.heir, ranks(here, bob)) == ((), "", frozenset())


def test_who_logs_in_while_they_are_there_rises_and_who_logs_out_falls() -> None:
    here = world()
    alice = registered(here)
    asked(alice, "ChanServ", "AMODE #dev +v bob")
    guest = here.irc("guest", "#dev")
    assert ranks(here, guest) == frozenset()
    asked(guest, "NickServ", "IDENTIFY bob bobs")
    assert ranks(here, guest) == {"v"}
    asked(guest, "NickServ", "LOGOUT")
    assert ranks(here, guest) == frozenset()


def test_who_changes_to_another_account_leaves_the_ranks_of_the_first() -> None:
    here = world()
    alice = registered(here)
    asked(alice, "ChanServ", "AMODE #dev +h bob")
    asked(alice, "NickServ", "IDENTIFY bob bobs")
    assert ranks(here, alice) == {"h", "o"}, "operator was they as who opened it"
    asked(alice, "NickServ", "IDENTIFY carol carols")
    assert ranks(here, alice) == {"o"}


def test_who_has_a_role_comes_in_whatever_keeps_others_out_and_a_voice_does_not() -> None:
    here = world()
    alice = registered(here)
    asked(alice, "ChanServ", "AMODE #dev +h bob")
    asked(alice, "ChanServ", "AMODE #dev +v carol")
    alice.modes("#dev", "+ikb", "sesame", "*!*@*")
    assert ranks(here, owner(here, "bob", "#dev")) == {"h"}
    assert codes(owner(here, "carol").does(requests.Join(("#dev",)))) == ["banned"]


def test_roles_are_given_by_whoever_might_give_the_rank() -> None:
    here = world()
    alice = registered(here)
    asked(alice, "ChanServ", "AMODE #dev +o bob")
    bob = owner(here, "bob", "#dev")
    assert "is half-operator for good" in asked(bob, "ChanServ", "AMODE #dev +h carol")
    assert "too low" in asked(bob, "ChanServ", "AMODE #dev +a carol")
    assert "is the founder" in asked(bob, "ChanServ", "AMODE #dev -o alice")
    assert "belongs to somebody else" in asked(bob, "ChanServ", "CLEAR #dev access")
    assert "nobody but its founder" in asked(alice, "ChanServ", "CLEAR #dev access")
    assert ranks(here, bob) == frozenset()
    assert ranks(here, alice) == {"q"}


def test_an_operator_of_the_server_gives_a_channel_to_somebody_at_once() -> None:
    here = world()
    alice = registered(here)
    bob = owner(here, "bob", "#dev")
    assert asked(operator(here), "ChanServ", "TRANSFER #dev bob") == "#dev belongs to bob now"
    assert ranks(here, alice) == {"o"}
    assert ranks(here, bob) == {"q"}


def test_a_renamed_channel_is_still_its_founders_and_only_they_rename_it() -> None:
    here = world()
    alice = registered(here)
    bob = owner(here, "bob", "#dev")
    alice.modes("#dev", "+o", "bob")
    here.answers = []
    assert codes(bob.does(requests.RenameChannel("#dev", "#DEV", ""))) == ["not_channel_operator"]
    assert codes(alice.does(requests.RenameChannel("#dev", "#DEV", ""))) == []
    channel = here.hub.channels["#dev"]
    assert (channel.name, channel.standing(alice.user)) == ("#DEV", "q")


def test_a_purge_outlives_the_channel_and_spares_what_the_configuration_keeps() -> None:
    here = world()
    alice, root = registered(here), operator(here)
    assert "nobody may be in #dev any more" in confirmed(root, "ChanServ", "PURGE ADD #dev")
    assert "#dev" not in here.hub.channels
    assert alice.channels == set()
    assert codes(alice.does(requests.Join(("#DEV",)))) == ["no_such_channel"]
    assert "configuration" in asked(root, "ChanServ", "PURGE ADD #lobby")
    asked(root, "ChanServ", "PURGE DEL #dev")
    assert codes(alice.does(requests.Join(("#dev",)))) == []


def test_what_is_secret_is_secret_to_those_who_ask_services_too() -> None:
    here = world()
    registered(here).modes("#dev", "+s")
    bob = owner(here, "bob")
    for text in (
        *("INFO #dev", "REGISTER #dev", "AMODE #dev", "OP #dev", "UNREGISTER #dev", "CLEAR #dev users"),
        *("TRANSFER ACCEPT #dev", "TRANSFER CANCEL #dev", "TRANSFER #dev carol"),
    ):
        assert asked(bob, "ChanServ", text) == "there is no channel #dev", text


def test_a_secret_channel_that_is_offered_may_be_taken() -> None:
    here = world()
    alice = registered(here)
    alice.modes("#dev", "+s")
    bob = owner(here, "bob")
    asked(alice, "ChanServ", "TRANSFER #dev bob")
    assert asked(bob, "ChanServ", "TRANSFER ACCEPT #dev") == "#dev belongs to you now"


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_passwords_are_told_to_services_where_nobody_reads_along() -> None:
    here = world()
    far = here.irc("far", address="203.0.113.9", secure=False)
    for text in ("REGISTER sesame", "IDENTIFY alice alices", "GHOST alice alices"):
        owner_here = owner(here, "alice") if text.startswith("GHOST") else None
        assert "plaintext" in asked(far, "NickServ", text), text
        assert owner_here is None or owner_here.is_here


def test_guesses_by_services_count_as_all_others_do() -> None:
    here = world()
    thief = here.irc("thief", address="203.0.113.9")
    answers = [asked(thief, "NickServ", f"IDENTIFY alice {number}") for number in range(4)]
    assert answers[0] == "the name or the password is wrong"
    assert "too many" in answers[-1]
    owner(here, "alice")
    assert "too many" in asked(thief, "NickServ", "GHOST alice alices")


def test_a_connection_of_ones_own_is_closed() -> None:
    here = world()
    alice = owner(here, "alice")
    other = here.raw_irc()
    other.does(requests.Capabilities(way="request", add=("sasl",)))
    other.does(requests.Authenticate("PLAIN"))
    other.does(requests.Authenticate("AGFsaWNlAGFsaWNlcw=="))
    other.does(requests.Nick("alice"))
    other.does(requests.Introduce("a", "b"))
    other.does(requests.Capabilities(way="end"))
    assert other.nick == "alice"
    assert asked(alice, "NickServ", "CLIENTS").count("\n") == 1
    alice.does(requests.Away("tea"))
    assert asked(other, "NickServ", "CLIENTS").count("\n") == 1, "who is there, so alice is"
    before = alice.user.away
    assert asked(alice, "NickServ", "CLIENTS LOGOUT all") == "1 connection closed"
    assert (before, alice.user.away) == ("", "tea")
    assert (alice.is_here, other.is_here) == (True, False)
    assert "there is no connection 2" in asked(alice, "NickServ", "CLIENTS LOGOUT 2")
    asked(alice, "NickServ", "CLIENTS LOGOUT 1")
    assert not alice.is_here
    assert "alice" not in here.hub.nicks


def test_the_code_is_another_for_everything_and_for_every_server() -> None:
    here, there = (Hub(world().server, Snapshot(), cloak_secret=secret) for secret in (b"one", b"two"))
    assert len({here.code("a", "b"), here.code("ab"), here.code("a", "c"), there.code("a", "b")}) == 4


# --- the tables -------------------------------------------------------------------------------------------------------


def test_the_tables_are_whole() -> None:
    assert list(COMMANDS) == list(ALIASES) == [service.name for service in SERVICES]
    for service, commands in COMMANDS.items():
        for name, row in commands.items():
            assert name == name.upper() != "HELP"
            assert all(form.split(" ")[0] == name for form in row.usage)
            assert row.fewest <= row.most
            assert row.summary[0].islower()
            assert row.summary[-1] != "."
            assert row.more[-1] == "."
        for alias, name in ALIASES[service].items():
            assert alias not in commands
            assert name in commands


@pytest.mark.parametrize("service", COMMANDS)
def test_help_lists_what_one_may_ask_and_explains_each(service: str) -> None:
    here = world()
    everybody = {name for name, row in COMMANDS[service].items() if row.asker != "operator"}
    for person, names in ((here.irc("guest"), everybody), (operator(here), COMMANDS[service].keys())):
        listed = asked(person, service, "HELP").split("\n")
        assert {line.split(" ")[0] for line in listed[1:-1]} == set(names)
    for name, row in COMMANDS[service].items():
        assert asked(here.irc(f"g{name}"), service, f"help {name}").split("\n")[0] == row.usage[0]


@pytest.mark.parametrize(("service", "name"), [(service, name) for service, rows in COMMANDS.items() for name in rows])
def test_who_may(service: str, name: str) -> None:
    """The words that say no, to each who may not ask; the rest is for the command to say."""
    here = world()
    row = COMMANDS[service][name]
    words = " ".join([name, *["x"] * row.fewest])
    guest, member = here.irc("guest"), owner(here, "bob")
    assert ("only a server operator" in asked(guest, service, words)) is (row.asker == "operator")
    assert ("only a server operator" in asked(member, service, words)) is (row.asker == "operator")
    if row.asker == "owner":
        assert "you are not logged in" in asked(here.irc("other"), service, words)
    visitor = here.plain()
    no = asked(visitor, service, words)
    if row.asker in {"user", "operator"}:
        assert no == "take a name first: /nick NAME"
    assert visitor.is_here


_WORDS = ["alice", "#dev", "+o", "x", "all", "LIST", "ADD", "DEL", "users", "email", "on"]
_WORD = st.sampled_from(_WORDS) | st.text(max_size=9)
_NAME = st.sampled_from([*COMMANDS["NickServ"], *COMMANDS["ChanServ"], "HELP", "", "?"]) | st.text(max_size=9)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(COMMANDS)), _NAME, st.lists(_WORD, max_size=4), st.sampled_from(["alice", "root", "guest"]))
def test_any_words_are_answered_and_never_kept(service: str, name: str, words: list[str], who: str) -> None:
    here = world()
    alice = registered(here)
    person = {"alice": lambda: alice, "root": lambda: operator(here), "guest": lambda: here.irc("guest")}[who]()
    told = person.does(requests.AskService(service, " ".join([name, *words])))
    assert told
    assert not all_of(events.Said, here.log)


def test_a_new_password_is_not_that_of_whoever_took_the_name_meanwhile() -> None:
    here = world()
    alice, root = owner(here, "alice"), operator(here)

    def meanwhile() -> None:
        if isinstance(here.effects[-1], DeriveCredentials):
            here.meanwhile = lambda: None
            confirmed(root, "NickServ", "UNREGISTER alice")
            asked(root, "NickServ", "SAREGISTER alice hers")

    here.meanwhile = meanwhile
    assert "no account" in asked(alice, "NickServ", "PASSWD alices new new")
    account = here.hub.accounts.named("alice")
    assert account is not None
    assert account.credentials == credentials("hers")
