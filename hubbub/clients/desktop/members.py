"""The right pane: who is in the channel, by presence."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.rowlist import Cell, RowList
from hubbub.clients.view import Member

_RANKS = {"~": "owner", "&": "admin", "@": "op", "%": "half-op", "+": "voice"}


@dataclass(frozen=True, slots=True)
class Person:
    """A row: a heading (``presence`` is ""), or a member."""

    label: str
    presence: str = ""
    rank: str = ""


def people(members: Sequence[Member]) -> list[Person]:
    """Those here, then those away, each with a heading and in the order given."""
    found: list[Person] = []
    for heading, presence in (("Here", "online"), ("Away", "away"), ("Offline", "offline")):
        group = [member for member in members if _presence(member) == presence]
        if group:
            found.append(Person(f"{heading} — {len(group)}"))
            found += [Person(member.nick, presence, _RANKS.get(member.prefix[:1], "")) for member in group]
    return found


def _presence(member: Member) -> str:
    if member.user.online is False:
        return "offline"
    return "away" if member.away else "online"


class Members(RowList[Person]):
    """``choose(nick)`` is called for a click or Return."""

    def __init__(self, parent: tk.Misc, look: Look, choose: Callable[[str], None]) -> None:
        super().__init__(
            parent,
            look,
            draw=self._draw_row,
            height=lambda person: 36 if person.presence else 40,
            pick=lambda person: choose(person.label),
            can_pick=lambda person: bool(person.presence),
        )

    def _draw_row(self, person: Person, cell: Cell) -> None:
        look, p = self.look, self.look.palette
        if not person.presence:
            self.write(look.px(18), cell.y + cell.height - look.px(13), person.label.upper(), p.muted, "tiny-bold")
            return
        if cell.hovered:
            self.ground(cell, p.hover)
        if cell.chosen:
            self.ring(cell)
        image = look.avatar(person.label, 26, person.presence)
        self.create_image(look.px(18), cell.middle, image=image, anchor="w")
        right = cell.width - look.px(18)
        if person.rank:
            self.create_text(right, cell.middle, text=person.rank, anchor="e", fill=p.faint, font=look.fonts["tiny"])
            right -= look.fonts["tiny"].measure(person.rank) + look.px(6)
        start = look.px(18 + 26 + 10)
        colour = p.text if person.presence == "online" else p.muted
        self.write(start, cell.middle, person.label, colour, "body", max(1, right - start))
