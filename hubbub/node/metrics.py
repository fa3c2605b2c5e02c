"""What an operator's Prometheus reads: the server's counts and its present state, put in words when it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from hubbub.net.counts import Counts, Histogram

PROTOCOLS = ("plain", "irc", "websocket")


class State(msgspec.Struct, frozen=True):
    """How things stand at the moment of a scrape.

    ``sessions``: by protocol; ``outbox_bytes`` and ``outboxes_behind``: what waits for those who do not read as fast
    as it comes, and how many they are; ``effects_waiting``: commands that wait for the disk, say.
    """

    healthy: bool
    sessions: dict[str, int]
    users: int
    channels: int
    outbox_bytes: int
    outboxes_behind: int
    effects_waiting: int


class Metrics(Collector):
    """``state``: tells how things stand now.  It has a registry of its own."""

    def __init__(self, version: str, counts: Counts, state: Callable[[], State]) -> None:
        self._version = version
        self._counts = counts
        self._state = state
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def show(self, accept: str) -> tuple[bytes, str]:
        """The text of all metrics in the form that the Accept field asks for, and its media type."""
        encode, kind = choose_encoder(accept)
        return encode(self._registry), kind

    def describe(self) -> list[Metric]:
        """Nothing: registering must not ask for the state, which there may not be yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        counts, state = self._counts, self._state()
        info = GaugeMetricFamily("hubbub_info", "Which version runs.", labels=["version"])
        info.add_metric([self._version], 1)
        yield info
        yield GaugeMetricFamily("hubbub_healthy", "1 while the log accepts writes.", value=state.healthy)
        sessions = GaugeMetricFamily(
            "hubbub_sessions", "Open sessions; who has said nothing yet counts as plain.", labels=["protocol"]
        )
        for protocol in PROTOCOLS:
            sessions.add_metric([protocol], state.sessions.get(protocol, 0))
        yield sessions
        yield GaugeMetricFamily("hubbub_users", "Users that are there, with any number of sessions.", value=state.users)
        yield GaugeMetricFamily("hubbub_channels", "Channels that exist.", value=state.channels)
        yield GaugeMetricFamily("hubbub_outbox_bytes", "What clients have not taken yet.", value=state.outbox_bytes)
        yield GaugeMetricFamily(
            "hubbub_outboxes_behind", "Clients that do not read as fast as they are sent.", value=state.outboxes_behind
        )
        yield GaugeMetricFamily(
            "hubbub_effects_waiting", "Commands that wait for the disk or the like.", value=state.effects_waiting
        )
        yield CounterMetricFamily("hubbub_connections", "Connections accepted.", value=counts.connections)
        yield CounterMetricFamily("hubbub_messages", "Messages said.", value=counts.messages)
        yield CounterMetricFamily(
            "hubbub_deliveries", "Events given to a recipient each, messages and all else.", value=counts.deliveries
        )
        yield _by("hubbub_drops", "Clients dropped.", "reason", counts.dropped)
        yield _by("hubbub_effects", "What commands waited for.", "kind", counts.effects)
        yield _histogram("hubbub_batch_events", "Stored events of a batch.", counts.batch_events)
        yield _histogram("hubbub_commit_seconds", "From closing a batch to its being stored.", counts.commit_seconds)
        yield _histogram("hubbub_loop_lag_seconds", "How late the event loop is.", counts.loop_lag_seconds)


def _by(name: str, text: str, label: str, numbers: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=[label])
    for value, number in sorted(numbers.items()):
        family.add_metric([value], number)
    return family


def _histogram(name: str, text: str, histogram: Histogram) -> HistogramMetricFamily:
    buckets: list[tuple[str, float]] = []
    so_far = 0
    for bound, number in zip((*histogram.bounds, "+Inf"), histogram.counts, strict=True):
        so_far += number
        buckets.append((str(bound), so_far))
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=histogram.total)
