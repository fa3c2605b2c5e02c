"""Crisp little pictures by Pillow: rounded boxes, discs, icons. Drawn large, then averaged down.

Sizes are device pixels. Colours are ``#rrggbb``; everything outside a shape is transparent.
"""

from PIL import Image, ImageDraw, ImageFont

from hubbub.clients.desktop import fontfiles

_OVER = 8  # each pixel is the mean of 8 x 8


def box(size: int, radius: float, fill: str | None, border: str | None = None, width: float = 1) -> Image.Image:
    """A square with round corners, to be stretched as nine slices."""
    image, pen = _sheet(size, size)
    last = size * _OVER - 1
    if border is None:
        pen.rounded_rectangle((0, 0, last, last), radius * _OVER, fill=fill)
        return _settle(image, size, size)
    pen.rounded_rectangle((0, 0, last, last), radius * _OVER, fill=border)
    inset = round(width * _OVER)
    inner = Image.new("RGBA", image.size, (0, 0, 0, 0))
    ImageDraw.Draw(inner).rounded_rectangle(
        (inset, inset, last - inset, last - inset), max(0.0, radius - width) * _OVER, fill=fill or border
    )
    hole = Image.new("L", image.size, 0)
    ImageDraw.Draw(hole).rounded_rectangle(
        (inset, inset, last - inset, last - inset), max(0.0, radius - width) * _OVER, fill=255
    )
    image.paste(inner if fill else (0, 0, 0, 0), (0, 0), hole)
    return _settle(image, size, size)


def stretched(picture: Image.Image, border: int, width: int, height: int, ground: str) -> Image.Image:
    """``picture`` made larger by its middle, as nine slices, and opaque on ``ground``.

    Tk fills a stretched element with copies of the middle, and asks the server for what is below each copy
    that is not opaque: a small middle with alpha costs a second where a large opaque one costs nothing.
    """
    old, sheet = picture.width, Image.new("RGBA", (width, height))
    across = ((0, 0, border), (border, border, width - 2 * border), (old - border, width - border, border))
    down = ((0, 0, border), (border, border, height - 2 * border), (old - border, height - border, border))
    for source_x, x, wide in across:
        for source_y, y, high in down:
            right = source_x + (old - 2 * border if source_x == border else border)
            lower = source_y + (old - 2 * border if source_y == border else border)
            part = picture.crop((source_x, source_y, right, lower))
            sheet.paste(part.resize((wide, high), Image.Resampling.NEAREST), (x, y))
    return Image.alpha_composite(Image.new("RGBA", sheet.size, ground), sheet).convert("RGB")


def pill(width: int, height: int, radius: float, fill: str) -> Image.Image:
    """A filled box of the final size."""
    image, pen = _sheet(width, height)
    pen.rounded_rectangle((0, 0, width * _OVER - 1, height * _OVER - 1), radius * _OVER, fill=fill)
    return _settle(image, width, height)


