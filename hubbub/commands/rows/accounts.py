"""Accounts: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import accounts, arrival, login, persistence, sasl
from ..row import Row, Rows

ROWS: Rows = {
    requests.Authenticate: Row(
        sasl.authenticate, "anyone", "AUTHENTICATE mechanism|data|*", "", "log in by SASL (apps do it)"
    ),
    requests.Register: Row(
        accounts.register,
        "anyone",
        "REGISTER account|* email|* password",
        "/register NAME PASSWORD [EMAIL]",
        "register an account, which keeps the name for you",
    ),
    requests.Verify: Row(accounts.verify, "anyone", "VERIFY account code", "", "prove an account's e-mail address"),
    requests.Login: Row(login.login, "anyone", "", "/login NAME PASSWORD", "log in to your account"),
    requests.Logout: Row(login.logout, "visitor", "", "/logout", "be a guest again"),
    requests.Persistence: Row(
        persistence.persistence,
        "user",
        "PERSISTENCE GET | SET ON|OFF|DEFAULT",
        "",
        "stay present while none of your apps is connected, or not",
    ),
    requests.Reoffer: Row(arrival.reoffer, "anyone"),
}
