"""Saying: to channels and people, who may, and once only with the sender's own id."""

from __future__ import annotations

import pytest
from commands_world import SECOND, World, all_of, codes, only, shape

from hubbub.hub.retries import Retries
from hubbub.model import events, replies
from hubbub.model.effects import FindRetry
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.requests import Away, Join, Nick, Part, Quit, Say, UserModes
from hubbub.model.state import RecentMessage

TAGS = ("message-tags",)
DAY = 24 * 3600


def test_a_message_to_a_channel_and_to_a_person() -> None:
    world = World()
    alice, bob = world.irc("alice", "#Dev"), world.irc("bob")
    said = only(events.Said, alice.says("hi", "#DEV"))
    assert (said.conversation, said.to, said.kind) == (events.Conversation("#dev", "#Dev"), "", "message")
    said = only(events.Said, alice.says("hi", "BOB", kind="action"))
    one, other = sorted([alice.user.identity, bob.user.identity])
    assert said.conversation == events.Conversation(f"@{one},{other}", "bob")
    assert (said.to, said.kind) == (bob.user.identity, "action")
    assert only(events.Said, bob.says("hi", "alice")).conversation.key == said.conversation.key
    said = only(events.Said, alice.says("note", "alice"))
    assert said.to == said.source.identity == alice.user.identity


def test_each_target_is_answered_for_itself() -> None:
    alice = World(limits=Limits(targets=3)).irc("alice", "#a")
    told = alice.says("x", "#a", "nobody", "#none")
    assert shape(told) == ["Said", "Refused", "Refused"]
    assert codes(told) == ["no_such_nick", "no_such_channel"]
    told = alice.says("x", "#a", "#a", "#a", "#a")
    assert shape(told) == ["Refused"]
    assert codes(told) == ["too_many_targets"]
    assert alice.does(Say(targets=(), text="", kind="notice")) == []


def test_a_notice_is_never_answered_by_an_error() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob", "#dev")
    bob.does(Away("tea"))
    assert alice.says("x", "nobody", kind="notice") == []
    assert alice.says("x", "#dev", kind="notice") == []
    assert shape(alice.says("x", "bob", kind="notice")) == ["Said"]
    assert alice.says("x", "bob")[0] == replies.TheyAreAway("bob", "tea")


@pytest.mark.parametrize(
    ("modes", "outsider", "member", "voiced"),
    [
        (("-n",), True, True, True),
        (("+n",), False, True, True),
        (("-n+m",), False, False, True),
        (("+m",), False, False, True),
        (("-n+b", "*!*@*"), False, False, True),
    ],
)
def test_who_may_speak(modes: tuple[str, ...], outsider: bool, member: bool, voiced: bool) -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    people = [world.irc("out"), world.irc("in", "#dev"), world.irc("voiced", "#dev")]
    alice.modes("#dev", "+v", "voiced")
    alice.modes("#dev", *modes)
    assert [codes(person.says("x", "#dev")) == [] for person in people] == [outsider, member, voiced]
    assert codes(alice.says("x", "#dev")) == []
    assert codes(world.plain().says("x", "#dev")) == ([] if outsider else ["cannot_send"])


def test_tags_alone_are_not_kept_and_need_the_capability() -> None:
    world = World()
    alice, old = world.irc("alice", "#dev", caps=TAGS), world.irc("old", "#dev")
    tags = (("+typing", "active"),)
    ask = Say(targets=("#dev", "old"), text="", kind="tags", tags=tags)
    told = alice.does(ask)
    assert shape(told) == ["Typing", "Typing"]
    assert not any(isinstance(one, events.Typing) for one in world.log)
    assert codes(old.does(ask)) == ["unknown_command"]
    assert only(events.Said, old.does(Say(targets=("#dev",), text="x", tags=tags))).tags == ()
    assert only(events.Said, alice.does(Say(targets=("#dev",), text="x", tags=tags))).tags == tags


# --- with the sender's own id -----------------------------------------------------------------------------------


def test_a_retry_is_answered_by_the_first_acknowledgement() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=TAGS)
    first = only(events.Said, alice.says("x", "#dev", cid="c1"))
    told = alice.says("x", "#DEV", cid="c1")
    again = only(replies.Acknowledged, told)
    assert shape(told) == ["Acknowledged"]
    assert (again.id, again.time, again.target, again.text) == (first.id, first.time, "#DEV", "x")
    assert world.effects == [], "what is known needs no disk"


