"""The figures of one process, each under its name for Prometheus; and how they travel to whoever shows them.

Rooms count through narrow hooks of their own and import nothing of this; `svodka.app` ties the two together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
_AGES: Final = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_LAGS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0)
_LE: Final = "le"
_SUFFIXES: Final = {"counter": "_total"}

# Family → `kind`, names of `labels`, `bounds` of buckets, and `children`: values of the labels, then one number,
# or the counts of a histogram's buckets and their sum.
Samples = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """What figures of one name are: a `counter` that only grows, a `gauge`, or a `histogram` with `buckets`."""

    kind: str
    about: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


COUNTED: Final = {
    "svodka_upload_moves": Family(
        kind="counter",
        about="Uploads that came into a state; the reason is an error's code.",
        labels=("state", "reason"),
    ),
    "svodka_upload_age_seconds": Family(
        kind="histogram",
        about="Age of uploads when they came into a state: at `delivered`, what their person waited.",
        labels=("state",),
        buckets=_AGES,
    ),
    "svodka_step_seconds": Family(
        kind="histogram",
        about="Time that one step took, and how it ended: `done`, `stopped`, or an error's code.",
        labels=("step", "outcome"),
        buckets=_SECONDS,
    ),
    "svodka_storage_seconds": Family(
        kind="histogram",
        about="Time that the object storage took, and how it ended: `ok`, `stopped`, or an error's code.",
        labels=("operation", "outcome"),
        buckets=_SECONDS,
    ),
    "svodka_telegram_calls": Family(
        kind="counter",
        about="Calls to Telegram: `ok`, `slow-down` (429), `refused`, `away`, `stopped`, `failed`.",
        labels=("outcome",),
    ),
    "svodka_sandbox_runs": Family(
        kind="counter",
        about="Sandboxes: `done`, `refused` the file, `killed` for what it took, `crashed`, `stopped`.",
        labels=("outcome",),
    ),
    "svodka_http_request_seconds": Family(
        kind="histogram",
        about="Time that a request took, by its route.",
        labels=("route", "status"),
        buckets=_SECONDS,
    ),
    "svodka_loop_lag_seconds": Family(
        kind="histogram",
        about="How late the event loop was, looked at four times a second.",
        buckets=_LAGS,
    ),
}


class Meters:
    """Counts what happens in this process. Each method is a hook that a room is handed; none of them waits."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._histograms: dict[str, Histogram] = {}
        for name, family in COUNTED.items():
            if family.kind == "counter":
                self._counters[name] = Counter(name, family.about, family.labels, registry=self.registry)
            else:
                self._histograms[name] = Histogram(
                    name, family.about, family.labels, buckets=family.buckets, registry=self.registry
                )
        ProcessCollector(registry=self.registry)

    def upload_moved(self, state: str, reason: str | None, age_s: float) -> None:
        """Count an upload that came into a state, `age_s` after it was accepted."""
        self._counters["svodka_upload_moves"].labels(state, reason or "").inc()
        self._histograms["svodka_upload_age_seconds"].labels(state).observe(age_s)

    def step_ended(self, step: str, outcome: str, seconds: float) -> None:
        """Count a step that was taken."""
        self._histograms["svodka_step_seconds"].labels(step, outcome).observe(seconds)

    def storage_answered(self, operation: str, outcome: str, seconds: float) -> None:
        """Count an operation of the storage."""
        self._histograms["svodka_storage_seconds"].labels(operation, outcome).observe(seconds)

    def telegram_answered(self, outcome: str) -> None:
        """Count a call to Telegram."""
        self._counters["svodka_telegram_calls"].labels(outcome).inc()

    def sandbox_ended(self, outcome: str) -> None:
        """Count a sandbox."""
        self._counters["svodka_sandbox_runs"].labels(outcome).inc()

    def request_answered(self, route: str, status: int, seconds: float) -> None:
        """Count a request for a page."""
        self._histograms["svodka_http_request_seconds"].labels(route, str(status)).observe(seconds)

    def loop_was_late(self, seconds: float) -> None:
        """Count one look at the event loop."""
        self._histograms["svodka_loop_lag_seconds"].observe(seconds)

    def show(self, name: str, family: Family, value: Callable[[], float]) -> None:
        """Show a figure that somebody else keeps: it is asked for whenever somebody looks."""
        self.registry.register(_Kept(name, family, value))

    def memory_bytes(self) -> int:
        """Return the memory that this process holds; 0 where the system does not say."""
        return int(self.registry.get_sample_value("process_resident_memory_bytes") or 0)

    def samples(self) -> dict[str, dict[str, Any]]:
        """Return all figures in a form that is small as JSON. See `gathered`."""
        return {family.name: _packed(family) for family in self.registry.collect()}


class _Kept(Collector):
    """A figure that is kept elsewhere."""

    def __init__(self, name: str, family: Family, value: Callable[[], float]) -> None:
        self._name, self._family, self._value = name, family, value

    def collect(self) -> Iterable[Metric]:
        """Ask for the value."""
        metric = Metric(self._name, self._family.about, self._family.kind)
        metric.add_sample(self._name + _SUFFIXES.get(self._family.kind, ""), {}, self._value())
        return [metric]


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


def within_s(many: Iterable[Samples], name: str, part: float) -> float | None:
    """Return the bound within which this part of a histogram's observations lie, of all processes together.

    None where there is no observation, and infinity where the bound is beyond the last bucket's.
    """
    packed = [samples[name] for samples in many if name in samples]
    counts = [child[1][:-1] for family in packed for child in family["children"]]
    if not counts:
        return None
    totals = [sum(column) for column in zip(*counts, strict=True)]
    bounds = [float(bound) for bound in packed[0]["bounds"]]
    return next(bound for bound, total in zip(bounds, totals, strict=True) if total >= part * totals[-1])


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
            name = family.name + _SUFFIXES.get(packed["kind"], "")
            family.add_sample(name, labels, numbers[0])
            continue
        *counts, total = numbers
        for bound, count in zip(bounds, counts, strict=True):
            family.add_sample(f"{family.name}_bucket", {**labels, _LE: bound}, count)
        family.add_sample(f"{family.name}_count", labels, counts[-1])
        family.add_sample(f"{family.name}_sum", labels, total)
