"""Inputs that nobody would send by accident, for every parser of what strangers send: does any of them raise?

`python bench/fuzz.py` mutates real lines, headers and frames, the same ones for the same seed. `--atheris` lets
coverage guide instead: it needs `pip install atheris`, which hubbub itself does not. README.md says what is checked.
"""

import argparse
import importlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from fanout import environment
from fuzz_targets import TARGETS, Target

SEED = 7500
_REPEATS = (2, 3, 8, 70, 600)


@dataclass
class Failure:
    """``where``: exception, file and line; ``data``: the shortest input that did it, as Python writes it."""

    where: str
    count: int
    data: str
    text: str


@dataclass
class Result:
    """``slowest_ms``: of one input, with whatever else the machine did meanwhile; None where it was not taken."""

    parser: str
    engine: str
    inputs: int
    seconds: float
    slowest_ms: float | None
    exceptions: int
    failures: list[Failure] = field(default_factory=list)


class Mutator:
    """Endless variations of a target's seeds: flipped bits, splices, cuts, repeats, and words in odd places."""

    def __init__(self, target: Target, seed: int) -> None:
        self._random = random.Random(f"{seed}/{target.name}")
        self._seeds = target.seeds
        self._words = target.words
        self._longest = target.longest
        self._steps: tuple[Callable[[bytes], bytes], ...] = (
            *(self._flip, self._set, self._cut, self._repeat, self._splice, self._word, self._word, self._truncate),
            self._noise,
        )

    def inputs(self) -> Iterator[bytes]:
        """The seeds as they are, then their mutants."""
        yield from self._seeds
        choice, chance, pick, steps = self._random.choice, self._random.random, self._random.randrange, self._steps
        while True:
            data = choice(self._seeds)
            while True:
                data = steps[pick(len(steps))](data)
                if chance() < 0.35:
                    break
            yield data[: self._longest]

    def _span(self, data: bytes) -> tuple[int, int]:
        start = self._random.randrange(len(data) + 1)
        return start, min(len(data), start + 1 + int(self._random.random() ** 3 * 40))

    def _flip(self, data: bytes) -> bytes:
        if not data:
            return b"\0"
        at = self._random.randrange(len(data))
        return data[:at] + bytes((data[at] ^ 1 << self._random.randrange(8),)) + data[at + 1 :]

    def _set(self, data: bytes) -> bytes:
        at = self._random.randrange(len(data) + 1)
        return data[:at] + bytes((self._random.randrange(256),)) + data[at + 1 :]

    def _cut(self, data: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + data[end:]

    def _repeat(self, data: bytes) -> bytes:
        start, end = self._span(data)
        times = self._random.choice(_REPEATS)
        return data[:end] + data[start:end] * min(times, self._longest // (end - start or 1)) + data[end:]

    def _splice(self, data: bytes) -> bytes:
        other = self._random.choice(self._seeds)
        start, end = self._random.randrange(len(data) + 1), self._random.randrange(len(other) + 1)
        return data[:start] + other[end:] if self._random.random() < 0.5 else data[:start] + other + data[start:]

    def _word(self, data: bytes) -> bytes:
        start, end = self._span(data)
        word = self._random.choice(self._words)
        return data[:start] + word + data[start if self._random.random() < 0.6 else end :]

    def _truncate(self, data: bytes) -> bytes:
        return data[: self._random.randrange(len(data) + 1)]

    def _noise(self, data: bytes) -> bytes:
        at = self._random.randrange(len(data) + 1)
        return data[:at] + self._random.randbytes(self._random.randrange(1, 9)) + data[at:]


def run(target: Target, inputs: int, seed: int = SEED, seconds: float = float("inf")) -> Result:
    """Give a parser so many inputs, or as many as the seconds allow."""
    failures: dict[str, Failure] = {}
    check, clock = target.check, time.perf_counter
    done, slowest, began = 0, 0.0, clock()
    before = began
    for data in Mutator(target, seed).inputs():
        started = clock()
        try:
            check(data)
        except Exception as error:
            _note(failures, data, error)
        before = clock()
        done += 1
        slowest = max(slowest, before - started)
        if done >= inputs or before - began > seconds:
            break
    found = sorted(failures.values(), key=lambda failure: -failure.count)
    total = sum(failure.count for failure in found)
    return Result(target.name, "own", done, round(before - began, 1), round(slowest * 1e3, 1), total, found)


def _note(failures: dict[str, Failure], data: bytes, error: Exception) -> None:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
    known = failures.get(where)
    shown = repr(data)
    if known is None:
        failures[where] = Failure(where, 1, shown, str(error)[:300])
        return
    known.count += 1
    if len(shown) < len(known.data):
        known.data, known.text = shown, str(error)[:300]


# --- atheris --------------------------------------------------------------------------------------------------------


def guided(target: Target, inputs: int, seed: int, seconds: float) -> Result:
    """The same by atheris, in a process of its own, which libFuzzer ends; at the first exception if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, data in enumerate(target.seeds):
            corpus.joinpath(str(number)).write_bytes(data)
        words = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words if word)
        Path(folder, "words").write_text("".join(f'"{word}"\n' for word in words))
        limits = [f"-runs={inputs}", f"-max_total_time={int(seconds)}", f"-max_len={target.longest}", f"-seed={seed}"]
        files = [f"-dict={folder}/words", f"-artifact_prefix={folder}/found-", str(corpus)]
        command = [sys.executable, __file__, "--inside-atheris", target.name, "-print_final_stats=1", *limits, *files]
        began = time.perf_counter()
        # libFuzzer ends the process without its last rites: what that leaves lies in our folder.
        variables = {**os.environ, "TMPDIR": folder}
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=variables)
        took = time.perf_counter() - began
        found = [path.read_bytes() for path in Path(folder).glob("found-*")]
    said = ended.stderr + ended.stdout
    executed = re.search(r"stat::number_of_executed_units:\s+(\d+)", said)
    failures = []
    if ended.returncode or found:
        text = re.search(r"Uncaught Python exception: ===\n(.*)", said)
        shown = repr(found[0]) if found else ""
        failures = [Failure("atheris", 1, shown, text[1][:300] if text else said[-300:])]
    done = int(executed[1]) if executed else 0
    return Result(target.name, "atheris", done, round(took, 1), None, len(failures), failures)


def _inside_atheris(name: str, arguments: list[str]) -> None:
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["hubbub"]):
        for module in [
            module for module in sys.modules if module.split(".")[0] in {"hubbub", "fuzz_seeds", "fuzz_targets"}
        ]:
            del sys.modules[module]
        targets = importlib.import_module("fuzz_targets").TARGETS
    atheris.Setup([sys.argv[0], *arguments], targets[name].check)
    atheris.Fuzz()


# --- the command ----------------------------------------------------------------------------------------------------

HEAD = f"{'parser':<20} {'engine':<8} {'inputs':>10} {'seconds':>8} {'slowest ms':>10} {'exceptions':>10}"


def row(result: Result) -> str:
    slowest = "" if result.slowest_ms is None else f"{result.slowest_ms:.1f}"
    line = (
        f"{result.parser:<20} {result.engine:<8} {result.inputs:>10,} {result.seconds:>8.1f} {slowest:>10} "
        f"{result.exceptions:>10,}"
    )
    for failure in result.failures:
        line += f"\n    {failure.count:,} × {failure.where}: {failure.text}\n        {failure.data[:600]}"
    return line


def main(given: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if given is None else given)
    if arguments[:1] == ["--inside-atheris"]:
        _inside_atheris(arguments[1], arguments[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("parsers", metavar="PARSER", nargs="*", help=f"of {', '.join(TARGETS)}; default: all")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="for each parser")
    parser.add_argument("--seconds", type=float, default=600.0, help="for each parser, at most")
    parser.add_argument("--seed", type=int, default=SEED, help="the same inputs again")
    parser.add_argument("--jobs", type=int, default=1, help="parsers at a time, each in a process")
    parser.add_argument("--atheris", action="store_true", help="guided by coverage; needs `pip install atheris`")
    parser.add_argument("--json", type=Path, default=None, help="write the results to this file, too")
    options = parser.parse_args(arguments)
    unknown = set(options.parsers) - TARGETS.keys()
    if unknown:
        parser.error(f"no such parser: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    machine = {**environment(None), "websockets": metadata.version("websockets"), "seed": options.seed}
    if options.atheris:
        try:
            machine["atheris"] = metadata.version("atheris")
        except metadata.PackageNotFoundError:
            parser.error("atheris is not here: pip install atheris, or leave out --atheris")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print(HEAD, flush=True)
    work = guided if options.atheris else run
    results = []
    with ProcessPoolExecutor(options.jobs) as pool:
        chosen = [TARGETS[name] for name in options.parsers or TARGETS]
        started = [pool.submit(work, target, options.inputs, options.seed, options.seconds) for target in chosen]
        for future in as_completed(started):
            results.append(future.result())
            print(row(results[-1]), flush=True)
    if options.json:
        report = {"environment": machine, "results": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + os.linesep)
    return 1 if any(result.exceptions or not result.inputs for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
