"""History: the pages that fill a conversation, and the read markers that say what was seen of it.

Asking goes by ids (draft/chathistory).  After a lost connection everything AFTER the last known row is fetched
page by page until a page adds nothing, so that there is neither a gap nor a duplicate; where that would be more
than memory keeps, the conversation starts over from its latest page, and scrolling up loads the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from hubbub.clients.view import changes as did
from hubbub.clients.view.buffer import Buffer, Page
from hubbub.clients.view.clock import read_time, show_time
from hubbub.clients.view.own import confirm
from hubbub.clients.view.reading import read_message
from hubbub.clients.view.values import Message
from hubbub.clients.view.world import Heard, World

FIRST_PAGE = 50
MOST_PAGES = 10
"""Pages that are fetched to close a gap, before the conversation starts over from its latest page."""

PAGE_WITHIN = 20.0
"""Seconds after which an answer to a request for history is not waited for any more."""
BEFORE_EVERYTHING = 1e-9
"""A read position of a conversation in which nothing was read yet, though it was seen."""
SKEW = 300.0
"""Seconds by which the server's clock may be behind ours."""


def offered(world: World) -> bool:
    return "draft/chathistory" in world.caps and world.online


def catch_up(world: World, buffer: Buffer) -> None:
    """Fetch what was said while the connection was lost, or the latest page of a conversation just opened."""
    if buffer.page is not None or buffer.kind == "server":
        return
    if buffer.caught_up is not None:
        if offered(world):
            _ask(world, buffer, Page("after", world.now, buffer.caught_up))
        else:
            buffer.caught_up = None
            text = "The connection was lost; what was said meanwhile is not shown here"
            world.event(buffer, "gap", "", text)
    elif offered(world) and buffer.window.last_known() is None:
        _ask(world, buffer, Page("latest", world.now))


def load_older(world: World, buffer: Buffer) -> None:
    """A page from before the first row."""
    if buffer.page is not None or not buffer.older or not offered(world):
        return
    first = buffer.window.first_known()
    _ask(world, buffer, Page("before", world.now) if first is not None else Page("latest", world.now))


def lost(world: World, buffer: Buffer) -> None:
    """The connection ended: from here on rows are missing."""
    if buffer.caught_up is None:
        buffer.caught_up = buffer.window.last_known()
    if buffer.page is not None or buffer.loading:
        buffer.page, buffer.loading = None, False
        world.emit(did.BufferChanged(buffer))


def _ask(world: World, buffer: Buffer, page: Page) -> None:
    limit = str(min(world.features.history_limit, FIRST_PAGE if page.kind == "latest" else 100))
    point = page.after if page.kind == "after" else buffer.window.first_known() if page.kind == "before" else None
    buffer.page = page
    label = world.new_label()
    if label:
        world.asked[label] = buffer
    tags = {"label": label} if label else {}
    world.send("CHATHISTORY", page.kind.upper(), buffer.name, _reference(world, page, point), limit, **tags)
    if not buffer.loading:
        buffer.loading = True
        world.emit(did.BufferChanged(buffer))


def _reference(world: World, page: Page, row: Message | None) -> str:
    if row is None:
        return "*"
    if row.id and world.features.history_by_id:
        return f"msgid={row.id}"
    # Times are not unique: include the row's own millisecond, what is known is left out on merging.
    return f"timestamp={show_time(row.time + (-0.001 if page.kind == 'after' else 0.001))}"


def page_came(world: World, buffer: Buffer, lines: Sequence[Heard]) -> None:
    """A whole chathistory batch."""
    page, buffer.page = buffer.page or Page("latest", world.now), None
    rows = [read[1] for read in (read_message(world, heard) for heard in lines) if read is not None]
    reached = page.kind == "after" and _reaches_now(buffer, page, rows)
    if not world.resumed:
        _recognise(world, buffer, rows)
    runs = buffer.window.merge(rows, page.after, oldest=page.kind == "before")
    world.show_runs(buffer, runs)
    new = [row for run in runs for row in run.messages]
    for row in new:
        _mark_mention(world, buffer, row, page)
    if page.kind == "after":
        last = buffer.window.known(rows[-1]) if rows else None
        _after(world, buffer, page, None if reached else last)
    else:
        buffer.older = bool(rows) if page.kind == "latest" else bool(new)
    if page.kind != "before":
        _count(world, buffer, page, new)
    if buffer.page is None:
        buffer.loading = False
        world.emit(did.BufferChanged(buffer))


