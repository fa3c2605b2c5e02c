"""`hubbub account`: what each of its words does."""

from __future__ import annotations

from hubbub.commands.accounts import require_password
from hubbub.model.account import NO_CREDENTIALS
from hubbub.model.refusals import Refuse, sentence

from . import passwords
from .config import Config
from .console import AccountAsk, ConsoleError, manage
from .prompting import NoPassword, new_password


def run(config: Config, verb: str, name: str, email: str) -> tuple[str, ...]:
    """Do it; the lines to print.  Raises ConsoleError.

    A password is hashed here: what a server, or its log, is given is the hash.
    """
    credentials = NO_CREDENTIALS
    if verb in {"add", "password", "hash"}:
        try:
            password = new_password(f"of {name}" if name else "to hash")
            require_password(password, name)
        except NoPassword as error:
            raise ConsoleError(str(error)) from None
        except Refuse as refusal:
            raise ConsoleError(sentence(refusal.code, refusal.about, refusal.text)) from None
        credentials = passwords.derive(password, config.accounts.hash_cost)
    if verb == "hash":
        return (credentials.password,)
    return manage(config, AccountAsk(verb, name, credentials, email))  # type: ignore[arg-type] # one of its words
