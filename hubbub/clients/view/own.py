"""What becomes of own messages: confirmed, refused, given up."""

from __future__ import annotations

from hubbub.clients.view import changes as did
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.outbox import Parcel
from hubbub.clients.view.values import Message
from hubbub.clients.view.world import World


def confirm(world: World, parcel: Parcel, echo: Message | None = None) -> None:
    """The server has an own message; ``echo`` is its copy where there is one."""
    world.outbox.remove(parcel)
    buffer, row = parcel.buffer, parcel.message
    known = buffer.window.find(echo.id) if echo is not None else None
    if known is not None:
        drop(world, buffer, row)
        return
    row.state, row.reason = "confirmed", ""
    if echo is not None:
        row.id, row.time, row.text, row.account = echo.id, echo.time, echo.text, echo.account
    moved = buffer.window.settle(row)
    if moved is None:
        world.emit(did.MessageChanged(buffer, row))
    else:
        world.emit(did.MessageRemoved(buffer, row.key))
        world.emit(did.MessageAdded(buffer, row, moved.before))
    world.trim(buffer)


def refuse(world: World, parcel: Parcel, reason: str) -> None:
    """The server did not take an own message."""
    world.outbox.remove(parcel)
    parcel.message.state, parcel.message.reason = "failed", reason
    parcel.buffer.window.settle(parcel.message)
    world.emit(did.MessageChanged(parcel.buffer, parcel.message))


def drop(world: World, buffer: Buffer, row: Message) -> None:
    """Take an own row away: it was given up, or stands elsewhere already."""
    if buffer.window.remove(row):
        world.emit(did.MessageRemoved(buffer, row.key))
