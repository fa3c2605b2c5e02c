"""`--lan` and `--qr`, which no file says."""

from pathlib import Path

import pytest

from hubbub.node.config import Config, ConfigError, load


@pytest.mark.parametrize("value", ["true", "TRUE", "yes", "on", "1"])
def test_lan_listens_everywhere_with_one_port(value: str, tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[[listen]]\nport = 7\ntls = false\n[[listen]]\nport = 8\n")
    config = load(file, environ={"HUBBUB_LAN": value})
    assert config.lan
    assert [(one.host, one.port, one.tls) for one in config.listen] == [
        ("0.0.0.0", 7, False),
        ("::", 7, False),
        ("127.0.0.1", 8, "auto"),
    ]


@pytest.mark.parametrize("value", ["false", "no", "off", "0", ""])
def test_no_lan(value: str) -> None:
    assert load(environ={"HUBBUB_LAN": value}) == Config()


def test_options_beat_the_environment() -> None:
    assert not load(options={"lan": "false"}, environ={"HUBBUB_LAN": "true"}).lan
    assert load(options={"qr": "true"}, environ={"HUBBUB_QR": "false"}).qr is True
    assert load(environ={"HUBBUB_QR": "false"}).qr is False
    assert load().qr is None
    assert load(options={"lan": "true", "port": "9"}).listen[1].port == 9


@pytest.mark.parametrize(
    ("options", "environ", "line"),
    [
        ({"lan": "true", "host": "::1"}, {}, "--lan listens on all addresses, and --host on one: leave out either"),
        (
            {"lan": "true"},
            {"HUBBUB_HOST": "::1"},
            "--lan listens on all addresses, and HUBBUB_HOST on one: leave out either",
        ),
        ({}, {"HUBBUB_LAN": "maybe"}, 'HUBBUB_LAN = "maybe": must be true or false'),
    ],
)
def test_wrong_switches(options: dict[str, str], environ: dict[str, str], line: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        load(options=options, environ=environ)
    assert str(wrong.value) == line
