"""The looks of everything in the conversation, as Text tags. Later ones win over earlier ones."""

import tkinter as tk
from typing import Any

from hubbub.clients.desktop.look import Look

# Design pixels.
MARGIN = 16
INDENT = MARGIN + 36 + 12  # where texts begin, right of the avatars
RIGHT = 20
CAP = 6  # the height of the rounded ends of code blocks


def configure(text: tk.Text, look: Look) -> None:
    """Sets every tag but those of nick colours and of single messages."""
    p, fonts, px = look.palette, look.fonts, look.px

    def tag(name: str, **options: Any) -> None:
        text.tag_configure(name, options)

    indent = px(INDENT)
    # A margin takes the colour of what is beside it unless it has its own.
    margins = {"lmargincolor": p.ground, "rmargincolor": p.ground, "rmargin": px(RIGHT)}
    texts = {"lmargin2": indent, "spacing2": px(3), "tabs": (indent,), **margins}
    tag("head", lmargin1=px(MARGIN), spacing1=px(12), **texts)
    tag("first", lmargin1=px(MARGIN), spacing3=px(1), **texts)
    tag("more", lmargin1=indent, spacing1=px(3), spacing3=px(1), **texts)
    tag("name", font=fonts["bold"])
    tag("time", font=fonts["tiny"], foreground=p.muted)
    tag("event", lmargin1=indent, font=fonts["small"], foreground=p.muted, spacing1=px(5), **texts)
    tag("motd", font=fonts["mono"], spacing1=0)
    tag("error", foreground=p.alert)
    tag("action", font=fonts["italic"])
    rule = {"justify": "center", "spacing1": px(18), "spacing3": px(4), "lmargin1": px(MARGIN), **margins}
    tag("day", font=fonts["tiny-bold"], foreground=p.muted, **rule)
    tag("unread", font=fonts["tiny-bold"], foreground=p.alert, **rule)
    tag("bold", font=fonts["bold"])
    tag("italic", font=fonts["italic"])
    tag("bold-italic", font=fonts["bold-italic"])
    tag("underline", underline=True)
    tag("strike", overstrike=True)
    tag("code", font=fonts["mono"], background=p.code_ground, foreground=p.code_text)
    tag("pad", font=fonts["gap"])
    tag(
        "block",
        font=fonts["mono"],
        background=p.code_ground,
        foreground=p.code_text,
        lmargin1=indent,
        lmargin2=indent + px(10),
        spacing1=px(1),
        spacing2=0,
        spacing3=px(1),
        wrap="char",
        **margins,
    )
    tag("cap", font=fonts["gap"], lmargin1=indent, spacing1=0, spacing3=0, **{**margins, "rmargin": 0})
    tag("capgap", spacing1=px(4))
    tag("link", foreground=p.link)
    tag("nick", foreground=p.link, font=fonts["bold"])
    tag("own", foreground=p.mention_text, background=p.mention_ground, font=fonts["bold"])
    tag("pending", foreground=p.faint)
    tag("failed", foreground=p.alert, font=fonts["small"])
    tag("button", foreground=p.link, font=fonts["small-bold"])
    tag("pointed", underline=True)
    tag("chosen", background=p.selected, lmargincolor=p.selected, rmargincolor=p.selected)
    tag("found", background=p.found)
    tag("foundnow", background=p.found_now)
    text.tag_raise("sel")
