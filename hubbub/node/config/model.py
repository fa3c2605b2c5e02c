"""What the pure floors may know of the configuration, in their own nouns."""

from __future__ import annotations

from hubbub.model.limits import SCRAM_ITERATIONS, Limits
from hubbub.model.server import AccountRules, OperatorLogin, Server, TransportSecurity

from .definition import Config


def model_server(config: Config, version: str, created: int) -> Server:
    """The server as `commands` knows it.  ``created``: nanoseconds since 1970 when it started."""
    shared = {name: getattr(config.limits, name) for name in Limits.__struct_fields__ if hasattr(config.limits, name)}
    server = config.server
    return Server(
        name=server.name,
        network=server.network,
        description=server.description,
        version=version,
        created=created,
        limits=Limits(
            **shared,
            lines_per_request=config.history.lines_per_request,
            metadata_subs=config.metadata.max_subs,
            metadata_keys=config.metadata.max_keys,
        ),
        casemapping=server.casemapping,
        password=server.password,
        motd=server.motd,
        admin=server.admin,
        kept_channels=config.channels.autojoin,
        default_modes=config.channels.default_modes,
        register_channels=config.channels.register,
        history=config.history.enabled,
        relay_separators=config.extras.relaymsg_separators,
        roleplay=config.extras.roleplay,
        metadata=config.metadata.enabled,
        playback_lines=config.history.playback_lines,
        redaction=config.history.enabled and config.history.allow_redact,
        icon=server.icon,
        file_host=server.file_host,
        accounts=_account_rules(config),
        gateway_password=config.proxy.webirc_password,
        guests=config.exposure.guests,
        sts=TransportSecurity(config.sts_port, config.sts.duration) if config.sts.enabled else None,
        operators=tuple(OperatorLogin(one.name, one.password, one.host) for one in config.operator),
    )


def _account_rules(config: Config) -> AccountRules:
    accounts = config.accounts
    return AccountRules(
        enabled=accounts.enabled,
        mechanisms=accounts.sasl,
        plain_here=accounts.allow_plain_without_tls == "loopback",
        register=accounts.register,
        before_connect=accounts.register_before_connect,
        email_required=accounts.register_requires_email,
        attempts=accounts.login_attempts,
        always_on=accounts.always_on,
        iterations=SCRAM_ITERATIONS[accounts.hash_cost],
        user_modes=accounts.default_user_modes.removeprefix("+"),
    )
