"""The `hubbub` command: what it prints, returns and imports.  The floors behind it are stood in for."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from hubbub import __version__, cli, clients, node, store
from hubbub.node.config import Config, default_data_dir
from hubbub.store.sqlite import SqliteLog

ROOT = Path(__file__).parents[1]


class CannotStart(Exception):  # noqa: N818
    pass


class StoreError(Exception):
    pass


class Floors:
    """What the commands called, and what the next call answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.answer: int | BaseException = 0

    def called(self, *what: Any) -> int:
        self.calls.append(what)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    @property
    def config(self) -> Config:
        config = self.calls[-1][1]
        assert isinstance(config, Config)
        return config


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HUBBUB_"):
            monkeypatch.delenv(name)


@pytest.fixture
def floors(monkeypatch: pytest.MonkeyPatch) -> Floors:
    floors = Floors()

    def stand_in(package: ModuleType, name: str, **members: Any) -> None:
        module = ModuleType(f"{package.__name__}.{name}")
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(package, name, module, raising=False)

    stand_in(
        node, "serve", CannotStart=CannotStart, serve=lambda config, reread: floors.called("serve", config, reread)
    )
    stand_in(clients, "desktop", main=lambda argv, prog: floors.called(prog, argv))
    stand_in(
        store,
        "backup",
        backup=lambda folder, file: floors.called("backup", folder, file),
        restore=lambda folder, file: floors.called("restore", folder, file),
    )
    stand_in(store, "base", StoreError=StoreError)
    return floors


