"""Pictures to look at: light, dark and 192 dpi, kept as artefacts (HUBBUB_ARTEFACTS names their folder)."""

from collections.abc import Callable, Iterator

import pytest
from desktop_script import AFTER, BEFORE, Script
from desktop_stage import Desk, Screen
from PIL import Image

from hubbub.clients.desktop.palette import DARK, LIGHT


@pytest.fixture
def script() -> Iterator[Script]:
    playing = Script()
    yield playing
    playing.close()


def play(script: Script, desk: Desk) -> None:
    """Reads the first half, looks away during the second, and comes back to it."""
    desk.root.geometry(f"{desk.app.window.look.px(1180)}x{desk.app.window.look.px(760)}+0+0")
    desk.come_in()
    for channel in ("#dev", "#design", "#random"):
        desk.controller.apply(desk.controller.client.join(channel))
    for line in BEFORE:
        script.say(*line)
    desk.until(lambda: desk.shows("staging data"), "the first half")
    desk.controller.apply(desk.controller.client.look_at(None))
    moved, desk.controller.moved = desk.controller.moved, lambda: None  # type: ignore[method-assign]
    for line in AFTER:
        script.say(*line)
    desk.until(lambda: desk.shows("deploy script"), "the second half")
    for nick in ("grace", "linus"):
        desk.controller.apply(desk.controller.client.open_direct(nick))
    script.elsewhere()
    desk.until(lambda: any(b.name == "linus" and b.unread for b in desk.controller.view.buffers), "the other places")
    desk.controller.apply(desk.controller.client.mark_read(desk.controller.view.find("linus")))  # type: ignore[arg-type]
    desk.controller.moved = moved  # type: ignore[method-assign]
    desk.controller.moved()
    desk.type("Two lines of text 🙂")
    desk.press("shift+Return")
    desk.type("in the composer")
    script.send("@+typing=active :grace!grace@example.org TAGMSG #lobby")
    desk.until(lambda: "grace" in str(desk.controller.layout.typing.cget("text")), "grace typing")


def colour_at(picture: Image.Image, x: int, y: int) -> str:
    red, green, blue = picture.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_picture_of_each_theme(script: Script, desk: Callable[..., Desk], dark: bool) -> None:
    window = desk(f"127.0.0.1:{script.port}", "--nick", "tester", dark=dark)
    play(script, window)
    path = window.picture(f"desktop-{'dark' if dark else 'light'}.png")
    with Image.open(path) as picture:
        assert colour_at(picture, 600, 640) == (DARK if dark else LIGHT).ground
        assert colour_at(picture, 100, 700) == (DARK if dark else LIGHT).side


def test_a_picture_at_192_dpi(script: Script, desk: Callable[..., Desk], fine_screen: Screen) -> None:
    window = desk(f"127.0.0.1:{script.port}", "--nick", "tester", on=fine_screen)
    assert window.app.window.look.factor == 2.0
    play(script, window)
    layout = window.controller.layout
    assert layout.sidebar.winfo_width() == 2 * 232
    assert layout.composer.field.winfo_height() >= 2 * 2 * 16
    window.picture("desktop-192dpi.png")
