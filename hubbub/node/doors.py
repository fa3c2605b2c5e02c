"""The listeners' doors, from the configuration: whom each lets in, and which certificate it shows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from pathlib import Path

from hubbub.net.certificates import Certificate, CertificateError, self_signed
from hubbub.net.door import Door

from .config import Config
from .config.definition import Listen

DoorsError = CertificateError
"""What a door cannot be made for; one line."""

ALWAYS_NAMED = ("localhost", "127.0.0.1", "::1")

LOOK_SECONDS = 10.0
"""How often the files of the certificates are looked at."""


class Doors:
    """``configured`` certificates are read at once, the server's own when a listener first needs it."""

    def __init__(self, config: Config) -> None:
        """Raises CertificateError."""
        self._config = config
        self._certificates: dict[tuple[Path, Path], Certificate] = {}
        self._own: Certificate | None = None
        for listen in config.listen:
            self._configured(listen)

    def door(self, listen: Listen) -> Door:
        """The door of one listener.  Raises CertificateError."""
        timeouts = self._config.timeouts
        return Door(
            tls=listen.tls,
            certificate=None if listen.tls is False else self._configured(listen) or self._self_signed(),
            needs_proxy=listen.proxy_protocol,
            proxies=self._config.proxy.allow_from,
            detect=timeouts.detect,
            detect_remote=timeouts.detect_remote,
            handshake=timeouts.handshake,
        )

    @property
    def own_fingerprint(self) -> str:
        """Of the certificate that the server made for itself, if it shows that one to anybody; else ""."""
        return self._own.fingerprint if self._own else ""

    def reload(self) -> None:
        """Take up the certificates as they are in their files now."""
        for certificate in self._all():
            certificate.reload()

    async def watch(self) -> None:
        """Reload whatever changes, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for certificate in self._all():
                certificate.reload_if_changed()

    def _all(self) -> Iterable[Certificate]:
        return (*self._certificates.values(), *((self._own,) if self._own else ()))

    def _configured(self, listen: Listen) -> Certificate | None:
        if listen.tls is False or listen.certificate is None or listen.key is None:
            return None
        files = listen.certificate, listen.key
        if files not in self._certificates:
            try:
                self._certificates[files] = Certificate(*files)
            except CertificateError as error:
                raise CertificateError(f"listen.certificate and listen.key: {error}") from None
        return self._certificates[files]

    def _self_signed(self) -> Certificate:
        if self._own is None:
            server = self._config.server
            hosts = (listen.host for listen in self._config.listen if listen.host not in {"0.0.0.0", "::"})  # noqa: S104
            self._own = self_signed(server.data_dir, (server.name, *ALWAYS_NAMED, socket.gethostname(), *hosts))
        return self._own
