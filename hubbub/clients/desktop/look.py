"""What every widget asks for: colours, sizes, fonts and pictures, at the current scale and theme.

A widget takes a ``Look`` and calls ``watch(restyle)``; when the theme or the zoom changes, each ``restyle`` is
called after colours, fonts and the ttk style were brought up to date.
"""

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import font as tkfont

from PIL import Image, ImageTk

from hubbub.clients.colours import nick_colour
from hubbub.clients.desktop import drawing, emoji, scale
from hubbub.clients.desktop.palette import DARK, LIGHT, Palette

_SANS = ("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Cantarell", "Noto Sans", "Ubuntu", "DejaVu Sans")
_MONO = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono")

# name: (pixels at 96 dpi, weight, slant, monospaced)
_FONTS: dict[str, tuple[int, str, str, bool]] = {
    "body": (14, "normal", "roman", False),
    "bold": (14, "bold", "roman", False),
    "italic": (14, "normal", "italic", False),
    "bold-italic": (14, "bold", "italic", False),
    "mono": (13, "normal", "roman", True),
    "small": (12, "normal", "roman", False),
    "small-bold": (12, "bold", "roman", False),
    "tiny": (11, "normal", "roman", False),
    "tiny-bold": (11, "bold", "roman", False),
    "title": (17, "bold", "roman", False),
    "brand": (19, "bold", "roman", False),
    "gap": (6, "normal", "roman", False),
}
PRESENCE = ("online", "away", "offline")


class Look:
    """Colours, sizes, fonts, pictures. ``zoom``: the person's own factor on top of the screen's scale."""

    def __init__(self, root: tk.Tk, palette: Palette, zoom: float = 1.0) -> None:
        self.root = root
        self.palette = palette
        self.zoom = zoom
        self._screen = scale.factor(root)
        self._watchers: list[Callable[[], None]] = []
        self._pictures: dict[tuple[object, ...], ImageTk.PhotoImage] = {}
        self._emoji_text: dict[str, str] = {}
        families = {family.lower(): family for family in tkfont.families(root)}
        self.family = _first(_SANS, families, tkfont.nametofont("TkDefaultFont", root).actual("family"))
        self._mono = _first(_MONO, families, tkfont.nametofont("TkFixedFont", root).actual("family"))
        self.fonts = {name: tkfont.Font(root, name=f"hubbub-{name}") for name in _FONTS}
        self._set_fonts()

    @property
    def factor(self) -> float:
        return self._screen * self.zoom

    def px(self, pixels: float) -> int:
        """Design pixels (at 96 dpi) as device pixels; a hairline never vanishes."""
        scaled = round(pixels * self.factor)
        return scaled or (1 if pixels > 0 else 0)

    def watch(self, restyle: Callable[[], None]) -> None:
        self._watchers.append(restyle)

    def change(self, *, dark: bool | None = None, zoom: float | None = None) -> None:
        """Another theme or zoom, everywhere at once."""
        palette = self.palette if dark is None else (DARK if dark else LIGHT)
        zoom = self.zoom if zoom is None else zoom
        if (palette, zoom) == (self.palette, self.zoom):
            return
        self.palette, self.zoom = palette, zoom
        outdated = self._pictures  # kept until every widget has let go of them
        self._pictures = {}
        self._set_fonts()
        for restyle in self._watchers:
            restyle()
        outdated.clear()

    def _set_fonts(self) -> None:
        for name, (pixels, weight, slant, fixed) in _FONTS.items():
            self.fonts[name].configure(
                family=self._mono if fixed else self.family,
                size=-self.px(pixels),
                weight="bold" if weight == "bold" else "normal",
                slant="italic" if slant == "italic" else "roman",
            )

    # Pictures. Each is made once per theme and zoom, and kept: Tk forgets a picture that nobody holds.

    def picture(self, key: tuple[object, ...], draw: Callable[[], Image.Image]) -> ImageTk.PhotoImage:
        made = self._pictures.get(key)
        if made is None:
            made = self._pictures[key] = ImageTk.PhotoImage(draw(), master=self.root)
        return made

    def icon(self, name: str, pixels: float, colour: str) -> ImageTk.PhotoImage:
        size = self.px(pixels)
        return self.picture(("icon", name, size, colour), lambda: drawing.icon(name, size, colour))

    def pill(self, width: int, height: int, radius: float, colour: str) -> ImageTk.PhotoImage:
        """Width and height in device pixels, the radius in design pixels."""
        corner = min(radius * self.factor, height / 2)
        return self.picture(
            ("pill", width, height, corner, colour), lambda: drawing.pill(width, height, corner, colour)
        )

    def avatar(self, nick: str, pixels: float, presence: str = "") -> ImageTk.PhotoImage:
        """``presence``: one of ``PRESENCE``, or "" for none."""
        return self.picture(
            ("avatar", nick, pixels, presence), lambda: self._draw_avatar(nick, self.px(pixels), presence)
        )

    def avatar_slices(self, nick: str, upper: int, lower: int) -> tuple[ImageTk.PhotoImage, ImageTk.PhotoImage]:
        """An avatar as two pictures, for two lines of text that are ``upper`` and ``lower`` pixels high."""
        size = min(self.px(36), upper + lower)
        return (
            self.picture(
                ("upper", nick, upper, lower),
                lambda: drawing.slices(self._draw_avatar(nick, size, ""), upper, lower)[0],
            ),
            self.picture(
                ("lower", nick, upper, lower),
                lambda: drawing.slices(self._draw_avatar(nick, size, ""), upper, lower)[1],
            ),
        )

    def _draw_avatar(self, nick: str, size: int, presence: str) -> Image.Image:
        letter = next((c for c in nick if c.isalnum()), nick[:1] or "?").upper()[:1]
        disc = drawing.avatar(letter, size, nick_colour(nick, dark=False), self.family)
        if not presence:
            return disc
        colour = str(getattr(self.palette, presence))
        return drawing.with_presence(disc, colour, hollow=presence == "offline")

    def emoji(self, sequence: str, pixels: int) -> ImageTk.PhotoImage | None:
        """An emoji as a picture ``pixels`` device pixels high, or None: show ``emoji.plain(sequence)``."""
        key = ("emoji", sequence, pixels)
        made = self._pictures.get(key)
        if made is None:
            drawn = emoji.picture(sequence, pixels)
            if drawn is None:
                return None
            made = self.picture(key, lambda: drawn)
            self._emoji_text[str(made)] = sequence
        return made

    def emoji_text(self, image_name: str) -> str:
        """The text behind an embedded picture, as Text's ``dump`` names it (``pyimage7#2``); "" for others."""
        return self._emoji_text.get(image_name.partition("#")[0], "")


def _first(wanted: Iterable[str], families: dict[str, str], otherwise: str) -> str:
    return next((families[name.lower()] for name in wanted if name.lower() in families), otherwise)
