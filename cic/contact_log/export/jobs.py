"""Exports as jobs: begun, watched, taken, cancelled, gone. Owns how many there are at once and how long a file stays.

A job runs on a thread of its own and pauses between its pages: calls come first. Its file is readable by the center's
user alone and is removed after an hour. A restart ends what was going on; whoever asks is told so.
"""

import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from cic.api.search_ports import (
    FILE_KEPT_MS,
    ContactSearchPort,
    ContactWish,
    ExportFormat,
    ExportRefused,
    ExportState,
    ExportTold,
    Order,
    SearchTooLong,
)
from cic.contact_log.export.columns import cells_of, csv_line, json_line

log = logging.getLogger(__name__)

AT_ONCE_MAX = 3
OF_ONE_PERSON_MAX = 1
KEPT_MAX = 100
PAGE_CONTACTS = 250
PAUSE_SHARE = 0.5
"""So much of the time that a page took nothing is done after it."""
TOLD_MS = 86_400_000
COUNT_LIMIT_S = 20.0
FREE_BYTES_LEAST = 512 * 1024 * 1024
"""Below, an export ends: the journal needs the room more."""
FILE_BYTES_MAX = 4 * 1024 * 1024 * 1024
_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take Chinese for something else."""


@dataclass(slots=True)
class _Job:
    told: ExportTold
    wish: ContactWish
    cancelled: threading.Event


class ContactExports:
    """The exports of one site. Any thread may use it; files are read and written, so never on the event loop."""

    def __init__(
        self,
        folder: Path,
        search: ContactSearchPort,
        now_ms: Callable[[], int],
        time_zone: Callable[[], str],
        *,
        pause_share: float = PAUSE_SHARE,
    ) -> None:
        """Take up the folder; whatever lies there is of before a restart, and goes."""
        self._folder = folder
        self._search = search
        self._now_ms = now_ms
        self._time_zone = time_zone
        self._pause_share = pause_share
        self._guard = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._old: dict[str, ExportTold] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._take_up()

    def begin(
        self,
        user: str,
        wish: ContactWish,
        form: ExportFormat,
        columns: Sequence[str],
        *,
        export_id: str,
        on_end: Callable[[ExportTold], None] = lambda _: None,
    ) -> ExportTold:
        """Begin an export; raise ExportRefused where there are too many. ``on_end`` is called on the job's thread."""
        self.clear()
        told = ExportTold(export_id, user, form, tuple(columns), ExportState.RUNNING, self._now_ms())
        job = _Job(told, replace(wish, order=Order.NEWEST), threading.Event())
        with self._guard:
            running = [other for other in self._jobs.values() if other.told.state is ExportState.RUNNING]
            if sum(other.told.user == user for other in running) >= OF_ONE_PERSON_MAX:
                raise ExportRefused("export_running", "Your export before this one goes on: wait for it, or cancel it.")
            if len(running) >= AT_ONCE_MAX:
                raise ExportRefused("too_many_exports", "Others are exporting: try again when one of them is done.")
            self._jobs[export_id] = job
        self._keep(told)
        threading.Thread(target=self._run, args=(job, on_end), name="contact-export", daemon=True).start()
        return told

    def told(self, user: str, export_id: str) -> ExportTold | None:
        """Return how an export of this person is; None where there is none."""
        self.clear()
        with self._guard:
            job = self._jobs.get(export_id)
            found = self._old.get(export_id) if job is None else job.told
        return found if found is not None and found.user == user else None

    def of(self, user: str) -> list[ExportTold]:
        """Return the exports of a person, newest first."""
        self.clear()
        with self._guard:
            known = [*self._old.values(), *[job.told for job in self._jobs.values()]]
        return sorted((told for told in known if told.user == user), key=lambda told: -told.started_at_ms)

    def file(self, user: str, export_id: str) -> Path | None:
        """Return the file of a whole export of this person; None where there is none, or none any more."""
        told = self.told(user, export_id)
        if told is None or told.state is not ExportState.DONE:
            return None
        path = self._path(told)
        return path if path.is_file() else None

    def cancel(self, user: str, export_id: str) -> ExportTold | None:
        """End an export of this person, or let its file go; return how it is then."""
        if self.told(user, export_id) is None:
            return None
        with self._guard:
            job = self._jobs.get(export_id)
            if job is not None:
                job.cancelled.set()
                ended = job.told.state is not ExportState.RUNNING
        if job is not None and ended:
            self._let_go(job, ExportState.REMOVED)
        return self.told(user, export_id)

    def clear(self) -> None:
        """Let go of files that have lain for their time, and of what nobody asks about any more."""
        now_ms = self._now_ms()
        with self._guard:
            over = [job for job in self._jobs.values() if 0 < (job.told.ended_at_ms or 0) + FILE_KEPT_MS <= now_ms]
        for job in over:
            if job.told.state is ExportState.DONE:
                self._let_go(job, ExportState.REMOVED)
        with self._guard:
            ended = [told for told in self._old.values() if told.started_at_ms + TOLD_MS <= now_ms]
            ended += [job.told for job in self._jobs.values() if (job.told.ended_at_ms or now_ms) + TOLD_MS <= now_ms]
            for told in ended:
                self._jobs.pop(told.export_id, None)
                self._old.pop(told.export_id, None)
        for told in ended:
            self._record(told.export_id).unlink(missing_ok=True)

    def close(self) -> None:
        """End what is going on."""
        with self._guard:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.cancelled.set()

    def _run(self, job: _Job, on_end: Callable[[ExportTold], None]) -> None:
        try:
            state, failure = self._write(job), ""
        except SearchTooLong:
            state, failure = ExportState.FAILED, "search_too_long"
        except (SQLAlchemyError, OSError) as error:
            log.error("an export of contacts failed: %s", type(error).__name__)
            state, failure = ExportState.FAILED, "not_written"
        except _NoRoom:
            state, failure = ExportState.FAILED, "no_room"
        if state is not ExportState.DONE:
            self._path(job.told).unlink(missing_ok=True)
        self._set(job, replace(job.told, state=state, failure=failure, ended_at_ms=self._now_ms()))
        on_end(job.told)

    def _write(self, job: _Job) -> ExportState:
        told, zone = job.told, ZoneInfo(self._time_zone())
        self._set(job, replace(told, rows_total=self._search.count(job.wish, COUNT_LIMIT_S)))
        cursor: str | None = None
        opened = os.open(self._path(told), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(opened, "w", encoding="utf-8", newline="") as file:
            if told.form is ExportFormat.CSV:
                file.write(_BYTE_ORDER_MARK + csv_line(told.columns))
            while not job.cancelled.is_set():
                began_s = time.monotonic()
                page = self._search.find(job.wish, PAGE_CONTACTS, cursor)
                for row in page.contacts:
                    cells = cells_of(told.columns, row, zone)
                    file.write(csv_line(cells) if told.form is ExportFormat.CSV else json_line(told.columns, cells))
                written = job.told.rows_written + len(page.contacts)
                self._set(job, replace(job.told, rows_written=written, file_bytes=file.tell()))
                cursor = page.cursor
                if cursor is None:
                    file.flush()
                    os.fsync(file.fileno())
                    self._set(job, replace(job.told, rows_total=written, file_bytes=file.tell()))
                    return ExportState.DONE
                self._must_have_room(file.tell())
                job.cancelled.wait(self._pause_share * (time.monotonic() - began_s))
        return ExportState.CANCELLED

    def _must_have_room(self, written_bytes: int) -> None:
        if written_bytes > FILE_BYTES_MAX or shutil.disk_usage(self._folder).free < FREE_BYTES_LEAST:
            raise _NoRoom

    def _set(self, job: _Job, told: ExportTold) -> None:
        with self._guard:
            is_another_state = told.state is not job.told.state
            job.told = told
        if is_another_state:
            self._keep(told)

    def _let_go(self, job: _Job, state: ExportState) -> None:
        self._path(job.told).unlink(missing_ok=True)
        self._set(job, replace(job.told, state=state))

    def _path(self, told: ExportTold) -> Path:
        return self._folder / f"{told.export_id}.{told.form.value}"

    def _record(self, export_id: str) -> Path:
        return self._folder / f"{export_id}.json"

    def _keep(self, told: ExportTold) -> None:
        """Write down how it is, for after a restart; nothing of what was looked for."""
        kept = asdict(told) | {"form": told.form.value, "state": told.state.value}
        try:
            self._record(told.export_id).write_text(json.dumps(kept), encoding="utf-8")
        except OSError as error:
            log.warning("an export will not be known after a restart: %s", type(error).__name__)

    def _take_up(self) -> None:
        for path in self._folder.iterdir():
            if path.suffix != ".json":
                path.unlink(missing_ok=True)
                continue
            try:
                kept = json.loads(path.read_text(encoding="utf-8"))
                told = ExportTold(
                    **(
                        kept
                        | {
                            "form": ExportFormat(kept["form"]),
                            "columns": tuple(kept["columns"]),
                            "state": ExportState(kept["state"]),
                        }
                    )
                )
            except (ValueError, TypeError, KeyError):
                path.unlink(missing_ok=True)
                continue
            was_there = told.state in (ExportState.RUNNING, ExportState.DONE)
            self._old[told.export_id] = replace(told, state=ExportState.LOST) if was_there else told


class _NoRoom(Exception):
    """The disk has no room for it, or the file has grown beyond its bound."""
