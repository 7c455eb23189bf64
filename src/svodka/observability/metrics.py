"""The figures of one process, each under its name for Prometheus; and how they travel to whoever shows them.

Rooms count through narrow hooks of their own and import nothing of this; `svodka.app` ties the two together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_AGES: Final = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_LAGS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0)
_LE: Final = "le"

# Family → `kind`, names of `labels`, `bounds` of buckets, and `children`: values of the labels, then one number,
# or the counts of a histogram's buckets and their sum.
Samples = Mapping[str, Mapping[str, Any]]


class Meters:
    """Counts what happens in this process. Each method is a hook that a room is handed; none of them waits."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry: dict[str, Any] = {"registry": self.registry}
        self._moves = Counter(
            "svodka_upload_moves", "Uploads that came into a state.", ["state", "reason"], **registry
        )
        self._ages = Histogram(
            "svodka_upload_age_seconds",
            "Age of uploads when they came into a state: at `delivered`, what their person waited.",
            ["state"],
            buckets=_AGES,
            **registry,
        )
        self._steps = Histogram(
            "svodka_step_seconds",
            "Time that one step took, and how it ended.",
            ["step", "outcome"],
            buckets=_SECONDS,
            **registry,
        )
        self._storage = Histogram(
            "svodka_storage_seconds",
            "Time that the object storage took for one operation, and how it ended.",
            ["operation", "outcome"],
            buckets=_SECONDS,
            **registry,
        )
        self._telegram = Counter(
            "svodka_telegram_calls", "Calls to Telegram by what came of them.", ["outcome"], **registry
        )
        self._sandboxes = Counter(
            "svodka_sandbox_runs", "Sandboxes by how they ended.", ["outcome"], **registry
        )
        self._requests = Histogram(
            "svodka_http_request_seconds",
            "Time that a request took, by its route.",
            ["route", "status"],
            buckets=_SECONDS,
            **registry,
        )
        self._lag = Histogram(
            "svodka_loop_lag_seconds",
            "How late the event loop was, looked at four times a second.",
            buckets=_LAGS,
            **registry,
        )
        ProcessCollector(registry=self.registry)

    def upload_moved(self, state: str, reason: str | None, age_s: float) -> None:
        """Count an upload that came into a state, `age_s` after it was accepted."""
        self._moves.labels(state, reason or "").inc()
        self._ages.labels(state).observe(age_s)

    def step_ended(self, step: str, outcome: str, seconds: float) -> None:
        """Count a step that was taken."""
        self._steps.labels(step, outcome).observe(seconds)

    def storage_answered(self, operation: str, outcome: str, seconds: float) -> None:
        """Count an operation of the storage."""
        self._storage.labels(operation, outcome).observe(seconds)

    def telegram_answered(self, outcome: str) -> None:
        """Count a call to Telegram."""
        self._telegram.labels(outcome).inc()

    def sandbox_ended(self, outcome: str) -> None:
        """Count a sandbox."""
        self._sandboxes.labels(outcome).inc()

    def request_answered(self, route: str, status: int, seconds: float) -> None:
        """Count a request for a page."""
        self._requests.labels(route, str(status)).observe(seconds)

    def loop_was_late(self, seconds: float) -> None:
        """Count one look at the event loop."""
        self._lag.observe(seconds)

    def gauge(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Show a value that is asked for whenever somebody looks."""
        Gauge(name, about, registry=self.registry).set_function(value)

    def counter(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Show a sum that somebody else keeps and that only grows."""
        self.registry.register(_Kept(name, about, value))

    def memory_bytes(self) -> int:
        """Return the memory that this process holds; 0 where the system does not say."""
        return int(self.registry.get_sample_value("process_resident_memory_bytes") or 0)

    def samples(self) -> dict[str, dict[str, Any]]:
        """Return all figures in a form that is small as JSON. See `gathered`."""
        return {family.name: _packed(family) for family in self.registry.collect()}


class _Kept(Collector):
    """A counter whose value is kept elsewhere."""

    def __init__(self, name: str, about: str, value: Callable[[], float]) -> None:
        self._name, self._about, self._value = name, about, value

    def collect(self) -> Iterable[Metric]:
        """Ask for the value."""
        family = Metric(self._name, self._about, "counter")
        family.add_sample(f"{self._name}_total", {}, self._value())
        return [family]


class _Gathered(Collector):
    """The figures of many processes, told apart by labels."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """Return the families as they are."""
        return self._families


def written(families: Sequence[Metric]) -> bytes:
    """Write families as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Gathered(families))
    return generate_latest(registry)


def gathered(own: Meters, processes: Sequence[tuple[Mapping[str, str], Samples]]) -> list[Metric]:
    """Put the figures of processes together, each with its labels; `own` knows what they are about."""
    about = {family.name: family.documentation for family in own.registry.collect()}
    families: dict[str, Metric] = {}
    for labels, samples in processes:
        for name, packed in samples.items():
            family = families.setdefault(name, Metric(name, about.get(name, name), packed["kind"]))
            _unpack(family, packed, labels)
    return list(families.values())


def _packed(family: Metric) -> dict[str, Any]:
    """Say once what is the same for all children: names of labels, bounds of buckets."""
    children: dict[tuple[str, ...], list[float]] = {}
    labels: list[str] = []
    bounds: dict[str, None] = {}
    for sample in family.samples:
        if sample.name.endswith(("_created", "_count")):
            continue
        bounds |= {sample.labels[_LE]: None} if _LE in sample.labels else {}
        labels = [name for name in sample.labels if name != _LE]
        key = tuple(sample.labels[name] for name in labels)
        children.setdefault(key, []).append(round(sample.value, 6))
    return {
        "kind": family.type,
        "labels": labels,
        "bounds": list(bounds),
        "children": [[list(key), numbers] for key, numbers in children.items()],
    }


def _unpack(family: Metric, packed: Mapping[str, Any], common: Mapping[str, str]) -> None:
    bounds: Sequence[str] = packed["bounds"]
    for values, numbers in packed["children"]:
        labels = {**common, **dict(zip(packed["labels"], values, strict=True))}
        if not bounds:
            name = family.name + ("_total" if packed["kind"] == "counter" else "")
            family.add_sample(name, labels, numbers[0])
            continue
        *counts, total = numbers
        for bound, count in zip(bounds, counts, strict=True):
            family.add_sample(f"{family.name}_bucket", {**labels, _LE: bound}, count)
        family.add_sample(f"{family.name}_count", labels, counts[-1])
        family.add_sample(f"{family.name}_sum", labels, total)
