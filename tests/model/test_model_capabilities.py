"""The capability table, and values that stay as they are."""

from __future__ import annotations

import msgspec
import pytest

from hubbub.model import capabilities, effects, events, replies, requests, state
from hubbub.model.events import Event, LogEvent


def test_each_capability_is_offered_once() -> None:
    assert len(capabilities.OFFERED) == len(capabilities.TABLE)
    assert capabilities.OFFERED.keys() > capabilities.SHAPING


def values(module: object) -> list[type[msgspec.Struct]]:
    return [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)]


@pytest.mark.parametrize("module", [events, requests, replies, effects, state])
def test_values_do_not_change(module: object) -> None:
    assert all(one.__struct_config__.frozen for one in values(module))


def test_the_log_can_hold_every_durable_event_and_no_other() -> None:
    kinds = {one for one in values(events) if issubclass(one, Event)} - {
        Event,
        events.ChannelEvent,
        events.MetadataEvent,
        events.SessionEvent,
        events.TagsAlone,
    }
    durable = {one for one in kinds if one.durable}
    assert set(LogEvent.__args__) == durable
    assert {one.__struct_config__.tag for one in durable} == {one.__name__ for one in durable}
