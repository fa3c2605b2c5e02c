"""Emoji: where they are in a text, and their pictures.

Tk hands emoji to libXft, which before 2.3.5 ends the process (BadLength) and later draws them badly, so they
never reach it: each emoji sequence becomes a picture drawn by Pillow, or, where no colour font is found and
libXft is old, a hollow square.
"""

import ctypes
import functools
import re
import sys
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont, features

from hubbub.clients.desktop import fontfiles

# Unicode TS 51, ED-16 possible emoji: a superset by ranges; the font has the last word (``picture``).
_DEFAULT_EMOJI = (  # BMP characters of Emoji_Presentation=Yes
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab"
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c"
    "\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
_ASTRAL = "\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f200-\U0001f265\U0001f300-\U0001faff"
_TEXT_BASE = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u2b55\u3030\u303d\u3297\u3299"
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_ELEMENT = (
    f"(?:[{_DEFAULT_EMOJI}{_ASTRAL}]\ufe0f?{_SKIN}?|[{_TEXT_BASE}](?:\ufe0f{_SKIN}?|{_SKIN}))"
    "(?:[\U000e0020-\U000e007e]+\U000e007f)?"
)
# After a joiner, a base in its text form (a heart, a gender sign) belongs to the sequence too.
_JOINED = f"\u200d(?:{_ELEMENT}|[{_TEXT_BASE}])"
SEQUENCE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ELEMENT}(?:{_JOINED})*")

# Characters that continue a sequence typed one character after the other.
CONTINUES = re.compile("[\u200d\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff\U000e0020-\U000e007f]")

_BITMAP_SIZES = (109, 160, 128, 96)  # the strikes of Noto, Apple and others; outlines take any


def split(text: str) -> Iterator[tuple[str, bool]]:
    """Cuts ``text`` into ``(piece, is_emoji)``; the pieces joined are ``text`` again."""
    if text.isascii():
        if text:
            yield text, False
        return
    end = 0
    for match in SEQUENCE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


@functools.lru_cache(maxsize=2048)
def picture(sequence: str, size: int) -> Image.Image | None:
    """``sequence`` drawn ``size`` pixels high, RGBA; None where the font has no picture for it."""
    font = _font()
    if font is None:
        return None
    try:
        advance = font.getlength(sequence)
        box = font.getbbox(sequence)
        single = font.getlength("\U0001f600") or font.size
        if box[2] <= box[0] or box[3] <= box[1]:
            return None
        canvas = Image.new("RGBA", (int(box[2]) + 2, int(box[3]) + 2), (0, 0, 0, 0))
        ImageDraw.Draw(canvas).text((0, 0), sequence, font=font, embedded_color=True)
    except (OSError, ValueError):
        return None
    extent = canvas.getbbox()
    if extent is None or not _is_drawn_in_colour(canvas.crop(extent)):
        return None
    drawn = canvas.crop(extent)
    height = size
    width = max(1, round(drawn.width * height / drawn.height))
    # Flags are wide: keep the column. A sequence that the font cannot join comes out as several, side by side.
    widest = size * 1.3 * max(1, round(advance / single))
    if width > widest:
        width = round(widest)
        height = max(1, round(drawn.height * width / drawn.width))
    small = drawn.resize((width, height), Image.Resampling.LANCZOS)
    if height == size:
        return small
    padded = Image.new("RGBA", (width, size), (0, 0, 0, 0))
    padded.paste(small, (0, (size - height) // 2))
    return padded


def plain(sequence: str) -> str:
    """What stands for an emoji that has no picture: itself where Tk can draw it, else a hollow square."""
    return "\u25a1" if _tk_would_die() else sequence


def spelled(text: str) -> str:
    """``text`` for a place that cannot show pictures."""
    return "".join(plain(piece) if is_emoji else piece for piece, is_emoji in split(text))


def _is_drawn_in_colour(image: Image.Image) -> bool:
    """The box drawn for a missing glyph is all one shade."""
    colours = image.convert("RGB").getcolors(maxcolors=4)
    return colours is None or len(colours) > 2


@functools.cache
def _font() -> ImageFont.FreeTypeFont | None:
    path = fontfiles.emoji()
    if path is None:
        return None
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    for size in _BITMAP_SIZES:
        try:
            return ImageFont.truetype(str(path), size, layout_engine=engine)
        except OSError:
            continue
    return None


@functools.cache
def _tk_would_die() -> bool:
    """Is this an X11 with a libXft that ends the process on colour glyphs (before 2.3.5)?"""
    if sys.platform in {"win32", "darwin"}:
        return False
    try:
        library = ctypes.CDLL("libXft.so.2")
    except OSError:
        return False  # a Tk without it draws bitmap fonts
    try:
        return int(library.XftGetVersion()) < 20305
    except AttributeError:
        return True
