"""The page about the configuration, made from its definition: `python -m hubbub.node.config.document > PAGE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field
from typing import Any

from . import checks
from .changing import may_change
from .definition import Config, keys
from .load import OVERRIDES, SWITCHES, variable
from .not_built import NOT_BUILT

_HEAD = """\
# Configuration

<!-- Made from hubbub/node/config: change that, then type
     python -m hubbub.node.config.document > docs/operating/configuration.md -->

hubbub needs no configuration. What should differ from the defaults stands in one TOML file:

```sh
hubbub serve --config hub.toml
hubbub check-config hub.toml      # says what is wrong with it, without starting
```

Options beat the environment, the environment beats the file. An empty variable counts as absent. `--host` and
`--port` replace those of the first `[[listen]]`; `--lan` puts all addresses of the machine in the place of its host.
The variables of `--lan` and `--qr` are true or false. A relative path in the file starts at the file's folder, `~` is
the home folder. Unknown keys are errors.

`REHASH` by a server operator, and SIGHUP, have a running server read it again, certificates too. What is marked with
↻ is taken up at once, all else by `hubbub restart`; the answer, and the log, name both. A file with a mistake changes
nothing.

| option | environment | key |
|---|---|---|
"""

_NOT_BUILT = "*{what} not built yet: write {write}.*"


def page() -> str:
    """The whole page, in Markdown."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield f"| `--config FILE` | `{variable('config')}` | |\n"
    for option, override in OVERRIDES.items():
        key = ".".join(str(part) for part in override.path if isinstance(part, str))
        yield f"| `--{option}` | `{variable(option)}` | `{key}` |\n"
    for switch in SWITCHES:
        yield f"| `--{switch}` | `{variable(switch)}` | |\n"
    for section, one in keys(Config):
        kind, many = one.metadata["kind"], one.metadata["many"]
        yield f"\n## `{'[[' if many else '['}{section}{']]' if many else ']'}`\n\n{kind.__doc__}\n\n"
        yield "| key | default | must be | |\n|---|---|---|---|\n"
        for key, of_key in keys(kind):
            yield _row(section, key, of_key, many)


def _row(section: str, key: str, one: Field[Any], many: bool) -> str:
    meta = one.metadata
    required = one.default is MISSING and one.default_factory is MISSING
    default = "(required)" if required else meta.get("shown") or f"`{checks.literal(one.default, longest=1000)}`"
    doc = meta["doc"]
    if row := NOT_BUILT.get(f"{section}.{key}"):
        doc += " " + _NOT_BUILT.format(what=row.what[0].upper() + row.what[1:], write=row.write)
    if may_change(section if many else f"{section}.{key}"):
        doc += " ↻"
    cells = (f"`{key}`", default, meta["check"].expects, doc)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
