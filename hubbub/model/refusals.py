"""Every way to say no: one table, shown by each protocol in its own form.

``numeric``: the IRC numeric; or "FAIL", "WARN", "NOTE" where the IRCv3 standard replies are the form, then ``about``
begins with the command and the code.  ``text``: one sentence for a person; ``{}`` stands for what it is about, in
order.
"""

from __future__ import annotations

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """How a refusal is shown; see the module."""

    numeric: str
    text: str


class Refuse(Exception):  # noqa: N818 - reads as what it does: raise Refuse("no_such_nick", "bob")
    """Raised by a command or a permission: nothing happened, and the asker is told why."""

    def __init__(self, code: str, *about: str, text: str = "") -> None:
        super().__init__(code, *about)
        self.code = code
        self.about = about
        self.text = text


TABLE: dict[str, Refusal] = {
    "unknown_subcommand": Refusal("400", "there is no {} {}"),
    "no_such_nick": Refusal("401", "there is nobody called {}"),
    "no_such_server": Refusal("402", "there is no server {}"),
    "no_such_channel": Refusal("403", "there is no channel {}"),
    "cannot_send": Refusal("404", "you cannot talk in {}"),
    "too_many_channels": Refusal("405", "you are in too many channels to join {}"),
    "was_nobody": Refusal("406", "nobody called {} is remembered"),
    "too_many_targets": Refusal("407", "too many targets: {}"),
    "no_recipient": Refusal("411", "no recipient given"),
    "no_text": Refusal("412", "no text to send"),
    "too_many_matches": Refusal("416", "too many match {}: only the first are shown"),
    "line_too_long": Refusal("417", "that line is too long"),
    "unknown_command": Refusal("421", "there is no command {}; ask for help"),
    "no_motd": Refusal("422", "there is no message of the day"),
    "no_nick": Refusal("431", "no nickname given"),
    "bad_nick": Refusal(
        "432", "{} cannot be a nickname: use letters, digits and -_[]\\`^{{|}}, not beginning with a digit or -"
    ),
    "nick_in_use": Refusal("433", "the nickname {} is in use"),
    "not_in_channel": Refusal("441", "{} is not in {}"),
    "you_are_not_in_channel": Refusal("442", "you are not in {}"),
    "already_in_channel": Refusal("443", "{} is already in {}"),
    "summon_disabled": Refusal("445", "nobody can be summoned here"),
    "users_disabled": Refusal("446", "this server does not tell who uses its machine"),
    "not_registered": Refusal("451", "register first: send NICK and USER"),
    "too_few_parameters": Refusal("461", "{} needs more parameters"),
    "already_registered": Refusal("462", "you are already registered"),
    "bad_password": Refusal("464", "the password is wrong"),
    "password_needed": Refusal("464", "this server needs a password: /pass PASSWORD"),
    "too_many_connections": Refusal("465", "there are already {} connections from your address; close one first"),
    "too_fast": Refusal("439", "too fast: try again in {} s"),
    "banned_here": Refusal("465", "you are banned from this server"),
    "use_tls": Refusal("465", "this server takes no plaintext from your address: connect with TLS, to the same port"),
    "plaintext_password": Refusal(
        "464",
        "no password is taken over plaintext from another machine: use TLS, and a password not yet sent like this",
    ),
    "bad_ban": Refusal("415", "{} cannot be banned"),
    "forwarded": Refusal("470", "you cannot join {} now, and are sent on to {}"),
    "only_from_accounts": Refusal("477", "{} hears only from those who have an account, or were accepted"),
    "channel_full": Refusal("471", "{} is full"),
    "unknown_mode": Refusal("472", "there is no mode {}"),
    "invite_only": Refusal("473", "{} is for the invited only"),
    "banned": Refusal("474", "you are banned from {}"),
    "bad_key": Refusal("475", "{} needs the right key"),
    "bad_channel": Refusal("476", "{} cannot be a channel's name: it begins with # and holds no space, comma or colon"),
    "account_needed": Refusal("477", "{} is for those who are logged in to an account"),
    "list_full": Refusal("478", "{} has no room for more in its lists; it was mode {}"),
    "not_server_operator": Refusal("481", "only a server operator may do that"),
    "not_channel_operator": Refusal("482", "only an operator of {} may do that"),
    "outranked": Refusal("482", "your rank in {} is too low for that"),
    "cannot_kill_server": Refusal("483", "a server cannot be killed"),
    "no_operator": Refusal("491", "no operator has that name and that password from here"),
    "no_ctcp": Refusal("492", "{} takes no CTCP"),
    "unknown_user_mode": Refusal("501", "there is no such user mode"),
    "not_your_modes": Refusal("502", "you can see and change only your own modes"),
    "bad_mode_parameter": Refusal("696", "{} cannot have the mode {} like that"),
    "no_roleplay": Refusal("573", "there is no roleplay in {}"),
    "no_help": Refusal("524", "there is no help on {}"),
    "monitor_full": Refusal("734", "you watch {} nicknames already, as many as you may"),
    "bad_limit": Refusal("461", "{} needs a limit of at least 1"),
    "bad_capability_command": Refusal("410", "there is no CAP command {}"),
    "account_locked": Refusal("902", "nobody may log in to that account now"),
    "plaintext_sasl": Refusal("904", "no password is taken over plaintext from another machine: use TLS"),
    "sasl_failed": Refusal("904", "that is not how this mechanism goes"),
    "too_many_failures": Refusal("904", "too many wrong passwords: connect again"),
    "wrong_password": Refusal("904", "the name or the password is wrong"),
    "login_failed": Refusal("904", "passwords cannot be checked now; try again soon"),
    "too_many_guesses": Refusal("904", "too many wrong passwords: try again later"),
    "sasl_too_long": Refusal("905", "that is longer than a SASL message may be"),
    "sasl_aborted": Refusal("906", "the SASL exchange was broken off"),
    "sasl_already": Refusal("907", "you have already logged in"),
    "accounts_off": Refusal("FAIL", "there are no accounts here"),
    "registration_refused": Refusal("FAIL", "that account cannot be registered"),
    "registration_off": Refusal("FAIL", "channels cannot be registered here"),
    "confirm": Refusal("FAIL", "that needs to be confirmed"),
    "not_yours": Refusal("FAIL", "that is not yours"),
    "bad_setting": Refusal("FAIL", "that cannot be set like that"),
    "already_so": Refusal("FAIL", "that is so already"),
    "account_exists": Refusal("FAIL", "somebody has registered that name"),
    "bad_account_name": Refusal("FAIL", "an account's name is one that a nickname may have"),
    "no_account": Refusal("FAIL", "there is no such account"),
    "bad_certificate": Refusal("FAIL", "that certificate cannot be added"),
    "bad_persistence": Refusal("FAIL", "that is no way to stay present"),
    "not_logged_in": Refusal("FAIL", "you are not logged in"),
    "cannot_store": Refusal("FAIL", "the server cannot store messages now, so nothing is sent; try again soon"),
    "bad_utf8": Refusal("FAIL", "that is not UTF-8"),
    "bad_history_request": Refusal("FAIL", "that is not a history request"),
    "no_history": Refusal("FAIL", "there is no history of that for you"),
    "unknown_message": Refusal("FAIL", "there is no such message there"),
    "history_failed": Refusal("FAIL", "the history could not be read"),
    "bad_token": Refusal("FAIL", "that token is not valid any more"),
    "cannot_rehash": Refusal("FAIL", "the configuration has a mistake, so nothing of it is taken up"),
    "no_such_ban": Refusal("FAIL", "there is no such ban"),
    "channel_name_in_use": Refusal("FAIL", "there is a channel of that name already"),
    "cannot_rename": Refusal("FAIL", "that channel cannot be renamed so"),
    "bad_metadata": Refusal("FAIL", "that cannot be told so"),
    "dubious_metadata": Refusal("WARN", "that cannot be told so"),
    "bad_host": Refusal("FAIL", "{} cannot be a host: use letters, digits and .-_/:"),
    "bad_read_marker": Refusal("FAIL", "that cannot be marked as read"),
    "bad_real_name": Refusal("FAIL", "that cannot be a real name"),
    "bad_search": Refusal("FAIL", "that is no search"),
    "bad_batch": Refusal("FAIL", "that is no batch"),
    "cannot_redact_there": Refusal("FAIL", "you cannot remove messages there"),
    "cannot_redact": Refusal("FAIL", "you may not remove that message"),
    "read_marker_incomplete": Refusal("FAIL", "MARKREAD needs a channel or a nickname"),
    "bad_relayed_nick": Refusal("FAIL", "that cannot be the name of somebody who is relayed"),
    "may_not_relay": Refusal("FAIL", "only operators of the channel may relay messages"),
    "bad_cid": Refusal("FAIL", "a message id of your own is 1 to 64 letters, digits, - and _"),
}
"""Code to `Refusal`; numerics per https://modern.ircdocs.horse/#numerics."""


def sentence(code: str, about: tuple[str, ...], text: str = "") -> str:
    """A refusal for a person; ``text`` is said instead where it is given.  Raises KeyError for an unknown code."""
    if text:
        return text
    template = TABLE[code].text
    return template.format(*about, *("that" for _ in range(template.count("{"))))
