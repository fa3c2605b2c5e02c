"""A disk that fails when it is told to."""

from collections.abc import Mapping
from pathlib import Path


class Disk:
    """``environ``: with it, a server's disk does what `fails` says, until `heals`."""

    def __init__(self, library: Path, trigger: Path) -> None:
        self._trigger = trigger
        self.environ: Mapping[str, str] = {"LD_PRELOAD": str(library), "HUBBUB_TEST_FAULT": str(trigger)}

    def fails(self, call: str, error: str, end: str = "any") -> None:
        """See `faulty_disk.c`."""
        written = self._trigger.with_suffix(".new")
        written.write_text(f"{call} {error} {end}\n")
        written.replace(self._trigger)

    def heals(self) -> None:
        self._trigger.unlink()
