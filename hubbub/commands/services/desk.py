"""Where services are asked: the tables, who may ask, HELP, and answers in their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.effects import Effect
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse, sentence
from hubbub.model.replies import Reply, ServiceSays
from hubbub.model.services import CHANSERV, NICKSERV, Service, service

from .. import operators
from ..outcome import Steps
from . import belongings, chanserv, chanserv_operators, chanserv_ranks, nickserv, nickserv_operators, settings
from .command import WHO, ServiceCommand, Table, Words, account_of, usage

COMMANDS: dict[str, Table] = {
    NICKSERV.name: {
        **nickserv.COMMANDS,
        **settings.COMMANDS,
        **belongings.COMMANDS,
        **nickserv_operators.COMMANDS,
    },
    CHANSERV.name: {**chanserv.COMMANDS, **chanserv_ranks.COMMANDS, **chanserv_operators.COMMANDS},
}
"""By service."""

ALIASES = {
    NICKSERV.name: {
        "ID": "IDENTIFY",
        "LOGIN": "IDENTIFY",
        "DROP": "UNREGISTER",
        "RECOVER": "GHOST",
        "RELEASE": "GHOST",
        "SESSIONS": "CLIENTS",
        "PASSWORD": "PASSWD",
    },
    CHANSERV.name: {"DROP": "UNREGISTER"},
}
"""What other networks' fingers type."""


def ask(hub: Hub, who: Session, ask: requests.AskService, now: Moment) -> Steps:
    """One command, in words."""
    asked = service(ask.service) or NICKSERV
    words = tuple(ask.text.split())
    try:
        if not words:
            yield _says(asked, f"say a command; /msg {asked.name} HELP lists them")
        elif words[0].upper() == "HELP":
            yield _says(asked, *_help(asked, who, words[1:]))
        else:
            command = _command(asked, words[0])
            _may_ask(hub, who, command)
            yield from _in_words(asked, who, command.run(hub, who, _counted(command, ask.text), now))
    except Refuse as refusal:
        yield _refused(asked, refusal)


def _command(asked: Service, name: str) -> ServiceCommand:
    table = COMMANDS[asked.name]
    name = name.upper()
    found = table.get(ALIASES[asked.name].get(name, name))
    if found is None:
        raise Refuse("no_help", name, text=f"there is no command {name}; /msg {asked.name} HELP lists those there are")
    return found


def _may_ask(hub: Hub, who: Session, command: ServiceCommand) -> None:
    if command.asker == "user":
        _ = who.registered_user
    elif command.asker == "owner":
        _ = account_of(hub, who), who.registered_user
    elif command.asker == "operator":
        operators.require(who)


def _counted(command: ServiceCommand, text: str) -> Words:
    """The words behind the command's name.  Raises Refuse where they are too few, or too many."""
    words = tuple(text.split(None, command.most) if command.rest else text.split())[1:]
    if not command.fewest <= len(words) <= command.most:
        raise usage(*command.usage)
    return tuple(word.strip() for word in words)


# --- answers --------------------------------------------------------------------------------------------------------


def _says(asked: Service, *lines: str) -> ServiceSays:
    return ServiceSays(asked.name, lines)


def _refused(asked: Service, refusal: Refuse | replies.Refused) -> ServiceSays:
    if refusal.code == "not_registered":
        return _says(asked, "take a name first: /nick NAME")  # plain clients alone come so far without one
    return _says(asked, sentence(refusal.code, refusal.about, refusal.text))


def _in_words(asked: Service, who: Session, steps: Steps) -> Steps:
    """The same steps, and the service says what other askers are told in their protocol's form."""
    answer: Any = None
    while True:
        try:
            told = steps.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(told, Effect):
            answer = yield told
        elif isinstance(told, Reply) and type(told) in _WORDS:
            yield from _WORDS[type(told)](asked, who, told)
        else:
            yield told


def _logged_in(asked: Service, who: Session, reply: replies.YouAreLoggedIn) -> Iterable[Reply]:
    yield reply  # apps change what they show by the numeric
    if who.protocol == "irc":
        yield _says(asked, f"You're now logged in as {reply.account}")


def _logged_out(asked: Service, who: Session, reply: replies.YouAreLoggedOut) -> Iterable[Reply]:
    yield reply
    if who.protocol == "irc":
        yield _says(asked, "You are logged out: a guest again")


_WORDS: dict[type[Reply], Callable[[Service, Session, Any], Iterable[Reply]]] = {
    replies.Note: lambda asked, _, reply: [_says(asked, *reply.text.split("\n"))],
    replies.Refused: lambda asked, _, reply: [_refused(asked, reply)],
    # Scripts wait for these words of Ergo's.
    replies.AccountRegistered: lambda asked, _who, _reply: [_says(asked, "Account created")],
    replies.YouAreLoggedIn: _logged_in,
    replies.YouAreLoggedOut: _logged_out,
}
"""What a service says in its own words."""


# --- help -----------------------------------------------------------------------------------------------------------


def _help(asked: Service, who: Session, words: Words) -> list[str]:
    if words:
        command = _command(asked, words[0])
        return [*command.usage, f"{command.summary[0].upper()}{command.summary[1:]}. {command.more}",
                f"For {WHO[command.asker]}."]  # fmt: skip
    operator = who.user is not None and who.user.is_operator
    shown = {name: one for name, one in COMMANDS[asked.name].items() if operator or one.asker != "operator"}
    width = max(map(len, shown))
    return [
        f"{asked.about.partition(':')[0]}. Commands:",
        *(f"{name:<{width}}  {one.summary}" for name, one in shown.items()),
        f"/msg {asked.name} HELP <command> tells more",
    ]
