"""Good configurations, files that cannot be read, and what stands above the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.server import OperatorLogin, Server
from hubbub.node.config import Config, ConfigError, default_data_dir, from_values, load, model_server
from hubbub.node.config.definition import keys
from hubbub.node.config.not_built import NOT_BUILT

CONTRACT = """
[server]
name = "hub.example.org"
description = "a place to talk"
network = "Example"
password = ""
motd = ["Welcome"]
admin = ["who runs this", "where", "how to reach them"]
data-dir = "data"
casemapping = "rfc1459"

[[listen]]
host = "127.0.0.1"
port = 7500
tls = "auto"
proxy-protocol = false

[[listen]]
host = "::1"
port = 0
tls = false

[exposure]
plaintext-guests = []
guests = true

[proxy]
allow-from = []

[http]
hosts = ["chat.example.org"]
origins = ["https://Pages.example.org", "http://localhost:3000"]

[metrics]
allow-from = ["192.0.2.0/24"]

[limits]
nick-length = 16
line-bytes = 512

[flood]
enabled = false
connections-per-address = 16
connection-rate = 32

[timeouts]
detect = 0.3
detect-remote = 2
registration = 60
ping = 120

[accounts]
enabled = false
sasl = ["PLAIN"]
hash-cost = "minimum"
register = true

[channels]
register = false
default-modes = "tn"
autojoin = ["#lobby", "#dev"]

[history]
enabled = true
retention-days = 0
lines-per-request = 50
playback-lines = 0
allow-redact = false
sync = "normal"

[metadata]
enabled = false
max-subs = 100

[extras]
relaymsg-separators = ""
roleplay = false

[log]
format = "json"

[[operator]]
name = "root"
password = "secret"
host = "*@127.*"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "hub.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_configuration_at_all_is_the_defaults() -> None:
    config = load()
    assert config == Config()
    assert config.server.data_dir == default_data_dir()
    assert [(one.host, one.port) for one in config.listen] == [("127.0.0.1", 7500)]
    assert config.channels.autojoin == ("#lobby",)
    assert config.history.sync == "full"


def test_the_defaults_pass_their_own_checks() -> None:
    for _, section in keys(Config):
        for key, one in keys(section.metadata["kind"]):
            if key in {"data-dir", "certificate", "key"} or section.name == "operator":
                continue
            assert one.metadata["check"].read(one.default) == one.default, key


def test_every_key_has_a_line_of_documentation() -> None:
    for _, section in keys(Config):
        assert section.metadata["kind"].__doc__
        for key, one in keys(section.metadata["kind"]):
            assert one.metadata["doc"], key
            assert "\n" not in one.metadata["doc"], key


def test_what_is_not_built_names_keys_that_exist() -> None:
    known = {f"{name}.{key}" for name, section in keys(Config) for key, _ in keys(section.metadata["kind"])}
    assert set(NOT_BUILT) <= known


def test_the_contract_s_page_is_read(tmp_path: Path) -> None:
    config = load(write(tmp_path, CONTRACT))
    assert config.server.name == "hub.example.org"
    assert config.server.data_dir == tmp_path / "data"
    assert config.server.casemapping == "rfc1459"
    assert [(one.host, one.port, one.tls) for one in config.listen] == [("127.0.0.1", 7500, "auto"), ("::1", 0, False)]
    assert config.http.hosts == ("chat.example.org",)
    assert config.http.origins == ("https://pages.example.org", "http://localhost:3000")
    assert config.metrics.allow_from == ("192.0.2.0/24",)
    assert config.limits.nick_length == 16
    assert config.timeouts.detect_remote == 2.0
    assert config.channels.default_modes == "nt"
    assert config.channels.autojoin == ("#lobby", "#dev")
    assert config.history.lines_per_request == 50
    assert config.log.format == "json"
    assert [(one.name, one.password, one.host) for one in config.operator] == [("root", "secret", "*@127.*")]


def test_passwords_are_not_in_the_representation() -> None:
    config = from_values({"server": {"password": "hunter2"}, "operator": [{"name": "a", "password": "hunter2"}]})
    assert "hunter2" not in repr(config)


