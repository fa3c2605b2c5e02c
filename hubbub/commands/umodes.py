"""The modes of users, and whom those accept who hear only from accounts."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, modes, replies, requests
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Outcome, Told, refused


def user_modes(hub: Hub, who: Session, ask: requests.UserModes, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#mode-message, User mode: one's own alone."""
    user = who.registered_user
    if hub.user(ask.nick) is not user:
        raise Refuse("not_your_modes")
    if not ask.changes:
        return [replies.UserModesAre(user.shown_modes)]
    told: list[Told] = []
    done: list[Change] = []
    draft = set(user.modes)
    for change in ask.changes:
        if change.letter not in modes.USER_MODES:
            unknown = replies.Refused("unknown_user_mode")
            if unknown not in told:
                told.append(unknown)
        elif change.letter in modes.GIVEN and (change.add or change.letter not in modes.MAY_BE_GIVEN_UP):
            continue  # #oper-user-mode: only OPER gives it, and such an attempt is ignored
        elif (change.letter in draft) is not change.add:
            (draft.add if change.add else draft.discard)(change.letter)
            done.append(Change(change.add, change.letter))
    if done:
        told.append(events.UserModesSet(now.new_id(), now.time, user.source, tuple(done)))
    return told


def accept(hub: Hub, who: Session, ask: requests.Accept, _now: Moment) -> Outcome:
    """As Ergo has it: only who is here can be accepted, until either of the two is gone."""
    user = who.registered_user
    told: list[Told] = []
    if ask.list:
        told.append(replies.AcceptedAre(tuple(sorted(other.nick for other in user.accepts))))
    for nicks, change in ((ask.add, user.accept), (ask.remove, user.accept_no_more)):
        for nick in nicks:
            try:
                change(hub.user(nick))
            except Refuse as refusal:
                told.append(refused(refusal))
    return told
