"""What the tables promise: nothing twice, nothing lost, and races with one winner."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import exc, text
from uuid6 import uuid7

import svodka.database.sqlite
from svodka.database import Database, Move, open_database
from svodka.errors import DatabaseUnavailableError
from svodka.rehearsal.servers import Postgres
from svodka.uploads import (
    Background,
    Document,
    Due,
    MessageKind,
    NewMessage,
    Person,
    State,
    Step,
    Update,
    Upload,
)
from tests.database.conftest import NOW

MINUTE = timedelta(minutes=1)
ANNA = Person(id=10**12, name="Анна <b>", language="ru")


def upload(message_id: int = 1, **changes: object) -> Upload:
    fields: dict[str, object] = {
        "id": UUID(str(uuid7())),
        "person_id": ANNA.id,
        "chat_id": ANNA.id,
        "message_id": message_id,
        "document": Document(file_id="f", file_unique_id="u", name="Отчёт.csv", size=3),
        "language": "ru",
        "state": State.RECEIVED,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Upload(**(fields | changes))  # type: ignore[arg-type]  # a table of keyword arguments


async def added(database: Database, row: Upload) -> Upload:
    async with database.works() as work:
        assert await work.uploads.add(row)
    return row


async def put(database: Database, key: str, chat_id: int = 1, upload_id: UUID | None = None) -> None:
    async with database.works() as work:
        assert await work.outbox.put(
            key=key,
            chat_id=chat_id,
            kind=MessageKind.PROGRESS,
            payload={"code": key},
            now=NOW,
            upload_id=upload_id,
        )


async def pending(database: Database, now: datetime = NOW) -> list[str]:
    async with database.works() as work:
        return [message.key for message in await work.outbox.pending(now, 10)]


async def test_text_that_no_database_keeps_blocks_nobody(database: Database) -> None:
    hostile = "a\0b\ud800c 😀 \\u0000"
    harmless = "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c 😀 \\u0000"
    document = Document(file_id="f", file_unique_id="u", name=hostile, size=3)
    row = await added(database, upload(document=document, summary={hostile: [hostile]}))
    updates = [
        Update(bot_id=1, update_id=1, payload={"text": hostile}),
        Update(bot_id=1, update_id=2, payload={"text": "innocent"}),
    ]

    async with database.works() as work:
        assert await work.inbox.add(updates, NOW) == 2
        await work.people.meet(Person(id=1, name=hostile, language="ru"), NOW)
        await work.uploads.move(
            row.id, source=State.RECEIVED, target=State.FAILED, now=NOW, last_error=hostile
        )
        pending = [update.payload["text"] for _, update in await work.inbox.pending(1, 10)]
        kept = await work.uploads.get(row.id)

    assert pending == [harmless, "innocent"]
    assert kept is not None
    assert (kept.document.name, kept.summary, kept.last_error) == (harmless, {harmless: [harmless]}, harmless)


async def test_an_update_is_kept_once_and_handled_once(database: Database) -> None:
    update = Update(bot_id=1, update_id=7, payload={"text": "сводка"})
    async with database.works() as work:
        assert await work.inbox.add([update, Update(bot_id=2, update_id=7, payload={})], NOW) == 2
        assert await work.inbox.add([update], NOW) == 0
        [(row_id, found)] = await work.inbox.pending(1, 10)
        assert found == replace(update, received_at=NOW)
        assert await work.inbox.done([row_id, row_id + 100], NOW) == {row_id}
        assert not await work.inbox.done([row_id], NOW)
        assert await work.inbox.pending(1, 10) == []
        assert await work.inbox.purge(NOW + MINUTE) == 1
        assert len(await work.inbox.pending(2, 10)) == 1


async def test_a_known_person_keeps_the_language_they_chose(database: Database) -> None:
    async with database.works() as work:
        assert await work.people.meet(ANNA, NOW) == ANNA
        await work.people.set_language(ANNA.id, "en")
        await work.people.set_blocked(ANNA.id, NOW)
        met = await work.people.meet(ANNA, NOW)
    assert (met.language, met.blocked_at) == ("en", NOW)


async def test_whoever_was_looked_up_is_as_they_are_once_they_changed(database: Database) -> None:
    async with database.works() as work:
        await work.people.meet(ANNA, NOW)
        await work.people.look_up([ANNA.id, 5, 6])
        assert await work.people.get(ANNA.id) == ANNA
        assert await work.people.get(5) is None
        await work.people.look_up([ANNA.id])
        await work.people.set_language(ANNA.id, "en")
        assert await work.people.get(ANNA.id) == replace(ANNA, language="en")
        await work.people.look_up([6])
        newcomer = Person(id=6, name="Six", language="ru")
        assert await work.people.meet(newcomer, NOW) == newcomer


async def test_several_quotas_are_taken_at_once_each_up_to_its_own_limit(database: Database) -> None:
    async with database.works() as work:
        assert await work.people.take_quotas(ANNA.id, {"2026-03-31": 3, "m7": 1}) == {"2026-03-31", "m7"}
        assert await work.people.take_quotas(ANNA.id, {"2026-03-31": 3, "m7": 1}) == {"2026-03-31"}
        assert await work.people.take_quotas(ANNA.id, {"2026-03-31": 2, "m7": 2}) == {"m7"}
        assert not await work.people.take_quotas(ANNA.id, {"2026-03-31": 2, "m8": 0})


async def test_queued_messages_are_put_with_the_commit_each_key_once(database: Database) -> None:
    def word(key: str) -> NewMessage:
        return NewMessage(key=key, chat_id=1, kind=MessageKind.SENTENCE, payload={"code": "help"})

    async with database.works() as work:
        work.outbox.queue([word("one")], now=NOW)
        work.outbox.queue([word("two"), word("one")], now=NOW)
        assert not await work.outbox.pending(NOW, 10)
    with suppress(ZeroDivisionError):
        async with database.works() as work:
            work.outbox.queue([word("never")], now=NOW)
            raise ZeroDivisionError
    async with database.works() as work:
        assert [each.key for each in await work.outbox.pending(NOW, 10)] == ["one"]
        assert await work.outbox.move_chat(1, 2) == 2


async def test_of_fifty_takers_at_once_five_get_a_quota_of_five(database: Database) -> None:
    async def take() -> bool:
        async with database.works() as work:
            return await work.people.take_quota(ANNA.id, "2026-03-31", 5)

    assert sum(await asyncio.gather(*(take() for _ in range(50)))) == 5
    async with database.works() as work:
        await work.people.give_quota_back(ANNA.id, "2026-03-31")
        assert await work.people.take_quota(ANNA.id, "2026-03-31", 5)
        assert not await work.people.take_quota(ANNA.id, "2026-03-31", 5)


async def test_an_upload_comes_back_as_it_was_and_only_once_a_message(database: Database) -> None:
    row = await added(database, upload(results={"report": "1/2"}, error_figures={"n": 1}))
    async with database.works() as work:
        assert await work.uploads.get(row.id) == row
        assert not await work.uploads.add(upload())
        assert await work.uploads.live(ANNA.id) == {State.RECEIVED: 1}


async def test_of_twenty_racing_for_a_lease_one_wins(database: Database) -> None:
    row = await added(database, upload())

    async def lease(owner: str) -> Upload | None:
        async with database.works() as work:
            return await work.uploads.lease(
                row.id, state=State.RECEIVED, owner=owner, now=NOW, until=NOW + MINUTE
            )

    won = [leased for leased in await asyncio.gather(*(lease(f"w{n}") for n in range(20))) if leased]
    assert [leased.attempts for leased in won] == [1]
    async with database.works() as work:
        later = NOW + 2 * MINUTE
        taken = await work.uploads.lease(row.id, state=State.RECEIVED, owner="x", now=later, until=later)
    assert taken is not None
    assert (taken.attempts, taken.lease_owner) == (2, "x")


async def test_only_the_holder_of_a_lease_may_move_extend_or_release(database: Database) -> None:
    row = await added(database, upload())
    async with database.works() as work:
        uploads = work.uploads
        await uploads.lease(row.id, state=State.RECEIVED, owner="a", now=NOW, until=NOW + MINUTE)
        assert not await uploads.extend(row.id, owner="b", until=NOW)
        assert not await uploads.release(row.id, owner="b", now=NOW, counted=False)
        there: dict[str, Any] = {"source": State.RECEIVED, "target": State.STORED, "now": NOW}
        assert not await uploads.move(row.id, owner="b", **there)
        assert await uploads.move(row.id, owner="a", object_key="k", **there)
        assert not await uploads.move(row.id, owner="a", **there)
        moved = await uploads.get(row.id)
    assert moved is not None
    assert (moved.state, moved.attempts, moved.lease_owner, moved.object_key) == (State.STORED, 0, None, "k")


async def test_what_is_due_is_neither_leased_nor_put_off_nor_ended(database: Database) -> None:
    due = await added(database, upload(1))
    leased = await added(database, upload(2, lease_owner="a", lease_until=NOW + MINUTE))
    late = await added(database, upload(3, state=State.STORED, not_before=NOW + MINUTE))
    await added(database, upload(4, state=State.DELIVERED))
    async with database.works() as work:
        assert await work.uploads.due(NOW, 10) == [
            Due(upload_id=due.id, step=Step.STORE, since=None, changed_at=due.changed_at)
        ]
        assert {each.upload_id for each in await work.uploads.due(NOW + 2 * MINUTE, 10)} == {
            due.id,
            leased.id,
            late.id,
        }
        assert await work.uploads.take_back("a", NOW) == 1
        assert len(await work.uploads.due(NOW, 10)) == 2


async def test_messages_of_a_chat_leave_in_order_and_a_waiting_one_holds_only_its_chat(
    database: Database,
) -> None:
    for key, chat in (("a1", 1), ("a2", 1), ("b1", 2)):
        await put(database, key, chat)
    assert await pending(database) == ["a1", "b1"]
    async with database.works() as work:
        [a1, b1] = await work.outbox.pending(NOW, 10)
        await work.outbox.postpone(a1.id, not_before=NOW + MINUTE, error="429")
        assert await work.outbox.sent(b1.id, message_id=5, now=NOW)
        assert not await work.outbox.sent(b1.id, message_id=6, now=NOW)
    assert await pending(database) == []
    assert await pending(database, NOW + MINUTE) == ["a1"]


async def test_the_same_key_is_queued_once_and_superseded_progress_goes(database: Database) -> None:
    row = await added(database, upload())
    for key in ("accepted", "reading", "drawing"):
        await put(database, key, upload_id=row.id)
    async with database.works() as work:
        again = await work.outbox.put(
            key="reading", chat_id=1, kind=MessageKind.PROGRESS, payload={}, now=NOW, upload_id=row.id
        )
        assert not again
        assert await work.outbox.drop_progress(row.id) == 2
    assert await pending(database) == ["accepted"]


async def test_messages_that_are_queued_together_keep_their_order_and_none_is_queued_twice(
    database: Database,
) -> None:
    row = await added(database, upload())
    messages = [
        NewMessage(key=key, chat_id=1, kind=MessageKind.REPORT, payload={"part": key}, upload_id=row.id)
        for key in ("b", "a", "c")
    ]

    async with database.works() as work:
        await work.outbox.put_all(messages[:2], now=NOW)
        await work.outbox.put_all(messages, now=NOW)

    said = []
    async with database.works() as work:
        while waiting := await work.outbox.pending(NOW, 10):
            [message] = waiting
            said.append((message.key, message.payload, message.upload_id))
            await work.outbox.sent(message.id, message_id=1, now=NOW)
    assert said == [(key, {"part": key}, row.id) for key in ("b", "a", "c")]


async def test_with_autocommit_a_change_is_there_for_all_and_its_session_is_as_it_was(
    database: Database,
) -> None:
    heard: list[State] = []
    database = replace(database, heard=lambda move: heard.append(move.state))
    row = upload()

    async with database.works(autocommit=True) as work:
        assert await work.uploads.add(row)
    async with database.works(autocommit=True) as work:
        assert await work.uploads.get(row.id) == row
    with pytest.raises(ValueError, match="on the way"):
        async with database.works() as work:
            await work.uploads.add(upload(2))
            raise ValueError("on the way")
    async with database.works() as work:
        assert await work.uploads.live(ANNA.id) == {State.RECEIVED: 1}
    assert heard == [State.RECEIVED]


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.works() as work:
            await work.people.meet(ANNA, NOW)
            raise RuntimeError
    async with database.works() as work:
        assert await work.people.get(ANNA.id) is None


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive"):
        await added(database, upload(created_at=datetime(2026, 1, 1)))  # noqa: DTZ001  # that is the point


async def test_a_moment_comes_back_aware_and_in_utc(database: Database) -> None:
    from_moscow = NOW.astimezone(tz=None).replace(tzinfo=UTC)
    row = await added(database, upload(created_at=from_moscow))
    async with database.works() as work:
        found = await work.uploads.get(row.id)
    assert found is not None
    assert found.created_at == from_moscow
    assert found.created_at.utcoffset() == timedelta(0)


async def test_a_bug_keeps_its_type(database: Database) -> None:
    for question in ("SELECT nonsense", "SELECT 1 FROM nothing", "nonsense"):
        with pytest.raises(exc.DBAPIError):
            async with database.works() as work:
                await work.uploads.connection.execute(text(question))
    with pytest.raises((exc.DBAPIError, OverflowError)):
        async with database.works() as work:
            await work.people.get(2**70)


async def test_a_locked_sqlite_file_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    async with open_database(url, pool_size=1) as database:
        await database.migrate()
        monkeypatch.setattr(svodka.database.sqlite, "_PRAGMAS", ("busy_timeout=1",))
        async with open_database(url, pool_size=1) as other:
            async with database.works():
                with pytest.raises(DatabaseUnavailableError, match="locked"):
                    async with other.works():
                        pass
            async with other.works() as work:
                assert await work.people.get(1) is None


async def test_a_server_that_is_not_there_is_a_passing_fault() -> None:
    async with open_database("postgresql://x@127.0.0.1:1/x", pool_size=1) as database:
        with pytest.raises(DatabaseUnavailableError):
            async with database.works():
                pass


async def test_a_server_that_dies_and_returns_is_a_passing_fault(postgres: Postgres) -> None:
    url = postgres.create_database("dies")
    async with open_database(url, pool_size=2) as database:
        await database.migrate()
        with pytest.raises(DatabaseUnavailableError):
            async with database.works() as work, open_database(url, pool_size=1) as other:
                await work.people.get(1)
                async with other.engine.connect() as killer:
                    await killer.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE datname = 'dies' AND pid <> pg_backend_pid()"
                        )
                    )
                await work.people.get(1)
        async with database.works() as work:
            assert await work.people.get(1) is None


async def test_the_operator_sees_what_changed_last_first(database: Database) -> None:
    states = [State.FAILED, State.DELIVERED, State.FAILED, State.STORED]
    rows = [
        await added(database, upload(n, state=state, changed_at=NOW + n * MINUTE))
        for n, state in enumerate(states)
    ]

    async with database.works() as work:
        assert await work.uploads.recent(state=State.FAILED, limit=10) == [rows[2], rows[0]]
        assert await work.uploads.recent(state=None, limit=2) == [rows[3], rows[2]]


async def test_what_is_said_of_files_comes_before_small_talk_and_keeps_the_order_of_its_chat(
    database: Database,
) -> None:
    async with database.works() as work:
        for key, chat, upload_id in (("talk", 1, None), ("hello", 2, None), ("file", 2, UUID(int=1))):
            await work.outbox.put(
                key=key, chat_id=chat, kind=MessageKind.SENTENCE, payload={}, now=NOW, upload_id=upload_id
            )

        soon = await work.outbox.pending(NOW + timedelta(seconds=29), 10)
        late = await work.outbox.pending(NOW + timedelta(seconds=31), 10)

    assert [row.key for row in soon] == ["hello", "file", "talk"]
    assert [row.key for row in late] == ["talk", "hello", "file"]


async def test_behind_a_message_are_its_reader_its_upload_and_what_was_said_of_it(database: Database) -> None:
    row = await added(database, upload())
    async with database.works() as work:
        anna = await work.people.meet(ANNA, NOW)
        for key, kind in (("first", MessageKind.PROGRESS), ("second", MessageKind.REPORT)):
            await work.outbox.put(key=key, chat_id=ANNA.id, kind=kind, payload={}, now=NOW, upload_id=row.id)
        await work.outbox.put(key="x", chat_id=404, kind=MessageKind.SENTENCE, payload={}, now=NOW)
        [first, stranger] = await work.outbox.pending(NOW, 10)
        assert (first.more, stranger.more) == (True, False)
        await work.outbox.left({first.id: 70}, now=NOW)
        [second] = await work.outbox.pending(NOW, 1)

        known = await work.outbox.backgrounds([second.id, stranger.id, first.id])

    assert known[second.id] == Background(person=anna, upload=row, progress_message_id=70)
    assert known[stranger.id] == Background()


async def test_an_upload_is_delivered_with_the_last_part_of_its_report(database: Database) -> None:
    row = await added(database, upload(state=State.ANALYSED))
    async with database.works() as work:
        for part in ("summary", "document"):
            await work.outbox.put(
                key=part, chat_id=1, kind=MessageKind.REPORT, payload={}, now=NOW, upload_id=row.id
            )
        [summary] = await work.outbox.pending(NOW, 10)
        assert not await work.uploads.deliver(row.id, said=[summary.id], now=NOW)
        await work.outbox.left({summary.id: 7}, now=NOW)
        [document] = await work.outbox.pending(NOW, 10)
        assert await work.uploads.deliver(row.id, said=[document.id], now=NOW)
        assert not await work.uploads.deliver(row.id, said=[document.id], now=NOW)


@pytest.mark.parametrize("autocommit", [False, True])
async def test_a_report_is_queued_with_its_upload_moved_on_and_in_place_of_unsaid_progress(
    database: Database, autocommit: bool
) -> None:
    heard: list[Move] = []
    database = replace(database, heard=heard.append)
    row = await added(
        database,
        upload(state=State.STORED, lease_owner="w", lease_until=NOW + MINUTE, attempts=2, not_before=NOW),
    )
    for key in ("accepted", "reading"):
        await put(database, key, upload_id=row.id)
    messages = [
        NewMessage(key=key, chat_id=ANNA.id, kind=kind, payload={"part": "Сводка\0"}, upload_id=row.id)
        for key, kind in (("z", MessageKind.REPORT), ("a", MessageKind.PROGRESS))
    ]
    report: dict[str, Any] = {
        "results": {"report": "7/1.html"},
        "summary": {"title": "Отчёт\0"},
        "messages": messages,
        "now": NOW + MINUTE,
    }

    async with database.works(autocommit=autocommit) as work:
        assert not await work.publish(row.id, owner="another", **report)
        assert await work.publish(row.id, owner="w", **report)
        assert not await work.publish(row.id, owner="w", **report)

    said = []
    async with database.works() as work:
        moved = await work.uploads.get(row.id)
        while waiting := await work.outbox.pending(NOW + MINUTE, 10):
            said.append((waiting[0].key, waiting[0].chat_id, waiting[0].kind))
            await work.outbox.sent(waiting[0].id, message_id=1, now=NOW)
    assert moved == replace(
        row,
        state=State.ANALYSED,
        lease_owner=None,
        lease_until=None,
        attempts=0,
        not_before=None,
        results={"report": "7/1.html"},
        summary={"title": "Отчёт\N{REPLACEMENT CHARACTER}"},
        changed_at=NOW + MINUTE,
    )
    assert said == [
        ("accepted", 1, MessageKind.PROGRESS),
        ("z", ANNA.id, MessageKind.REPORT),
        ("a", ANNA.id, MessageKind.PROGRESS),
    ]
    assert [(move.upload_id, move.state, move.age_s) for move in heard][1:] == [
        (row.id, State.ANALYSED, 60.0)
    ]
