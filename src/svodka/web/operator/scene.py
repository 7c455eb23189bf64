"""What the operator's page shows, in words: figures as the language writes them, and nothing that is secret."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any, Final

from svodka.observability.metrics import within_s
from svodka.texts import codes, number, sentence, size
from svodka.uploads import State, Upload
from svodka.watching import Heartbeat, Waiting, Worries, why_waiting
from svodka.web.lookout import View

_GOOD_SUCCESS: Final = 0.95
_SLOW_S: Final = 5.0
_MOST: Final = 0.95
_LONGEST_S: Final = 60.0
_LONGEST_ERROR: Final = 300
_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One figure with its name, what it is made of, and whether it needs a look (`good`, `warn`, `bad`, ``)."""

    label: str
    value: str
    about: str = ""
    mood: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One upload."""

    id: str
    who: str
    file: str
    size: str
    why: str
    error: str
    since: str
    attempts: int
    mood: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """One process, with its sessions as a part of what it may hold."""

    role: str
    host: str
    uptime: str
    seen: str
    sessions: str
    busy: int
    memory: str
    lag: str
    notes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """The whole page. `troubles` is empty when all is well."""

    troubles: Sequence[str]
    tiles: Sequence[Tile]
    states: Sequence[tuple[str, str, int]]
    waiting: Sequence[Row]
    failed: Sequence[Row]
    processes: Sequence[Gauge]
    checks: Sequence[tuple[str, str, str]]
    at: str


def scene(view: View, language: str, mask: Callable[[str], str]) -> Scene:
    """Put what there is to see into words."""
    wording = _Wording(language)
    return Scene(
        troubles=list(_troubles(view, wording)),
        tiles=[*_tiles(view, wording), *_gauges(view, wording)],
        states=list(_states(view, wording)),
        waiting=[_waiting(upload, view, wording, mask) for upload in view.waiting],
        failed=[_failed(upload, view, wording, mask) for upload in view.failed],
        processes=[_process(beat, view.overview.at, wording) for beat in view.alive],
        checks=[
            (wording.say(f"operator-check-{name}"), answer, _mood_of(answer))
            for name, answer in view.checks.items()
        ],
        at=f"{view.overview.at:%H:%M:%S} UTC",
    )


@dataclass(frozen=True, slots=True)
class _Wording:
    """The reader's language."""

    language: str

    def say(self, code: str, **figures: Any) -> str:
        return sentence(code, self.language, **figures)

    def count(self, value: float) -> str:
        return number(value, self.language)

    def seconds(self, value: float | None) -> str:
        """Write a short time: `50 ms`, `0.8 s`, `12 s`, `5 min`, `3 h`, `2 d`."""
        if value is None:
            return "—"
        if 0 < value < 0.1:
            return self.say("operator-ms", n=self.count(round(1000 * value)))
        for unit, least in (("d", _DAY_S), ("h", _HOUR_S), ("min", _MINUTE_S)):
            if value >= least:
                return self.say(f"operator-{unit}", n=self.count(int(value // least)))
        shown = round(value, 2 if value < 1 else 1) if value < 10 else round(value)
        return self.say("operator-s", n=self.count(shown))

    def since(self, moment: datetime, now: datetime) -> str:
        return self.seconds(max((now - moment) / timedelta(seconds=1), 0.0))


def _troubles(view: View, wording: _Wording) -> Iterator[str]:
    for trouble in view.wrong:
        yield wording.say(f"operator-trouble-{trouble}")
    for name, answer in view.checks.items():
        if answer != "ok" and name != "worker":  # that one is a trouble already
            yield wording.say("operator-trouble-check", name=wording.say(f"operator-check-{name}"))


def _tiles(view: View, wording: _Wording) -> Iterator[Tile]:
    overview, today = view.overview, view.overview.today
    say, count = wording.say, wording.count
    yield Tile(
        label=say("operator-today"),
        value=count(sum(today.values())),
        about=say("operator-today-about", people=overview.people_today),
    )
    success = overview.success
    yield Tile(
        label=say("operator-success"),
        value="—" if success is None else f"{count(round(100 * success, 1))}\u00a0%",
        about=say(
            "operator-success-about",
            delivered=count(today.get(State.DELIVERED, 0)),
            failed=count(today.get(State.FAILED, 0)),
            rejected=count(today.get(State.REJECTED, 0)),
        ),
        mood="" if success is None else "good" if success >= _GOOD_SUCCESS else "bad",
    )
    p95 = overview.quantile_s(0.95)
    yield Tile(
        label=say("operator-p95"),
        value=wording.seconds(p95),
        about=say("operator-p95-about", p50=wording.seconds(overview.quantile_s(0.5))),
        mood="warn" if p95 is not None and p95 > _SLOW_S else "",
    )
    waiting = overview.waiting
    late = waiting.age(overview.at) >= Worries().longest_wait
    yield Tile(
        label=say("operator-waiting"),
        value=count(waiting.count),
        about=say("operator-waiting-about", age=wording.seconds(waiting.age(overview.at).total_seconds()))
        if waiting.count
        else say("operator-waiting-none"),
        mood="bad" if late else "",
    )
    yield Tile(
        label=say("operator-unsaid"),
        value=count(overview.outbox.count),
        about=say("operator-unsaid-about", inbox=count(overview.inbox.count)),
    )
    yield Tile(
        label=say("operator-people"),
        value=count(overview.people),
        about=say("operator-people-about", lost=count(overview.people_lost)),
    )


def _gauges(view: View, wording: _Wording) -> Iterator[Tile]:
    """Yield the tiles of what the processes share: the storage and the database's sessions."""
    say, count = wording.say, wording.count
    down = any(beat.vitals.storage_is_down for beat in view.alive)
    within = within_s([beat.samples for beat in view.alive], "svodka_storage_seconds", _MOST)
    time = f"> {wording.seconds(_LONGEST_S)}" if within == inf else wording.seconds(within)
    about = say("operator-storage-unused") if within is None else say("operator-storage-about", time=time)
    yield Tile(
        label=say("operator-storage"),
        value=say("operator-storage-away" if down else "operator-storage-well"),
        about=about,
        mood="bad" if down else "good",
    )
    held = sum(beat.vitals.sessions_open for beat in view.alive)
    busiest = max((beat.vitals.sessions_busy for beat in view.alive), default=0.0)
    yield Tile(
        label=say("operator-sessions"),
        value=f"{count(held)}/{count(view.session_limit)}",
        about=say("operator-sessions-about", percent=round(100 * busiest)),
        mood="bad" if busiest >= Worries().busiest or held > view.session_limit else "",
    )


def _states(view: View, wording: _Wording) -> Iterator[tuple[str, str, int]]:
    """Yield today's uploads by where they are: state, its name, how many of a thousand."""
    total = sum(view.overview.today.values())
    for state in (
        State.DELIVERED,
        State.ANALYSED,
        State.STORED,
        State.RECEIVED,
        State.REJECTED,
        State.FAILED,
    ):
        if count := view.overview.today.get(state, 0):
            name = f"{wording.say(f'operator-state-{state}')} {wording.count(count)}"
            yield str(state), name, max(round(1000 * count / total), 1)


def _row(upload: Upload, view: View, wording: _Wording, mask: Callable[[str], str], **words: str) -> Row:
    person = view.people.get(upload.person_id)
    return Row(
        id=str(upload.id),
        who=person.name if person else str(upload.person_id),
        file=upload.document.name or wording.say("file-nameless"),
        size=size(upload.document.size, wording.language),
        error=mask(upload.last_error or "")[:_LONGEST_ERROR],
        since=wording.since(upload.changed_at, view.overview.at),
        attempts=upload.attempts,
        **words,
    )


def _waiting(upload: Upload, view: View, wording: _Wording, mask: Callable[[str], str]) -> Row:
    now = view.overview.at
    why = why_waiting(upload, now)
    figures: Mapping[str, str] = {}
    if why is Waiting.PUT_OFF and upload.not_before is not None:
        figures = {"age": wording.seconds((upload.not_before - now).total_seconds())}
    late = now - upload.changed_at >= Worries().longest_wait
    words = wording.say(f"operator-why-{why}", **figures)
    return _row(upload, view, wording, mask, why=words, mood="bad" if late else "")


def _failed(upload: Upload, view: View, wording: _Wording, mask: Callable[[str], str]) -> Row:
    code = f"operator-failed-{upload.error_code}"
    known = code in codes(wording.language)
    words = wording.say(code if known else "operator-failed-internal")
    return _row(upload, view, wording, mask, why=words)


def _process(beat: Heartbeat, now: datetime, wording: _Wording) -> Gauge:
    vitals, say = beat.vitals, wording.say
    notes = [say("operator-storage-down")] if vitals.storage_is_down else []
    if vitals.log_lines_lost:
        notes.append(say("operator-lines-lost", lines=wording.count(vitals.log_lines_lost)))
    return Gauge(
        role=say(f"operator-role-{beat.process.role}"),
        host=beat.process.name.split(":")[1],
        uptime=wording.since(beat.process.started_at, now),
        seen=wording.since(beat.at, now),
        sessions=f"{vitals.sessions_open}/{vitals.sessions_share}",
        busy=round(100 * vitals.sessions_busy),
        memory=size(vitals.memory_bytes, wording.language),
        lag=say("operator-ms", n=wording.count(round(1000 * vitals.lag_s))),
        notes=notes,
    )


def _mood_of(answer: str) -> str:
    return "good" if answer == "ok" else "bad"
