"""Pictures of the page in light, dark and on a phone, to look at; those in docs/images are made in the same way."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import web_pictures
from browser_stage import Hub

pytestmark = pytest.mark.timeout(300)

ARTEFACTS = Path(os.environ.get("HUBBUB_ARTEFACTS", "artefacts"))


def test_pictures_are_taken(hub: Callable[[str], Hub]) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    web_pictures.pictures(hub(web_pictures.CONFIGURATION), ARTEFACTS)
    for name in ("light", "dark", "phone"):
        taken = ARTEFACTS / f"web-{name}.png"
        # One colour all over would be some hundred bytes.
        assert taken.stat().st_size > 20_000
