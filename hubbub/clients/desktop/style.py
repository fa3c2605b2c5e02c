"""The ttk theme: rounded elements drawn by Pillow as nine-slice pictures, on the bones of ``clam``."""

from tkinter import ttk

from PIL import Image, ImageTk

from hubbub.clients.desktop import drawing
from hubbub.clients.desktop.look import Look

Shape = tuple[str | None, str | None, float]  # fill, border, the border's width in design pixels


class Style:
    """Keeps ttk in step with a Look. A theme cannot be redrawn in place, so each change makes a new one."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._count = 0
        self._ttk = ttk.Style(look.root)
        self.restyle()
        look.watch(self.restyle)

    def restyle(self) -> None:
        self._count += 1
        name = f"hubbub-{self._count}"
        self._ttk.theme_create(name, parent="clam")
        self._ttk.theme_use(name)
        self._frames()
        self._buttons()
        self._scrollbar()
        self._labels()

    def _rounded(
        self,
        element: str,
        radius: float,
        ground: str,
        extent: tuple[int, int],
        normal: Shape,
        *states: tuple[str, Shape],
    ) -> None:
        """A stretched box on ``ground``; ``extent``: about how large it will be, in design pixels."""
        look = self._look
        corner = look.px(radius)
        border = corner + 1
        width, height = (max(look.px(side), 2 * border + 2) for side in extent)

        def picture(shape: Shape) -> ImageTk.PhotoImage:
            fill, line, thick = shape
            thick = look.px(thick)

            def draw() -> Image.Image:
                small = drawing.box(2 * border + 2, corner, fill, line, thick)
                return drawing.stretched(small, border, width, height, ground)

            return look.picture(("box", width, height, corner, ground, fill, line, thick), draw)

        self._ttk.element_create(
            element,
            "image",
            picture(normal),
            *((state, picture(shape)) for state, shape in states),
            border=border,
            padding=0,
            width=2 * border,
            height=2 * border,
            sticky="nswe",
        )

    def _frames(self) -> None:
        p = self._look.palette
        for style, colour in (
            ("TFrame", p.ground),
            ("Side.TFrame", p.side),
            ("Line.TFrame", p.line),
            ("Bare.TFrame", p.raised),
        ):
            self._ttk.configure(style, background=colour)
        bar, panel = (700, 44), (560, 320)
        self._rounded("Field.box", 10, p.ground, bar, (p.raised, p.line, 1), ("focus", (p.raised, p.accent, 2)))
        self._rounded("PanelField.box", 8, p.raised, bar, (p.raised, p.line, 1), ("focus", (p.raised, p.accent, 2)))
        self._rounded("Panel.box", 12, p.ground, panel, (p.raised, p.line, 1))
        self._rounded("Banner.box", 8, p.ground, bar, (p.banner, None, 0))
        for name in ("Field", "PanelField", "Panel", "Banner"):
            self._ttk.layout(f"{name}.TFrame", [(f"{name}.box", {"sticky": "nswe"})])
            self._ttk.configure(f"{name}.TFrame", background=p.raised if name == "PanelField" else p.ground)

    def _buttons(self) -> None:
        look, p = self._look, self._look.palette
        for name, ground, ink in (
            ("Accent", p.raised, p.accent_text),
            ("Ghost", p.ground, p.text),
            ("Side.Ghost", p.side, p.text),
            ("Banner.Ghost", p.banner, p.banner_text),
        ):
            accent = name == "Accent"
            resting, active, pressed = (
                (p.accent, p.accent_hover, p.accent_hover) if accent else (ground, p.hover, p.pressed)
            )
            self._rounded(
                f"{name}.box",
                8,
                ground,
                (110, 44),
                (resting, None, 0),
                ("pressed", (pressed, None, 0)),
                ("focus", (active, p.text if accent else p.accent, 2)),
                ("active", (active, None, 0)),
            )
            label = ("Button.padding", {"sticky": "nswe", "children": [("Button.label", {"sticky": ""})]})
            self._ttk.layout(f"{name}.TButton", [(f"{name}.box", {"sticky": "nswe", "children": [label]})])  # type: ignore[list-item]
            self._ttk.configure(
                f"{name}.TButton",
                anchor="center",
                background=ground,
                foreground=ink,
                borderwidth=0,
                font=look.fonts["bold" if accent or name == "Banner.Ghost" else "body"],
                padding=(look.px(16), look.px(7)) if accent else (look.px(8), look.px(6)),
            )
            self._ttk.map(f"{name}.TButton", background=[], foreground=[])

    def _scrollbar(self) -> None:
        look, p = self._look, self._look.palette
        width, corner = look.px(8), look.px(4)

        def thumb(colour: str) -> ImageTk.PhotoImage:
            def draw() -> Image.Image:
                small = drawing.box(width, corner, colour)
                return drawing.stretched(small, corner - 1, width, look.px(240), p.ground)

            return look.picture(("thumb", width, colour, p.ground), draw)

        self._ttk.element_create("Slim.trough", "image", thumb(p.ground), border=0, padding=0, height=1, sticky="ns")
        self._ttk.element_create(
            "Slim.thumb",
            "image",
            thumb(p.pressed),
            ("disabled", thumb(p.ground)),
            ("pressed", thumb(p.faint)),
            ("active", thumb(p.offline)),
            border=corner,
            padding=0,
            height=look.px(28),
            sticky="ns",
        )
        thumb_alone = [("Slim.thumb", {"expand": True, "sticky": "nswe"})]
        self._ttk.layout(
            "Slim.Vertical.TScrollbar",
            [("Slim.trough", {"sticky": "ns", "children": thumb_alone})],  # type: ignore[list-item]
        )
        self._ttk.configure("Slim.Vertical.TScrollbar", background=p.ground, troughcolor=p.ground, borderwidth=0)

    def _labels(self) -> None:
        look, p = self._look, self._look.palette
        for style, ground, colour, font in (
            ("TLabel", p.ground, p.text, "body"),
            ("Muted.TLabel", p.ground, p.muted, "small"),
            ("Title.TLabel", p.ground, p.text, "title"),
            ("Brand.TLabel", p.side, p.text, "brand"),
            ("Side.TLabel", p.side, p.muted, "small"),
            ("Banner.TLabel", p.banner, p.banner_text, "body"),
            ("Panel.TLabel", p.raised, p.text, "body"),
            ("PanelTitle.TLabel", p.raised, p.text, "title"),
            ("PanelMuted.TLabel", p.raised, p.muted, "small"),
        ):
            self._ttk.configure(style, background=ground, foreground=colour, font=look.fonts[font])