def test_the_pure_floors_get_what_was_configured() -> None:
    server = model_server(Config(), "1", 2)
    assert server == Server("hubbub.local", "hubbub", "many voices, one port", "1", 2, motd=Config().server.motd)
    config = from_values(
        {
            "server": {"casemapping": "rfc1459", "password": "p", "admin": ["a"]},
            "limits": {"nick-length": 20},
            "channels": {"autojoin": [], "default-modes": "s"},
            "history": {"enabled": False, "lines-per-request": 7},
            "operator": [{"name": "o", "password": "q"}],
        }
    )
    server = model_server(config, "1", 2)
    assert (server.limits.nick_length, server.limits.lines_per_request) == (20, 7)
    assert (server.casemapping, server.password, server.admin) == ("rfc1459", "p", ("a",))
    assert (server.kept_channels, server.default_modes, server.history) == ((), "s", False)
    assert server.operators == (OperatorLogin("o", "q", "*"),)


def test_values_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Config().limits.nick_length = 1  # type: ignore[misc]


GOOD = [
    "",
    "# nothing\n",
    "[exposure]\n",
    "[exposure]\nplaintext-guests = ['private', '203.0.113.0/24', '::1']",
    "[exposure]\n[[listen]]\nhost = '0.0.0.0'\n[[listen]]\nhost = 'hub.example.org'",
    "[flood]\nenabled = true\nexempt = ['loopback', 'private', '10.0.0.0/8']\nlines-burst = 1",
    "[server]\nname = 'a.b'",
    "[[listen]]\nhost = 'localhost'",
    "[[listen]]\nhost = '127.8.9.10'",
    "[[listen]]\nhost = '::1'\ncertificate = ''",
    "[[listen]]\nport = 0\n[[listen]]\nport = 0",
    "[channels]\nautojoin = []\ndefault-modes = ''",
    "[history]\nenabled = false",
    "[flood]\nconnections-per-address = 0\nconnection-rate = 0",
    "[accounts]\nalways-on = 'off'\nsasl = []\nlogin-attempts = 0\nallow-plain-without-tls = false",
    "[timeouts]\ndetect = 1",
    "operator = []",
    "server = {name = 'a.b', motd = []}",
    "\ufeff[server]\r\nname = 'a.b'\r\n",
]


