"""A chat window in one page. Run `python client.py`, or `python client.py HOST:PORT` for another server."""

import codecs
import contextlib
import queue
import socket
import sys
import threading
import tkinter as tk

ADDRESS = "127.0.0.1:7500"
CHUNK = 4096  # the most bytes one `recv` returns
POLL_MS = 50  # how often the window looks for news: faster than anyone reads, slow enough to cost nothing


class Window:
    """Three widgets, and a thread that listens."""

    def __init__(self, root: tk.Tk, server: socket.socket) -> None:
        self.root, self.server = root, server
        self.heard: queue.Queue[str] = queue.Queue()
        root.title("chat")
        # Packed first is shrunk last: in a small window the text gives way, not the entry.
        row = tk.Frame(root)
        row.pack(side="bottom", fill="x", padx=6, pady=6)
        tk.Button(row, text="Send", command=self.send).pack(side="right", padx=(6, 0))
        self.entry = tk.Entry(row)
        self.entry.pack(side="left", fill="x", expand=True)
        self.entry.bind("<Return>", lambda _event: self.send())
        self.entry.focus_set()
        self.text = tk.Text(root, state="disabled", wrap="word", width=60, height=20)  # to read, not to type in
        self.text.pack(fill="both", expand=True, padx=6, pady=(6, 0))
        threading.Thread(target=self.listen, daemon=True).start()
        self.show_heard()

    def listen(self) -> None:
        """The other thread: wait for bytes, because the window's thread must never wait."""
        # A character may be several bytes, and a chunk may end between them; this decoder keeps the rest.
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        with contextlib.suppress(OSError):  # a connection that breaks has ended like any other
            while chunk := self.server.recv(CHUNK):
                if text := decoder.decode(chunk):
                    self.heard.put(text)
        self.heard.put("(the server is gone)")

    def show_heard(self) -> None:
        """The window's own thread, now and then: show what has come in."""
        # Tk is single-threaded: only the thread that runs `mainloop` may touch a widget. So the listening
        # thread puts text into a queue, which is safe, and Tk itself comes by with `after` to fetch it.
        while not self.heard.empty():
            self.show(self.heard.get())
        self.root.after(POLL_MS, self.show_heard)

    def send(self) -> None:
        if not (said := self.entry.get()):
            return
        self.entry.delete(0, "end")
        try:
            self.server.sendall(said.encode())
        except OSError:
            self.show(f"(not sent: {said})")
        else:
            self.show(f"me: {said}")  # the server tells only the others, so our own words we show ourselves

    def show(self, text: str) -> None:
        self.text["state"] = "normal"
        self.text.insert("end", text if text.endswith("\n") else text + "\n")
        self.text["state"] = "disabled"
        self.text.see("end")


if __name__ == "__main__":
    host, _, port = (sys.argv[1] if len(sys.argv) > 1 else ADDRESS).rpartition(":")
    with socket.create_connection((host, int(port))) as connection:
        window = tk.Tk()
        Window(window, connection)
        window.mainloop()  # until the window is closed; leaving the `with` then closes the connection
