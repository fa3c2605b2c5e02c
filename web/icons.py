"""Draws the icons of `public/` (for home screens) from the shape of `favicon.svg`.  Run it after changing that."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

PUBLIC = Path(__file__).with_name("public")
COLOUR, WHITE = "#b4471f", "#ffffff"
FINER = 4
"""Drawn so many times as large, and made smaller: smooth edges."""


def draw(size: int, *, masked: bool) -> Image.Image:
    """A bubble with three dots.  ``masked``: the system cuts the edges off, so it is white on colour, within 80%."""
    whole = size * FINER
    image = Image.new("RGBA", (whole, whole), COLOUR if masked else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    bubble, dots = (WHITE, COLOUR) if masked else (COLOUR, WHITE)
    scale = whole / 32 * (0.62 if masked else 1.0)
    edge = (whole - 32 * scale) / 2

    def at(*points: float) -> list[float]:
        return [edge + point * scale for point in points]

    pen.ellipse(at(3, 3, 29, 27), fill=bubble)
    pen.polygon(at(4.2, 16, 4, 29, 12, 26), fill=bubble)
    for x in (10.0, 16.0, 22.0):
        pen.ellipse(at(x - 2.2, 12.8, x + 2.2, 17.2), fill=dots)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, size, masked in (
        ("icon-192.png", 192, False),
        ("icon-512.png", 512, False),
        ("icon-maskable-512.png", 512, True),
    ):
        draw(size, masked=masked).save(PUBLIC / name, optimize=True)
