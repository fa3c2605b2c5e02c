"""Bad configurations, with the exact line that each one gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubbub.node.config import ConfigError, load

BAD = {
    # types, ranges, choices
    "[limits]\nnick-length = 0": "hub.toml:2: limits.nick-length = 0: must be a whole number from 12 to 64",
    "[limits]\nnick-length = '32'": 'hub.toml:2: limits.nick-length = "32": must be a whole number from 12 to 64',
    "[limits]\nnick-length = true": "hub.toml:2: limits.nick-length = true: must be a whole number from 12 to 64",
    "[limits]\nnick-length = 32.0": "hub.toml:2: limits.nick-length = 32: must be a whole number from 12 to 64",
    "[timeouts]\n\ndetect = nan": "hub.toml:3: timeouts.detect = nan: must be a number from 0.01 to 60",
    "[timeouts]\nping = -1": "hub.toml:2: timeouts.ping = -1: must be a number from 0.1 to 86400",
    "[history]\nsync = 'ful'": 'hub.toml:2: history.sync = "ful": must be "full" or "normal"',
    "[history]\nenabled = 1": "hub.toml:2: history.enabled = 1: must be true or false",
    "[[listen]]\nport = 65536": "hub.toml:2: listen.port = 65536: must be a whole number from 0 to 65535",
    "[[listen]]\ntls = 1": 'hub.toml:2: listen.tls = 1: must be "auto", true or false',
    "[[listen]]\nhost = ''": 'hub.toml:2: listen.host = "": must be an address or a host name, such as "127.0.0.1"',
    "[server]\nname = 'hub'": (
        'hub.toml:2: server.name = "hub": must be a host name with a dot, of at most 63 characters, such as '
        '"hub.example.org"'
    ),
    "[server]\nnetwork = 'a b'": (
        'hub.toml:2: server.network = "a b": must be one word of at most 64 visible ASCII characters'
    ),
    "[server]\ndata-dir = ''": 'hub.toml:2: server.data-dir = "": must be a path that is not empty',
    "[server]\nmotd = 'hi'": (
        'hub.toml:2: server.motd = "hi": must be a list of at most 200 lines of text, each of at most 390 bytes'
    ),
    "[server]\nmotd = [\n  'a',\n  1,\n]\n": (
        'hub.toml:2: server.motd = ["a", 1]: must be a list of at most 200 lines of text, each of at most 390 bytes'
    ),
    '[server]\ndescription = "a\\u001bb"': (
        'hub.toml:2: server.description = "a\\x1bb": must be one line of text of at most 390 bytes'
    ),
    "[channels]\nautojoin = ['lobby']": (
        'hub.toml:2: channels.autojoin = ["lobby"]: must be a list of at most 100 channel names, such as ["#lobby"]'
    ),
    "[channels]\ndefault-modes = 'nk'": (
        'hub.toml:2: channels.default-modes = "nk": must be letters of CEMRUimnpstu, each at most once, such as "nt"'
    ),
    "[proxy]\nallow-from = ['nowhere']": (
        'hub.toml:2: proxy.allow-from = ["nowhere"]: must be a list of addresses and networks'
    ),
    "[http]\nhosts = ['hub.example.org:7500']": (
        'hub.toml:2: http.hosts = ["hub.example.org:7500"]: must be a list of at most 100 host names'
    ),
    "[http]\norigins = ['hub.example.org']": (
        'hub.toml:2: http.origins = ["hub.example.org"]: must be a list of at most 100 origins of pages, such as '
        '["https://hub.example.org"]'
    ),
    "[http]\norigins = ['null']": (
        'hub.toml:2: http.origins = ["null"]: must be a list of at most 100 origins of pages, such as '
        '["https://hub.example.org"]'
    ),
    "[http]\norigins = ['https://hub.example.org/chat']": (
        'hub.toml:2: http.origins = ["https://hub.example.org/chat"]: must be a list of at most 100 origins of pages, '
        'such as ["https://hub.example.org"]'
    ),
    "[metrics]\nallow-from = ['loopback']": (
        'hub.toml:2: metrics.allow-from = ["loopback"]: must be a list of addresses and networks'
    ),
    # sections
    "server = 1": "hub.toml:1: server: must be a section; write [server] and its keys below it",
    "[[server]]": "hub.toml:1: server: must be a section; write [server] and its keys below it",
    "[operator]\nname = 'a'": (
        "hub.toml:1: operator: must be a list of sections; write [[operator]] and its keys below it"
    ),
    "listen = [1]": "hub.toml:1: listen: must be a list of sections, not of 1",
    "listen = []": "hub.toml:1: listen = []: must have at least one; write [[listen]], or leave it out",
    "\n[[operator]]\nname = 'a'": (
        "hub.toml:2: operator.password: missing; it must be one line of text of 1 to 300 bytes, not beginning with $, "
        "or what `hubbub account hash` prints"
    ),
    "[[operator]]\nname = 'a'\npassword = ''": (
        "hub.toml:3: operator.password: must be one line of text of 1 to 300 bytes, not beginning with $, or what "
        "`hubbub account hash` prints"
    ),
    # unknown keys
    "[limits]\nnick-lenght = 3": (
        "hub.toml:2: limits.nick-lenght: unknown key; the nearest known one is limits.nick-length"
    ),
    "[limits]\nnick_length = 3": (
        "hub.toml:2: limits.nick_length: unknown key; the nearest known one is limits.nick-length"
    ),
    "[server]\nnick-length = 3": (
        "hub.toml:2: server.nick-length: unknown key; the nearest known one is limits.nick-length"
    ),
    "port = 7500": "hub.toml:1: port: unknown key; the nearest known one is listen.port",
    "[limit]\nnick-length = 3": "hub.toml:1: limit: unknown section; the nearest known one is [limits]",
    "[[operators]]\nname = 'a'": "hub.toml:1: operators: unknown section; the nearest known one is [operator]",
    '"a\\u0007b" = 1': 'hub.toml:1: "a\\x07b": unknown key; the nearest known one is ',
    # several keys together
    "[limits]\ntopic-length = 500": (
        "hub.toml:2: limits.topic-length = 500: must be at most 412, to fit in a line of limits.line-bytes = 512"
    ),
    "[limits]\nreadq-bytes = 4000": (
        "hub.toml:2: limits.readq-bytes = 4000: must be at least 4608, to hold limits.line-bytes and "
        "limits.client-tag-bytes"
    ),
    "[limits]\nchannel-length = 4": (
        'hub.toml: channels.autojoin: "#lobby" must have at most limits.channel-length = 4 bytes'
    ),
    "[channels]\nautojoin = ['#a', '#A']": 'hub.toml:2: channels.autojoin: "#A" stands here twice; each must differ',
    "[[listen]]\n[[listen]]\n": 'hub.toml:2: listen: "127.0.0.1" port 7500 stands here twice; each must differ',
    # TOML
    "[server]\nname = ": "hub.toml:2: this is not TOML: ",
    "[server]\nname = 'a.b": "hub.toml:2: this is not TOML: ",
    "a = 1\na = 2": "hub.toml:2: this is not TOML: ",
    "a = " + "[" * 20000: "hub.toml: nested too deeply for a configuration",
    # only wrong together
    "[[listen]]\nport = 1\n\n[[listen]]\ncertificate = 'cert.pem'": (
        "hub.toml:5: listen.certificate: must stand beside listen.key; write both, or leave both out"
    ),
    "[[listen]]\nkey = 'key.pem'": (
        "hub.toml:2: listen.key: must stand beside listen.certificate; write both, or leave both out"
    ),
    "[[listen]]\nproxy-protocol = true": (
        "hub.toml:2: listen.proxy-protocol = true: nobody could connect; name who may in proxy.allow-from"
    ),
    # not built
    "[[listen]]\nhost = '0.0.0.0'": (
        'hub.toml:2: listen.host = "0.0.0.0": who may come from beyond loopback is not decided; write a section '
        '[exposure] (its keys are plaintext-guests and guests), or start with --lan, or listen on "127.0.0.1"'
    ),
    "[server]\ncasemapping = 'precis'\n[channels]\nautojoin = ['#☃']": (
        'hub.toml:4: channels.autojoin: "#☃" is no name where server.casemapping is "precis"'
    ),
    "[accounts]\ndefault-user-modes = 'iZ'": (
        'hub.toml:2: accounts.default-user-modes = "iZ": must be letters of user modes (BRTiw), such as "i"'
    ),
    "[flood]\nexempt = ['everybody']": (
        'hub.toml:2: flood.exempt = ["everybody"]: must be a list of addresses, networks, "loopback" and "private"'
    ),
    '[extras]\nrelaymsg-separators = "a"': (
        'hub.toml:2: extras.relaymsg-separators = "a": must be at most 16 of the characters /.%&+~=;<>'
    ),
    "[[operator]]\nname = 'a'\npassword = '$argon2id$v=19'": (
        "hub.toml:3: operator.password: must be one line of text of 1 to 300 bytes, not beginning with $, or what "
        "`hubbub account hash` prints"
    ),
    "[sts]\nenabled = true": (
        "hub.toml:2: sts.enabled = true: must stand beside a listener with listen.certificate and listen.key, whose "
        "port is known, or with sts.port"
    ),
}


def error_of(folder: Path, text: str) -> str:
    """The error, with the file's name alone."""
    file = folder / "hub.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    return str(caught.value).replace(str(file), file.name)


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:40])
def test_bad(tmp_path: Path, text: str) -> None:
    error, expected = error_of(tmp_path, text), BAD[text]
    assert error.startswith(expected) if expected.endswith(" ") else error == expected  # after a space, any words
    assert "\n" not in error


def test_every_problem_gets_a_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = error_of(tmp_path, "[limits]\nnick-length = 0\n[history]\nsynk = 1\nsync = 1\n[server]\nname = 'x'\n")
    assert [line.split(": ")[0] for line in error.splitlines()] == [
        "hub.toml:2",
        "hub.toml:4",
        "hub.toml:5",
        "hub.toml:7",
    ]


def test_a_long_value_is_shortened(tmp_path: Path) -> None:
    assert len(error_of(tmp_path, f"[server]\nname = '{'x' * 5000}'")) < 250
    assert len(error_of(tmp_path, f"{'x' * 5000} = 1")) < 250


def test_a_large_file_gets_errors_without_lines(tmp_path: Path) -> None:
    error = error_of(tmp_path, "[history]\nsync = 1\n" + "# filler\n" * 10000)
    assert error == 'hub.toml: history.sync = 1: must be "full" or "normal"'