@pytest.mark.parametrize("text", GOOD)
def test_good(tmp_path: Path, text: str) -> None:
    load(write(tmp_path, text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file, what in {
        tmp_path / "none.toml": "there is no such file; write the path of a TOML file",
        tmp_path: "this is a folder; write the path of a TOML file",
    }.items():
        with pytest.raises(ConfigError, match=what):
            load(file)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# fine\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"latin\.toml:2: this is not UTF-8"):
        load(latin)
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(ConfigError, match="too large"):
        load(huge)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(Path("a\0b"))


def test_options_beat_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "[server]\ndata-dir = 'file'\n[[listen]]\nhost = '::1'\nport = 1\n[[listen]]\nport = 2\n")
    environ = {"HUBBUB_PORT": "3", "HUBBUB_DATA": "environment", "HUBBUB_HOST": "", "HUBBUB_UNRELATED": "x"}
    config = load(file, options={"port": "4", "host": None}, environ=environ)
    assert [(one.host, one.port) for one in config.listen] == [("::1", 4), ("127.0.0.1", 2)]
    assert config.server.data_dir == Path("environment")
    assert load(file, environ=environ).listen[0].port == 3
    assert load(file).listen[0].port == 1


def test_the_environment_names_the_file_and_an_option_another(tmp_path: Path) -> None:
    file = write(tmp_path, "[log]\nlevel = 'debug'\n")
    assert load(environ={"HUBBUB_CONFIG": str(file)}).log.level == "debug"
    other = tmp_path / "other.toml"
    other.write_text("[log]\nlevel = 'error'\n")
    assert load(other, environ={"HUBBUB_CONFIG": str(file)}).log.level == "error"


def test_every_option_has_a_key_and_a_variable() -> None:
    config = load(
        environ={
            "HUBBUB_HOST": "::1",
            "HUBBUB_PORT": "0",
            "HUBBUB_DATA": "d",
            "HUBBUB_LOG_FORMAT": "json",
            "HUBBUB_LOG_LEVEL": "warning",
        }
    )
    assert (config.listen[0].host, config.listen[0].port, config.server.data_dir) == ("::1", 0, Path("d"))
    assert (config.log.format, config.log.level) == ("json", "warning")


@pytest.mark.parametrize(
    ("options", "environ", "error"),
    [
        ({"port": "x"}, {}, '--port "x": must be a whole number from 0 to 65535'),
        ({"port": "70000"}, {}, "--port 70000: must be a whole number from 0 to 65535"),
        ({"port": "²"}, {}, '--port "²": must be a whole number from 0 to 65535'),
        ({"port": "9" * 5000}, {}, f'--port "{"9" * 58}…: must be a whole number from 0 to 65535'),
        ({"data": ""}, {}, '--data "": must be a path that is not empty'),
        ({}, {"HUBBUB_PORT": "x"}, 'HUBBUB_PORT = "x": must be a whole number from 0 to 65535'),
        ({"log-level": "loud"}, {}, '--log-level "loud": must be "debug", "info", "warning" or "error"'),
        (
            {"host": "192.168.0.1"},
            {},
            '--host "192.168.0.1": who may come from beyond loopback is not decided; write a section [exposure] (its '
            'keys are plaintext-guests and guests), or start with --lan, or listen on "127.0.0.1"',
        ),
    ],
)
def test_bad_options_are_called_by_their_names(options: dict[str, str], environ: dict[str, str], error: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(options=options, environ=environ)
    assert str(caught.value) == error


def test_lan_is_a_decision_too() -> None:
    config = load(options={"lan": "true"})
    assert (config.lan, config.is_exposed, config.exposure.plaintext_guests) == (True, True, ("private",))
    assert not load().is_exposed
    assert from_values({"proxy": {"allow-from": ["127.0.0.1"]}}).is_exposed


def test_an_option_replaces_what_the_file_may_not_ask_for(tmp_path: Path) -> None:
    file = write(tmp_path, "[[listen]]\nhost = '0.0.0.0'\n")
    assert load(file, options={"host": "127.0.0.1"}).listen[0].host == "127.0.0.1"


@pytest.mark.parametrize("text", ["listen = 1", "listen = [1]", "server = 1", "listen = []"])
def test_an_option_does_not_hide_a_broken_section(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"hub\.toml:1: "):
        load(write(tmp_path, text), options={"port": "1", "data": "d"})


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.dates()
    | st.sampled_from(["auto", "#a", "127.0.0.1", "private", "a.b", "$x", "full", "~nobody/x", "\ud800", "\0"])
)
branches = leaves | st.lists(leaves, max_size=4) | st.dictionaries(st.text(max_size=8), leaves, max_size=4)
values = branches | st.lists(branches, max_size=3) | st.dictionaries(st.text(max_size=8), branches, max_size=3)


def section_of(kind: type) -> st.SearchStrategy[dict[str, Any]]:
    known = st.sampled_from([key for key, _ in keys(kind)])
    return st.dictionaries(known | st.text(max_size=8), values, max_size=5)


documents = st.dictionaries(st.text(max_size=8), values, max_size=2).flatmap(
    lambda extra: st.fixed_dictionaries(
        {},
        optional={
            name: section_of(one.metadata["kind"]) | st.lists(section_of(one.metadata["kind"]), max_size=3) | values
            for name, one in keys(Config)
        },
    ).map(lambda known: {**extra, **known})
)


def lines_of_error(read: Callable[[], Config]) -> list[str]:
    """The lines of the ConfigError, none for a configuration; anything else fails the test."""
    try:
        assert isinstance(read(), Config)
    except ConfigError as error:
        return str(error).split("\n")
    return []


@given(documents)
def test_any_document_is_a_configuration_or_printable_lines(document: dict[str, Any]) -> None:
    assert all(line and line.isprintable() for line in lines_of_error(lambda: from_values(document)))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="replace")))
def test_any_file_is_a_configuration_or_printable_lines(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    assert all(line and line.isprintable() for line in lines_of_error(lambda: load(file, options={"port": "0"})))
