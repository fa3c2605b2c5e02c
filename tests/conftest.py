"""Properties hold however busy the machine is: no example of them has a deadline."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("hubbub", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hubbub")
