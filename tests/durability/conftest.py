"""A disk that fails when it is told to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from live_disk import Disk


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