def test_another_conversation_is_another_message() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a", "#b", caps=TAGS), world.irc("bob", "#a", caps=TAGS)
    for person, target in ((alice, "#a"), (alice, "#b"), (alice, "bob"), (bob, "bob")):
        assert shape(person.says("x", target, cid="c1")) == ["Said"]
        assert shape(person.says("x", target, cid="c1")) == ["Acknowledged"]


def test_a_retry_is_known_over_a_restart_and_for_a_day() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=TAGS)
    recent = RecentMessage("#dev", "c1", "m", world.time)
    world.hub.retries = Retries([recent])
    world.time += (DAY - 1) * SECOND
    assert only(replies.Acknowledged, alice.says("x", "#dev", cid="c1")).id == "m"
    world.time += 2 * SECOND
    assert shape(alice.says("x", "#dev", cid="c1")) == ["Said"]


def test_a_retry_must_still_be_able_to_reach_its_target_and_has_one() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=TAGS)
    assert codes(alice.says("x", "#none", cid="c")) == ["no_such_channel"]
    assert codes(alice.says("x", "nobody", cid="c")) == ["no_such_nick"]
    assert codes(alice.says("x", "#dev", "alice", cid="c")) == ["too_many_targets"]


def _done(*_told: object) -> None:
    """What was done, and was answered, as a thing to do meanwhile."""


def forgetful(world: World) -> None:
    """What was said within a day may have been forgotten here."""
    retries = Retries(())
    retries._forgotten_until = world.time
    world.hub.retries = retries


def test_what_may_have_been_forgotten_is_asked_of_the_log() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=TAGS)
    forgetful(world)
    world.answers = [RecentMessage("#dev", "c1", "m", 7), None]
    assert only(replies.Acknowledged, alice.says("x", "#dev", cid="c1")).id == "m"
    assert world.effects == [FindRetry("#dev", "c1", world.time - DAY * SECOND)]
    assert shape(alice.says("x", "#dev", cid="c2")) == ["Said"]
    assert shape(alice.says("x", "#dev", cid="c2")) == ["Acknowledged"]
    assert len(world.effects) == 2


def test_what_was_said_while_the_log_was_asked_is_not_said_again() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=TAGS)
    forgetful(world)
    said = RecentMessage("#dev", "c1", "m", world.time)
    world.meanwhile = lambda: world.hub.retries.add(said)
    assert only(replies.Acknowledged, alice.says("x", "#dev", cid="c1")).id == "m"


def test_who_may_speak_is_asked_again_after_waiting() -> None:
    world = World()
    operator, alice = world.irc("op", "#dev"), world.irc("alice", "#dev", caps=TAGS)
    forgetful(world)
    world.meanwhile = lambda: _done(operator.modes("#dev", "+m"))
    assert codes(alice.says("x", "#dev", cid="c1")) == ["cannot_send"]
    world.meanwhile = lambda: _done(operator.does(Part(("#dev",))), alice.does(Part(("#dev",))))
    assert codes(alice.says("x", "#dev", cid="c2")) == ["no_such_channel"]


def test_a_name_that_passed_to_another_meanwhile_is_another_conversation() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", caps=TAGS), world.irc("bob"), world.irc("carol")
    forgetful(world)

    def swap() -> None:
        bob.does(Quit())
        carol.does(Nick("bob"))

    world.meanwhile = swap
    said = only(events.Said, alice.says("x", "bob", cid="c1"))
    assert said.to == carol.user.identity
    assert carol.user.identity in said.conversation.key


# --- while nothing can be stored ----------------------------------------------------------------------------------


def test_without_a_log_people_come_join_and_go_and_nothing_is_said_or_changed() -> None:
    world = World()
    operator = world.irc("op", "#dev")
    world.hub.storing = False
    before = len(world.log)
    alice = world.irc("alice", "#dev", "#lobby", caps=TAGS)
    assert alice.channels == {"#dev", "#lobby"}
    nc = world.plain()
    entering = nc.says("alice2: hello", first=True, lines=True)
    assert shape(entering) == ["Entered", "Joined", "Refused"]
    for told in (
        entering,
        alice.says("x", "#dev"),
        alice.says("x", "op"),
        alice.says("x", "#dev", kind="notice"),
        alice.says("x", "#dev", cid="c1"),
        alice.says("x", "#dev", kind="tags"),
        alice.does(Join(("#new",))),
        operator.modes("#dev", "+i"),
        nc.says("again", lines=True),
    ):
        assert codes(told) == ["cannot_store"]
    assert operator.does(Away("tea"))
    assert shape(operator.does(Part(("#dev",)))) == ["Left"]
    assert shape(alice.does(Quit())) == ["OwnQuit", "Closing", "SessionEnded", "Quit"]
    assert len(world.log) == before
    assert "#dev" in world.hub.channels, "its end could not be stored"