def _reaches_now(buffer: Buffer, page: Page, rows: list[Message]) -> bool:
    """Whether a page of what was missed holds a row that came by itself since we are back: nothing is missing then."""
    window = buffer.window
    known = [row for row in map(window.known, rows) if row is not None and row is not page.after]
    if page.after is None or page.after not in window.rows:
        return bool(known)
    begin = window.index(page.after)
    return any(window.index(row) > begin for row in known)


def _after(world: World, buffer: Buffer, page: Page, last: Message | None) -> None:
    """Go on after the page's ``last`` row; None, or no progress: the gap is closed."""
    if last is None or last is page.after:
        buffer.caught_up = None
    elif page.number + 1 < MOST_PAGES:
        buffer.caught_up = last
        _ask(world, buffer, Page("after", world.now, last, page.number + 1))
    else:
        start_over(world, buffer)


def start_over(world: World, buffer: Buffer) -> None:
    """Let the rows go, and begin with the latest page."""
    buffer.caught_up = None
    keys = buffer.window.clear()
    if keys:
        world.emit(did.MessagesTrimmed(buffer, keys))
    _ask(world, buffer, Page("latest", world.now))


def refused(world: World, buffer: Buffer) -> None:
    """The page that was asked for does not come.  A gap whose end the server forgot starts over."""
    page, buffer.page = buffer.page, None
    buffer.loading = False
    if page is not None and page.kind == "after":
        start_over(world, buffer)
    else:
        buffer.older = False
    world.emit(did.BufferChanged(buffer))


def expire_pages(world: World) -> None:
    """A page that the server owes for too long does not come."""
    for buffer in world.buffers if world.online else ():
        if buffer.page is not None and world.now - buffer.page.time > PAGE_WITHIN:
            buffer.page, buffer.loading = None, False
            buffer.caught_up = None
            world.emit(did.BufferChanged(buffer))


def _recognise(world: World, buffer: Buffer, rows: list[Message]) -> None:
    """Own messages that left on an earlier connection stand in the history: they had arrived.

    A server that resumed our session knows them by their ids; any other knows only who said what.
    """
    for row in rows:
        if row.own and buffer.window.find(row.id) is None:
            for parcel in world.outbox.uncertain(buffer):
                mine = parcel.message
                if (mine.kind, mine.text) == (row.kind, row.text) and row.time >= mine.time - SKEW:
                    confirm(world, parcel, row)
                    break


def _mark_mention(world: World, buffer: Buffer, row: Message, page: Page) -> None:
    row.mention = not row.own and world.mentions_me(row.text)
    missed = page.kind == "after" and row.time > buffer.read_time and not row.own
    if missed and world.is_important(buffer, row):
        world.emit(did.Alerted(buffer, row))


def _count(world: World, buffer: Buffer, page: Page, new: list[Message]) -> None:
    """Unread counts after a page.  What stood there before a conversation was first seen counts as read."""
    if not buffer.read_time and page.kind == "latest":
        buffer.read_time = new[-1].time if new else BEFORE_EVERYTHING
    if buffer is world.looked_at:
        world.mark_read(buffer)
    elif buffer.read_time:
        world.recount(buffer)


# Read markers ---------------------------------------------------------------------------------------------------


def marked(world: World, heard: Heard) -> None:
    """MARKREAD: up to where this user has read, perhaps with another client."""
    buffer = world.find(heard.param(0))
    time = read_time(heard.param(1).removeprefix("timestamp="))
    if buffer is None or time is None or time <= buffer.read_time:
        return
    buffer.read_time = time
    buffer.mark_due = False
    world.recount(buffer)


def send_marks(world: World) -> None:
    """Tell the server what was read since."""
    if not world.online or "draft/read-marker" not in world.caps:
        return
    for buffer in world.buffers:
        if buffer.mark_due and buffer.kind != "server":
            buffer.mark_due = False
            world.send("MARKREAD", buffer.name, f"timestamp={show_time(buffer.read_time)}")


TABLE = {"MARKREAD": marked}
