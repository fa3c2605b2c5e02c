"""Server time: the ``time`` tag to seconds since 1970 and back.

Source: the IRCv3 server-time specification (``YYYY-MM-DDThh:mm:ss.sssZ``).
"""

from __future__ import annotations

from datetime import UTC, datetime

_LAST = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


def read_time(text: str) -> float | None:
    """Seconds since 1970, or None where ``text`` is not such a time."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def show_time(seconds: float) -> str:
    """The tag's value, in milliseconds."""
    whole, milliseconds = divmod(round(min(max(seconds, 0.0), _LAST) * 1000), 1000)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z"