def test_a_target_named_twice_is_told_once() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    told = bob.does(Say(targets=("alice", "ALICE", "alice"), text="hi"))
    assert len(all_of(events.Said, told)) == 1
    told = alice.does(Say(targets=("#dev", "@#dev", "#DEV"), text="hi"))
    assert [(said.conversation.name, said.rank) for said in all_of(events.Said, told)] == [("#dev", ""), ("@#dev", "o")]


@pytest.mark.parametrize(
    ("target", "rank", "shown"),
    [
        ("@#dev", "o", "@#dev"),
        ("~#DEV", "q", "~#dev"),
        ("&#dev", "a", "&#dev"),
        ("%#dev", "h", "%#dev"),
        ("+#dev", "v", "+#dev"),
        ("@+#dev", "v", "+#dev"),
        ("+@#dev", "v", "+#dev"),
        ("~@#dev", "o", "@#dev"),
    ],
)
def test_a_message_to_ranks_says_so(target: str, rank: str, shown: str) -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=("message-tags",))
    said = only(events.Said, alice.does(Say(targets=(target,), text="hi")))
    assert (said.rank, said.conversation) == (rank, events.Conversation("#dev", shown))
    typing = only(
        events.Typing, alice.does(Say(targets=(target,), text="", kind="tags", tags=(("+typing", "active"),)))
    )
    assert (typing.rank, typing.conversation.name) == (rank, shown)


def test_under_op_moderation_the_unranked_are_heard_by_half_operators_and_higher() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob", "#dev")
    alice.modes("#dev", "+U")

    def rank(said: object) -> tuple[str, str]:
        assert isinstance(said, events.Said)
        return said.rank, said.conversation.name

    assert rank(only(events.Said, bob.says("hi", "#dev"))) == ("h", "#dev")
    assert rank(only(events.Said, alice.says("hi", "#dev"))) == ("", "#dev")
    alice.modes("#dev", "+v", "bob")
    assert rank(only(events.Said, bob.says("hi", "#dev"))) == ("", "#dev")


def test_who_wants_no_ctcp_gets_none_but_actions() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob")
    assert codes(alice.says("\x01VERSION\x01", "bob")) == []
    bob.does(UserModes("bob", (Change(True, "T"),)))
    assert codes(alice.says("\x01VERSION\x01", "bob")) == ["no_ctcp"]
    assert shape(alice.says("\x01VERSION x\x01", "bob", kind="notice")) == []
    assert shape(alice.says("waves", "bob", kind="action")) == ["Said"]
    assert shape(alice.says("what is your version?", "bob")) == ["Said"]
    assert shape(bob.says("\x01VERSION\x01", "alice")) == ["Said"]


def test_no_ctcp_is_for_everybody_and_actions_are_no_ctcp() -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    alice.modes("#dev", "+C")
    assert codes(alice.says("\x01VERSION\x01", "#dev")) == ["cannot_send"]
    assert codes(alice.says("\x01VERSION\x01", "#dev", kind="notice")) == []
    assert all_of(events.Said, alice.says("\x01VERSION\x01", "#dev", kind="notice")) == []
    assert codes(alice.says("waves", "#dev", kind="action")) == []


def test_no_line_of_a_message_in_lines_is_a_ctcp_where_none_is_borne() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a"), world.irc("bob", "#a", caps=("draft/multiline", "batch"))
    alice.modes("#a", "+C")
    alice.does(UserModes("alice", (Change(True, "T"),)))
    assert codes(bob.says("hi\n\x01VERSION\x01", "#a")) == ["cannot_send"]
    assert codes(bob.says("hi\x01VERSION\x01", "#a", splits=(2,))) == ["cannot_send"]
    assert codes(bob.says("hi\n\x01VERSION\x01", "alice")) == ["no_ctcp"]
    assert codes(bob.says("hi\nyou \x01", "#a", "alice")) == []


def test_playback_answers_to_words_alone() -> None:
    alice = World().irc("alice", caps=TAGS)
    assert alice.does(Say(targets=("*playback",), text="", kind="tags", tags=(("+typing", "active"),))) == []
    assert alice.does(Say(targets=("*PLAYBACK",), text="thanks", kind="notice")) == []
    assert shape(alice.says("?", "*playback")) == ["PlaybackSays"]
