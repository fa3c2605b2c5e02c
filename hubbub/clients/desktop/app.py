"""From the command line to the window and back."""

import logging
import signal
import sys
import threading
import tkinter as tk
import types
from collections.abc import Sequence

from hubbub.clients.desktop import garbage, options, preferences, scale, system, xlib
from hubbub.clients.desktop.controller import Controller
from hubbub.clients.desktop.welcome import Welcome
from hubbub.clients.desktop.window import Window
from hubbub.clients.link.settings import DEFAULT_HOST, DEFAULT_PORT, Settings

_DEFAULT_ADDRESS = f"{DEFAULT_HOST}:{DEFAULT_PORT}"
_SYSTEM_PATIENCE = 0.15  # seconds the first picture waits for the system's choice of light or dark
_log = logging.getLogger("hubbub.desktop")


class App:
    """One window: the opening question if need be, then the chat."""

    def __init__(self, root: tk.Tk, asked: options.Options, dark: bool | None) -> None:
        self.root = root
        self._asked = asked
        self._remembered = preferences.load(preferences.default_path())
        self.window = Window(root, self._remembered, dark)
        self.controller: Controller | None = None
        self.welcome: Welcome | None = None
        garbage.collect_here(root)
        root.title("hubbub")
        root.protocol("WM_DELETE_WINDOW", self.close)
        if asked.nick is None:
            self.ask("")
        else:
            sentence = self._answer(asked.nick, asked.address or _DEFAULT_ADDRESS)
            if sentence:
                self.ask(sentence)

    def ask(self, sentence: str) -> None:
        """The opening question, with the last answers filled in."""
        remembered, asked = self._remembered, self._asked
        nick = asked.nick or remembered.nick
        address = asked.address or remembered.address or _DEFAULT_ADDRESS
        if self.welcome is not None:
            self.welcome.destroy()
        self.welcome = Welcome(self.root, self.window.look, nick, address, self._answer, sentence)

    def _answer(self, nick: str, address: str) -> str:
        if not nick:
            return "A name is needed; any short word will do."
        try:
            settings = Settings.parse(address, nick=nick, tls=self._asked.tls, channels=(self._asked.channel,))
        except ValueError as error:
            return f"{str(error).rstrip('.')}."
        self._remembered.nick, self._remembered.address = nick, address
        if self.controller is not None:
            self.controller.replace(settings)
        else:
            self.controller = Controller(self.window, settings, self.ask)
        if self.welcome is not None:
            self.welcome.destroy()
            self.welcome = None
            self.root.update_idletasks()  # a field that is not there yet gets no keyboard: letters would be lost
        self.controller.focus_composer()
        return ""

    def close(self) -> None:
        """As the button in the window's corner does."""
        if self.controller is not None:
            self.controller.quit()
        else:
            self.window.remember()
            self.window.destroy()

    def take_keyboard(self) -> None:
        """Who opens a chat wants to type; where no window manager runs, nobody else would see to it."""
        if self.welcome is not None:
            self.welcome.nick.focus_force()
        elif self.controller is not None:
            self.controller.layout.composer.field.focus_force()

    def hang_up(self) -> None:
        """For a window that was taken away without being asked to close."""
        if self.controller is not None:
            self.controller.hang_up()


def run(argv: Sequence[str], prog: str = "client.py") -> int:
    """Opens the window and returns the exit status when it was closed."""
    asked = options.parse(argv, prog)
    answers: list[bool | None] = []
    asking = threading.Thread(target=lambda: answers.append(system.prefers_dark()), daemon=True)
    asking.start()
    scale.announce_awareness()
    opened: list[App] = []
    xlib.outlive(lambda: opened[0].hang_up() if opened else None)
    try:
        root = tk.Tk(className="hubbub")
    except tk.TclError as error:
        sys.stderr.write(f"{prog}: there is no screen to open a window on ({error})\n")
        return 2
    root.withdraw()
    root.report_callback_exception = _report
    asking.join(_SYSTEM_PATIENCE)
    app = App(root, asked, answers[0] if answers else None)
    opened.append(app)
    root.deiconify()
    root.wait_visibility()
    app.take_keyboard()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: root.after_idle(app.close))
    root.mainloop()
    app.hang_up()
    return 0


def _report(kind: type[BaseException], error: BaseException, trace: types.TracebackType | None) -> None:
    """An error in a callback costs that one reaction, never the window."""
    _log.error("the window stumbled", exc_info=(kind, error, trace))
