"""What a server is by its configuration: the same for everybody, until REHASH has it read again."""

from __future__ import annotations

from typing import Literal

import msgspec

from .limits import SCRAM_ITERATIONS, Limits
from .names import Casemapping


class OperatorLogin(msgspec.Struct, frozen=True):
    """Who may become a server operator: by this name and password, from hosts that match ``host``."""

    name: str
    password: str
    host: str = "*"

    @property
    def is_hashed(self) -> bool:
        """Whether ``password`` is an Argon2id verifier, as `hubbub account hash` prints them."""
        return self.password.startswith("$argon2id$")


class TransportSecurity(msgspec.Struct, frozen=True):
    """IRCv3 sts: who came in plaintext is to come again by TLS, to ``port``, and never otherwise for ``seconds``."""

    port: int
    seconds: int


class AccountRules(msgspec.Struct, frozen=True):
    """``mechanisms``: of SASL; ``plain_here``: whether a password may come in plaintext from this machine itself.

    ``attempts``: failed logins of one connection, 0 for as many as it likes; ``iterations``: of SCRAM, for new
    passwords.  ``user_modes``: letters that everybody begins with.  ``always_on``: whether users stay present while no
    client is connected: if they ask for it, unless they do not want it, or never.
    """

    enabled: bool = True
    mechanisms: tuple[str, ...] = ("PLAIN", "SCRAM-SHA-256", "EXTERNAL")
    plain_here: bool = True
    register: bool = True
    before_connect: bool = True
    email_required: bool = False
    attempts: int = 3
    iterations: int = SCRAM_ITERATIONS["standard"]
    user_modes: str = ""
    always_on: Literal["opt-in", "opt-out", "off"] = "opt-in"


class Server(msgspec.Struct, frozen=True):
    """``created``: nanoseconds since 1970 when it started; ``lobby``: where plain clients begin, "" for nowhere."""

    name: str
    network: str
    description: str
    version: str
    created: int
    limits: Limits = Limits()
    casemapping: Casemapping = "permissive"
    password: str = ""
    motd: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    kept_channels: tuple[str, ...] = ("#lobby",)
    default_modes: str = "nt"
    history: bool = True
    playback_lines: int = 0
    """The most messages of a conversation for who asks ``*playback``, 0 for all."""
    redaction: bool = True
    operators: tuple[OperatorLogin, ...] = ()
    gateway_password: str = ""
    """What gateways (WEBIRC) have to say, "" for whatever they like: where they come from is looked at in any case."""
    guests: bool = True
    """Whether guests from other machines may say anything."""
    sts: TransportSecurity | None = None
    relay_separators: str = "/"
    """Of which the name of somebody who is relayed has one; "": nothing is relayed."""
    roleplay: bool = False
    metadata: bool = True
    icon: str = ""
    """Where the network's icon is, "" for none."""
    file_host: str = ""
    """Where files may be uploaded to, "" for nowhere."""
    accounts: AccountRules = AccountRules()
    register_channels: bool = True
    """Whether channels may belong to accounts."""

    @property
    def lobby(self) -> str:
        return self.kept_channels[0] if self.kept_channels else ""