def wrong(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that this wrong use gets."""
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.endswith("\n")
    assert said.err.count("\n") == 1, said.err
    return said.err.rstrip("\n")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    said = capsys.readouterr().out
    for name, command in cli.COMMANDS.items():
        assert f"  {name} " in said
        assert command.does in said


@pytest.mark.parametrize("name", [name for name in cli.COMMANDS if name not in {"desktop", "bench"}])
def test_each_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: hubbub {name} ")


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out == f"hubbub {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["srve"], "hubbub: unknown command srve; the nearest known one is serve"),
        (["check"], "hubbub: unknown command check; the nearest known one is check-config"),
        (["xyz"], f"hubbub: unknown command xyz; known are {', '.join(cli.COMMANDS)}"),
        (["a\x1bb"], f"hubbub: unknown command 'a\\x1bb'; known are {', '.join(cli.COMMANDS)}"),
        ([""], f"hubbub: unknown command ''; known are {', '.join(cli.COMMANDS)}"),
        (["--port", "1"], "hubbub: the command comes before --port, as in: hubbub serve --port"),
        (["serve", "--prot", "1"], "hubbub serve: unknown option --prot; the nearest known one is --port"),
        (["serve", "--prot=1"], "hubbub serve: unknown option --prot; the nearest known one is --port"),
        (["serve", "--por", "1"], "hubbub serve: unknown option --por; the nearest known one is --port"),
        (
            ["version", "--xyz"],
            "hubbub version: unknown option --xyz; known are --help",
        ),
        (["serve", "now"], "hubbub serve: unexpected argument now; hubbub serve --help says what it takes"),
        (
            ["serve", "--port"],
            "hubbub serve: argument --port: expected one argument; hubbub serve --help says what it takes",
        ),
        (
            ["backup"],
            "hubbub backup: the following arguments are required: FILE; hubbub backup --help says what it takes",
        ),
        (["serve", "--port", "x"], '--port "x": must be a whole number from 0 to 65535'),
        (["serve", "--config", "none.toml"], "none.toml: there is no such file; write the path of a TOML file"),
        (["check-config", "none.toml"], "none.toml: there is no such file; write the path of a TOML file"),
        (["backup", "f", "--data", ""], '--data "": must be a path that is not empty'),
    ],
)
def test_wrong_uses_get_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str], floors: Floors
) -> None:
    assert wrong(capsys, *arguments) == line
    assert floors.calls == []


def test_serve_hands_over_the_configuration(floors: Floors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[[listen]]\nport = 1\nhost = '::1'\n[log]\nlevel = 'debug'\n")
    monkeypatch.setenv("HUBBUB_CONFIG", str(file))
    monkeypatch.setenv("HUBBUB_PORT", "2")
    assert cli.main(["serve", "--data", "there", "--port", "3", "--log-format", "json"]) == 0
    config = floors.config
    assert (config.listen[0].host, config.listen[0].port) == ("::1", 3)
    assert config.server.data_dir == Path("there")
    assert (config.log.format, config.log.level) == ("json", "debug")
    reread = floors.calls[-1][2]
    file.write_text("[server]\nmotd = ['new']\n")
    again = reread()
    assert (again.server.motd, again.listen[0].port, again.log.format) == (("new",), 3, "json"), "REHASH asks anew"


def test_serve_without_anything(floors: Floors) -> None:
    floors.answer = 7
    assert cli.main(["serve"]) == 7
    assert floors.config == Config()


def test_a_server_that_cannot_start_says_why_in_one_line(floors: Floors, capsys: pytest.CaptureFixture[str]) -> None:
    floors.answer = CannotStart("127.0.0.1:7500 is in use; choose another --port")
    assert wrong(capsys, "serve") == "127.0.0.1:7500 is in use; choose another --port"


@pytest.mark.parametrize("command", [["serve"], ["desktop"], ["backup", "f"]])
def test_ctrl_c_is_no_traceback(command: list[str], floors: Floors, capsys: pytest.CaptureFixture[str]) -> None:
    floors.answer = KeyboardInterrupt()
    assert cli.main(command) == 130
    assert capsys.readouterr().err == ""


def test_desktop_gets_all_that_follows(floors: Floors) -> None:
    assert cli.main(["desktop", "127.0.0.1:1", "--nick", "alice", "--help"]) == 0
    assert floors.calls == [("hubbub desktop", ["127.0.0.1:1", "--nick", "alice", "--help"])]


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_backup_and_restore(command: str, floors: Floors, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "to.hubbub", "--data", "there"]) == 0
    assert floors.calls == [(command, Path("there"), Path("to.hubbub"))]
    assert capsys.readouterr().out.startswith("there: ")
    assert cli.main([command, "to.hubbub"]) == 0
    assert floors.calls[-1] == (command, default_data_dir(), Path("to.hubbub"))
    capsys.readouterr()
    floors.answer = StoreError("there: no log here")
    assert wrong(capsys, command, "to.hubbub") == "there: no log here"


def test_restore_says_where_the_log_before_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, file = tmp_path / "data", tmp_path / "to.hubbub"
    SqliteLog(data).close()
    assert cli.main(["backup", str(file), "--data", str(data)]) == 0
    assert cli.main(["restore", str(file), "--data", str(data)]) == 0
    (kept,) = data.glob("hubbub-before-restore-*.db")
    assert capsys.readouterr().out.endswith(f"restored from {file}; the log before it is {kept}\n")


def test_check_config(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUBBUB_PORT", "not looked at")
    good = tmp_path / "good.toml"
    good.write_text("[server]\nname = 'a.b'\n")
    assert cli.main(["check-config", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: ok\n"
    bad = tmp_path / "bad.toml"
    bad.write_text("[server]\nname = 'ab'\nport = 1\n")
    assert cli.main(["check-config", str(bad)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(": ")[:2] for line in said.err.splitlines()] == [
        [f"{bad}:2", 'server.name = "ab"'],
        [f"{bad}:3", "server.port"],
    ]


def test_check_config_reads_the_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[[listen]]\ncertificate = 'absent.pem'\nkey = 'absent.key'\n")
    said = wrong(capsys, "check-config", str(file))
    absent = tmp_path / "absent.pem"
    assert said == (
        f"{file}: listen.certificate and listen.key: {absent}: the TLS certificate cannot be read: "
        "No such file or directory"
    )


def test_bench_runs_the_checkout_s_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "hubbub"
    monkeypatch.setattr(cli, "__file__", str(package / "cli.py"))
    assert "not part of the package" in wrong(capsys, "bench")
    (tmp_path / "pyproject.toml").touch()
    assert "not part of the package" in wrong(capsys, "bench")
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "fanout.py").write_text("import sys; sys.exit(sys.argv[1:] != ['--quick', '1'])\n")
    assert cli.main(["bench", "--quick", "1"]) == 0
    assert cli.main(["bench"]) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("msgspec", "the Python package msgspec is missing; type: "),
        ("PIL", "the Python package PIL is missing; type: "),
        ("_tkinter", "the window needs Tk, which this Python lacks; type: sudo apt install python3-tk"),
    ],
)
def test_a_missing_dependency_is_one_line_that_says_what_to_type(
    module: str, line: str, floors: Floors, capsys: pytest.CaptureFixture[str]
) -> None:
    floors.answer = ModuleNotFoundError(f"No module named '{module}'", name=f"{module}.inner")
    said = wrong(capsys, "serve")
    assert said.startswith(f"hubbub: {line}")
    if "pip" in said:
        assert said.endswith(f"-m pip install {ROOT}")


def test_our_own_mistakes_keep_their_traceback(floors: Floors) -> None:
    floors.answer = ModuleNotFoundError("No module named 'hubbub.gone'", name="hubbub.gone")
    with pytest.raises(ModuleNotFoundError):
        cli.main(["serve"])


def run(*command: str, **environ: str) -> SimpleNamespace:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return SimpleNamespace(status=done.returncode, out=done.stdout, err=done.stderr)


def test_the_module_is_the_command() -> None:
    done = run("-m", "hubbub", "version")
    assert (done.status, done.out, done.err) == (0, f"hubbub {__version__}\n", "")
    done = run("-m", "hubbub", "serv")
    assert (done.status, done.out) == (2, "")
    assert done.err == "hubbub: unknown command serv; the nearest known one is serve\n"


def test_server_py_is_serve_and_reads_the_environment() -> None:
    done = run("server.py", "--port", "x")
    assert (done.status, done.out, done.err) == (2, "", '--port "x": must be a whole number from 0 to 65535\n')
    done = run("server.py", HUBBUB_HOST="8.8.8.8")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith('HUBBUB_HOST = "8.8.8.8": who may come from beyond loopback is not decided; ')


def test_server_py_without_its_dependencies_says_what_to_type() -> None:
    done = run("-E", "-S", "server.py")  # -S: no site-packages
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "is missing; type: " in done.err


@pytest.mark.parametrize("command", ["version", "help", "xyz"])
def test_small_commands_load_no_floor(command: str) -> None:
    code = (
        "import sys; from hubbub.cli import main; main([sys.argv[1]]);"
        "loaded = {name for name in sys.modules if name.startswith('hubbub')};"
        "sys.exit(loaded != {'hubbub', 'hubbub.cli'})"
    )
    assert run("-c", code, command).status == 0


def test_checking_a_configuration_loads_no_server(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.touch()
    code = (
        "import sys; from hubbub.cli import main; main(['check-config', sys.argv[1]]);"
        "sys.exit(any(name in sys.modules for name in ('asyncio', 'aiohttp', 'sqlite3', 'uvloop')))"
    )
    assert run("-c", code, str(file)).status == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("account",),
            "hubbub account: write hubbub account add, hubbub account list, hubbub account remove, hubbub account "
            "password or hubbub account hash",
        ),
        (("account", "sell"), "hubbub account: unknown word sell; write hubbub account add, "),
        (("account", "add"), "hubbub account add: the following arguments are required: NAME; "),
        (("account", "add", "ally", "sesame"), "hubbub account add: unexpected argument sesame; "),
        (("account", "hash", "sesame"), "hubbub account hash: unexpected argument sesame; "),
        (("ban", "lift"), "hubbub ban: unknown word lift; write hubbub ban add, hubbub ban remove or hubbub ban list"),
    ],
)
def test_what_is_wrong_with_accounts_and_bans_is_one_line(
    arguments: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == cli.WRONG_USE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(line)
    assert told.err.count("\n") == 1


def test_an_account_is_added_by_a_pipe_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "hub.toml"
    config.write_text("[accounts]\nhash-cost = 'minimum'\n", encoding="utf-8")
    places = ("--data", str(tmp_path / "data"), "--config", str(config))
    monkeypatch.setattr("sys.stdin", io.StringIO("sesame\n"))
    assert cli.main(("account", "add", "ally", "--email", "ally@mail.example", *places)) == 0
    assert cli.main(("account", "list", *places)) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "ally is registered"
    assert second.startswith("ally  since ")
    assert cli.main(("account", "remove", "bob", *places)) == cli.WRONG_USE
    assert capsys.readouterr().err == "hubbub account remove: there is no account bob\n"
