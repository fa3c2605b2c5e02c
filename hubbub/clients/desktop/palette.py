"""The colours of the window: one value for light, one for dark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour used, as ``#rrggbb``. Text on its ground keeps at least 4.5:1 (WCAG 2.2, 1.4.3)."""

    name: str
    ground: str  # the conversation
    side: str  # the two side panes
    raised: str  # fields, popups
    hover: str
    pressed: str
    selected: str
    selected_text: str
    line: str  # hairlines and the borders of fields
    text: str
    muted: str
    faint: str  # what waits for its acknowledgement, placeholders
    accent: str
    accent_hover: str
    accent_text: str  # on the accent
    link: str
    code_ground: str
    code_text: str
    mention_ground: str
    mention_text: str
    mention_line: str  # the ground of a whole message that speaks to us
    alert: str
    alert_text: str
    badge: str
    badge_text: str
    selection: str
    found: str
    found_now: str
    banner: str
    banner_text: str
    online: str
    away: str
    offline: str

    @property
    def dark(self) -> bool:
        return self.name == "dark"


LIGHT = Palette(
    name="light",
    ground="#ffffff",
    side="#f5f6f8",
    raised="#ffffff",
    hover="#eaecf0",
    pressed="#dfe2e8",
    selected="#e0e5fd",
    selected_text="#2b3bb3",
    line="#e3e6eb",
    text="#1b1f27",
    muted="#5d6675",
    faint="#6d7584",
    accent="#4257d6",
    accent_hover="#3648bd",
    accent_text="#ffffff",
    link="#2f52d0",
    code_ground="#f0f2f5",
    code_text="#33405a",
    mention_ground="#ffeeb5",
    mention_text="#6b4700",
    mention_line="#fffaea",
    alert="#d0224f",
    alert_text="#ffffff",
    badge="#626b7b",
    badge_text="#ffffff",
    selection="#c9d6ff",
    found="#fff0a8",
    found_now="#ffc04d",
    banner="#fff4d9",
    banner_text="#6b4700",
    online="#20a055",
    away="#e39a10",
    offline="#a8b0bd",
)

DARK = Palette(
    name="dark",
    ground="#1c1e24",
    side="#15171c",
    raised="#24272f",
    hover="#22252c",
    pressed="#2b2f38",
    selected="#2a3158",
    selected_text="#d5dcff",
    line="#2d3139",
    text="#e7e9ee",
    muted="#9aa3b2",
    faint="#89919f",
    accent="#5163dd",
    accent_hover="#566ae6",
    accent_text="#ffffff",
    link="#8fb0ff",
    code_ground="#272b33",
    code_text="#d5dbe8",
    mention_ground="#4a3c12",
    mention_text="#ffd978",
    mention_line="#252318",
    alert="#fb6f92",
    alert_text="#2a0a14",
    badge="#4b5361",
    badge_text="#f2f4f8",
    selection="#35457f",
    found="#5a4a12",
    found_now="#7a5d0c",
    banner="#3a3016",
    banner_text="#ffdf94",
    online="#35c16f",
    away="#f0b03a",
    offline="#5b6371",
)