def avatar(letter: str, size: int, colour: str, family: str) -> Image.Image:
    """A disc with an initial."""
    over = 4
    image = Image.new("RGBA", (size * over, size * over), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((0, 0, size * over - 1, size * over - 1), fill=colour)
    middle = size * over / 2
    path = fontfiles.bold(family, letter)
    points = round(size * over * 0.44)
    try:
        font = ImageFont.truetype(str(path), points) if path else ImageFont.load_default(points)
    except OSError:
        font = ImageFont.load_default(points)
    left, top, right, bottom = pen.textbbox((0, 0), letter, font=font)
    # Every initial is centred by its own ink, as the eye does it.
    pen.text((middle - (left + right) / 2, middle - (top + bottom) / 2), letter, font=font, fill="#ffffff")
    return _fade(image.resize((size, size), Image.Resampling.BOX), colour)


def with_presence(disc: Image.Image, colour: str, hollow: bool) -> Image.Image:
    """``disc`` with a presence dot bottom right, cut free from it by a transparent ring."""
    size = disc.width
    dot = max(8, round(size * 0.34))
    gap = max(1.5, size * 0.055)
    cut = Image.new("L", (size * _OVER, size * _OVER), 255)
    reach = (dot / 2 + gap) * _OVER
    at = (size - dot / 2) * _OVER
    ImageDraw.Draw(cut).ellipse((at - reach, at - reach, at + reach, at + reach), fill=0)
    image = disc.copy()
    mask = cut.resize((size, size), Image.Resampling.BOX)
    alpha = Image.composite(image.getchannel("A"), Image.new("L", image.size, 0), mask)
    image.putalpha(alpha)
    sheet, pen = _sheet(size, size)
    reach = dot / 2 * _OVER
    pen.ellipse((at - reach, at - reach, at + reach, at + reach), fill=colour)
    if hollow:
        reach -= max(1.5, size * 0.06) * _OVER
        pen.ellipse((at - reach, at - reach, at + reach, at + reach), fill=(0, 0, 0, 0))
    image.alpha_composite(_fade(_settle(sheet, size, size), colour))
    return image


# Icons as strokes on a 24 x 24 grid: ("line", points), ("oval", box) or ("fill", points).
_ICONS: dict[str, tuple[tuple[str, tuple[float, ...]], ...]] = {
    "hash": (
        ("line", (4.5, 9, 20, 9)),
        ("line", (4, 15, 19.5, 15)),
        ("line", (10, 4, 8, 20)),
        ("line", (16, 4, 14, 20)),
    ),
    "search": (("oval", (4, 4, 16.5, 16.5)), ("line", (15, 15, 20.5, 20.5))),
    "send": (("fill", (3.2, 20.6, 21.6, 12, 3.2, 3.4, 5.6, 11, 13.5, 12, 5.6, 13)),),
    "menu": (("line", (4, 7, 20, 7)), ("line", (4, 12, 20, 12)), ("line", (4, 17, 20, 17))),
    "people": (
        ("oval", (5.5, 4.5, 12.5, 11.5)),
        ("line", (2.5, 20, 3.2, 17, 5.2, 15, 9, 14.5, 12.8, 15, 14.8, 17, 15.5, 20)),
        ("line", (15.5, 5, 17.6, 6.2, 18, 8, 17.6, 9.8, 15.5, 11)),
        ("line", (18, 15, 20.3, 16.8, 21.3, 20)),
    ),
    "down": (("line", (12, 4.5, 12, 19)), ("line", (5.5, 12.8, 12, 19.3, 18.5, 12.8))),
    "up": (("line", (5.5, 14.5, 12, 8, 18.5, 14.5)),),
    "next": (("line", (5.5, 9, 12, 15.5, 18.5, 9)),),
    "tick": (("line", (5, 12.5, 10, 17.5, 19, 7)),),
    "close": (("line", (6, 6, 18, 18)), ("line", (18, 6, 6, 18))),
    "home": (
        ("line", (3.5, 5, 20.5, 5, 20.5, 19, 3.5, 19, 3.5, 5)),
        ("line", (7.5, 10, 10.5, 12.5, 7.5, 15)),
        ("line", (13, 15.2, 16.5, 15.2)),
    ),
}


def icon(name: str, size: int, colour: str, stroke: float = 1.9) -> Image.Image:
    """One of ``_ICONS``; ``stroke`` in units of its 24 x 24 grid."""
    image, pen = _sheet(size, size)
    unit = size * _OVER / 24
    thick = max(_OVER * 1.15, stroke * unit)
    for kind, numbers in _ICONS[name]:
        points = [(x * unit, y * unit) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if kind == "fill":
            pen.polygon(points, fill=colour)
            continue
        if kind == "oval":
            (x0, y0), (x1, y1) = points
            grow = thick / 2
            pen.ellipse((x0 - grow, y0 - grow, x1 + grow, y1 + grow), outline=colour, width=round(thick))
            continue
        pen.line(points, fill=colour, width=round(thick), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=colour)
    return _fade(_settle(image, size, size), colour)


def slices(picture: Image.Image, upper: int, lower: int) -> tuple[Image.Image, Image.Image]:
    """``picture`` centred on a sheet ``upper + lower`` high, cut at ``upper``."""
    sheet = Image.new("RGBA", (picture.width, upper + lower), (0, 0, 0, 0))
    sheet.paste(picture, (0, max(0, (upper + lower - picture.height) // 2)))
    return sheet.crop((0, 0, sheet.width, upper)), sheet.crop((0, upper, sheet.width, upper + lower))


def _sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width * _OVER, height * _OVER), (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def _settle(image: Image.Image, width: int, height: int) -> Image.Image:
    """Averages down; with premultiplied alpha, so that no dark fringe is mixed into the edges."""
    return image.convert("RGBa").resize((width, height), Image.Resampling.BOX).convert("RGBA")


def _fade(image: Image.Image, colour: str) -> Image.Image:
    """The edges' own colour where alpha is low: Tk blends without premultiplication."""
    ground = Image.new("RGBA", image.size, colour)
    solid = Image.alpha_composite(ground, image)
    solid.putalpha(image.getchannel("A"))
    return solid
