"""Walls: boards on big screens that open with a token in place of a sign-in. Owns the table and who may open which.

Only hashes of tokens are kept. Whoever has a token may look at some queues, and at nothing else, until it is removed.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from cic.access.identity import TooManyAttempts, Wall
from cic.access.limits import PER_PEER, AttemptLimit
from cic.access.secrets_files import new_secret
from cic.access.store import AccessStore, metadata
from routing.vocabulary import QueueId

WALLS_MAX = 200
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""It stands in the address of the page."""

wall_table = Table(
    "access_wall",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("queues", Text, nullable=False),
    Column("shows_agents", Boolean, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class KeptWall:
    """A wall, who made it and when."""

    wall: Wall
    token_hash: str
    made_by: str
    made_at_ms: int


class WallStore:
    """Reads and writes the walls of one site. Blocking: call it off the event loop."""

    def __init__(self, store: AccessStore) -> None:
        self._engine = store.engine
        self._site = store.site
        metadata.create_all(self._engine, tables=[wall_table])

    def walls(self) -> dict[str, KeptWall]:
        """All walls by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(wall_table).filter_by(**self._site).order_by(wall_table.c.name))
            return {
                row.name: KeptWall(
                    Wall(row.name, tuple(QueueId(name) for name in json.loads(row.queues)), row.shows_agents),
                    row.token_hash,
                    row.made_by,
                    row.made_at_ms,
                )
                for row in rows
            }

    def add(self, kept: KeptWall) -> None:
        """Write a new wall."""
        row = {
            **self._site,
            "name": kept.wall.name,
            "token_hash": kept.token_hash,
            "queues": json.dumps(kept.wall.queues),
            "shows_agents": kept.wall.shows_agents,
            "made_by": kept.made_by,
            "made_at_ms": kept.made_at_ms,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(wall_table), row)

    def remove(self, name: str) -> None:
        """Forget a wall."""
        with self._engine.begin() as connection:
            connection.execute(delete(wall_table).filter_by(name=name, **self._site))


class Walls:
    """The walls of one site. Every method is for the event loop's thread."""

    def __init__(self, store: WallStore, now_ms: Callable[[], int]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._walls = store.walls()
        self._per_peer = AttemptLimit(PER_PEER)

    def all(self) -> list[KeptWall]:
        """All walls, by name."""
        return sorted(self._walls.values(), key=lambda kept: kept.wall.name)

    def has(self, wall: Wall) -> bool:
        """Whether a wall is still there, as it was."""
        kept = self._walls.get(wall.name)
        return kept is not None and kept.wall == wall

    def why_not(self, name: str) -> str | None:
        """The code of why there can be no new wall of this name; None when there can."""
        if not NAME.fullmatch(name):
            return "bad_name"
        if name in self._walls:
            return "name_taken"
        return "too_many_walls" if len(self._walls) >= WALLS_MAX else None

    async def add(self, wall: Wall, made_by: str) -> str:
        """Keep a new wall; return its token, which is told once and kept nowhere."""
        assert self.why_not(wall.name) is None, "a wall that cannot be"
        token = new_secret()
        kept = KeptWall(wall, _hash(token), made_by, self._now_ms())
        self._walls[wall.name] = kept
        try:
            await asyncio.to_thread(self._store.add, kept)
        except SQLAlchemyError:
            del self._walls[wall.name]
            raise
        return token

    async def remove(self, name: str) -> bool:
        """Forget a wall, whose token opens nothing from now on; whether there was one."""
        if self._walls.pop(name, None) is None:
            return False
        await asyncio.to_thread(self._store.remove, name)
        return True

    def of_token(self, token: str, peer: str) -> Wall | TooManyAttempts | None:
        """The wall that a token opens. Wrong ones count, by the address that they come from."""
        now_ms = self._now_ms()
        # 256 random bits need no slow hash; comparing hashes makes the time tell nothing of the token.
        token_hash = _hash(token)
        found = next((kept.wall for kept in self._walls.values() if kept.token_hash == token_hash), None)
        if found is not None:  # whoever has it is let in, however many wrong ones came from the same address
            return found
        wait_ms = self._per_peer.wait_ms(peer, now_ms)
        if wait_ms > 0:
            return TooManyAttempts(wait_ms)
        self._per_peer.count_attempt(peer, now_ms)
        return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
