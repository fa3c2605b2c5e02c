"""A disk that fails when it is told to."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest


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


@pytest.fixture(scope="session")
def faulty_disk_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        if os.environ.get("CI"):
            pytest.fail("there is no C compiler: install one, a failing disk is made with it")
        pytest.skip("a failing disk is made with a C compiler, on Linux")
    library = tmp_path_factory.mktemp("disk") / "faulty_disk.so"
    source = Path(__file__).with_name("faulty_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def disk(faulty_disk_library: Path, tmp_path: Path) -> Disk:
    return Disk(faulty_disk_library, tmp_path / "fault")
