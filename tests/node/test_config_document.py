"""The page about the configuration is the definition's."""

from pathlib import Path

from hubbub.node.config.definition import Config, keys
from hubbub.node.config.document import page

PAGE = Path(__file__).parents[2] / "docs" / "operating" / "configuration.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m hubbub.node.config.document > " + str(PAGE)


def test_every_key_stands_on_the_page() -> None:
    text = page()
    for section, one in keys(Config):
        assert f"[{section}]" in text
        for key, _ in keys(one.metadata["kind"]):
            assert f"\n| `{key}` | " in text
