"""Every shortcut, in one table: bindings, menus and the list under Help are made from it."""

import sys
from dataclasses import dataclass

_MAC = sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``action`` is the name of a method of the chat; "" for what widgets do by themselves.

    ``keys`` is what people read; ``sequences`` what Tk binds. ``menu``: the heading it stands under.
    """

    menu: str
    label: str
    action: str
    keys: str
    sequences: tuple[str, ...]


SHORTCUTS = (
    Shortcut("Go", "Jump to…", "jump", "Ctrl+K", ("<Control-k>", "<Control-K>")),
    Shortcut("Go", "Next unread", "next_unread", "Alt+A", ("<Alt-a>", "<Alt-A>")),
    Shortcut("Go", "Previous conversation", "previous", "Alt+Up", ("<Alt-Up>", "<Control-Prior>")),
    Shortcut("Go", "Next conversation", "following", "Alt+Down", ("<Alt-Down>", "<Control-Next>")),
    Shortcut("Go", "Latest messages", "latest", "End", ("<Control-End>", "<Alt-End>")),
    Shortcut("Go", "Next pane", "next_pane", "F6", ("<F6>",)),
    Shortcut("Conversation", "Search", "search", "Ctrl+F", ("<Control-f>", "<Control-F>")),
    Shortcut("Conversation", "Mark as read", "escape", "Esc", ("<Escape>",)),
    Shortcut("Conversation", "Leave or close", "leave", "Ctrl+W", ("<Control-w>", "<Control-W>")),
    Shortcut("View", "Members", "toggle_members", "Ctrl+M", ("<Control-m>", "<Control-M>")),
    Shortcut("View", "Larger", "larger", "Ctrl++", ("<Control-plus>", "<Control-equal>", "<Control-KP_Add>")),
    Shortcut("View", "Smaller", "smaller", "Ctrl+-", ("<Control-minus>", "<Control-KP_Subtract>")),
    Shortcut("View", "Actual size", "actual_size", "Ctrl+0", ("<Control-Key-0>",)),
    Shortcut("Help", "Keyboard shortcuts", "show_shortcuts", "F1", ("<F1>",)),
    Shortcut("Help", "This menu", "post_menu", "F10", ("<F10>",)),
    Shortcut("Help", "Quit", "quit", "Ctrl+Q", ("<Control-q>", "<Control-Q>")),
)

# What fields and panes do by themselves.
HABITS = (
    ("Send", "Enter"),
    ("New line", "Shift+Enter"),
    ("Complete a name, a channel, a command, an emoji", "Tab"),
    ("What you sent before", "Up in an empty field"),
    ("Scroll the conversation", "Page Up, Page Down"),
    ("Open links, copy, retry, from message to message", "F6, then Up, Down, Enter"),
)


def shown(keys: str) -> str:
    """As people of this system read it."""
    return keys.replace("Ctrl+", "⌘").replace("Alt+", "⌥") if _MAC else keys


def bound(sequence: str) -> str:
    """As Tk of this system calls it."""
    return sequence.replace("Control-", "Command-").replace("Alt-", "Option-") if _MAC else sequence
