"""A colour for each nick: the hue from the name, at a lightness and chroma that stay readable.

OKLCH (https://bottosson.github.io/posts/oklab/) keeps perceived lightness equal over all hues, which HLS does not, so
that one lightness gives every nick at least 4.5:1 (WCAG 2.1, 1.4.3) on the background it is for.
"""

from __future__ import annotations

import functools
import hashlib
import math

LIGHT_BACKGROUNDS = ("#ffffff", "#f6f7f9")
DARK_BACKGROUNDS = ("#1e1f22", "#1c1e24")
CONTRAST = 4.5

_HUES = 240
_CHROMA = 0.15
_LIGHTNESS_ON_LIGHT = 0.53
_LIGHTNESS_ON_DARK = 0.74


@functools.cache
def _palette(dark: bool) -> tuple[str, ...]:
    lightness = _LIGHTNESS_ON_DARK if dark else _LIGHTNESS_ON_LIGHT
    return tuple(oklch(lightness, _CHROMA, hue * 360 / _HUES) for hue in range(_HUES))


def nick_colour(nick: str, dark: bool) -> str:
    """``#rrggbb`` for a nick, whatever its case; ``dark``: for a dark background."""
    digest = hashlib.blake2b(nick.casefold().encode(errors="replace"), digest_size=4).digest()
    return _palette(dark)[int.from_bytes(digest, "big") % _HUES]


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as ``#rrggbb``, with less chroma where sRGB does not reach that far.  ``hue`` in degrees."""
    while True:
        red, green, blue = _linear(lightness, chroma, hue)
        if chroma <= 0 or all(-1e-4 <= part <= 1 + 1e-4 for part in (red, green, blue)):
            return "#" + "".join(f"{_byte(part):02x}" for part in (red, green, blue))
        chroma -= 0.004


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _byte(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    encoded = 12.92 * part if part <= 0.0031308 else 1.055 * math.pow(part, 1 / 2.4) - 0.055
    return round(encoded * 255)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else math.pow((p + 0.055) / 1.055, 2.4) for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
