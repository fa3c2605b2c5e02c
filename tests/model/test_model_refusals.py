"""Every refusal that the program can utter is in the table, with all that its sentence needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hubbub
from hubbub.model.refusals import TABLE, Refuse

PACKAGE = Path(hubbub.__file__).parent
UTTERED_BY = {"Refuse", "Refused", "Unreadable"}


def utterances() -> Iterator[tuple[str, ast.Call, str]]:
    """(where, call, code) of every refusal whose code is written out."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if PACKAGE / "clients" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = next((key.value for key in node.keywords if key.arg == "code"), node.args[0] if node.args else None)
            if name in UTTERED_BY and isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node, code.value


UTTERANCES = list(utterances())


def test_there_are_some() -> None:
    assert len(UTTERANCES) > 50


@pytest.mark.parametrize(("where", "call", "code"), UTTERANCES, ids=[where for where, *_ in UTTERANCES])
def test_its_code_is_in_the_table_and_its_sentence_is_whole(where: str, call: ast.Call, code: str) -> None:
    assert code in TABLE
    if any(key.arg == "text" for key in call.keywords):
        return
    given = call.args[1:]
    if not isinstance(call.func, ast.Name) or call.func.id != "Refuse":
        about = next((key.value for key in call.keywords if key.arg == "about"), given[0] if given else ast.Tuple([]))
        if not isinstance(about, ast.Tuple):
            return
        given = about.elts
    if not any(isinstance(one, ast.Starred) for one in given):
        assert len(given) - 2 * (TABLE[code].numeric == "FAIL") >= TABLE[code].text.replace("{{", "").count("{}")


def test_a_refusal_reads_as_what_it_is() -> None:
    refusal = Refuse("no_such_nick", "bob", text="who?")
    assert (refusal.code, refusal.about, refusal.text) == ("no_such_nick", ("bob",), "who?")


def test_sentences_take_what_they_are_about() -> None:
    for refusal in TABLE.values():
        assert refusal.text.format("a", "b")
        assert refusal.numeric in {"FAIL", "WARN"} or (refusal.numeric.isdigit() and len(refusal.numeric) == 3)
