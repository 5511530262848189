"""Connects the live boards: what they may see, whose they are, and when a day begins. Decides nothing."""

import secrets
from functools import partial

from agent_desktop.boards.board_gateway import BoardGateway
from agent_desktop.boards.levels import OnLevels
from agent_desktop.boards.news import BoardHost
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.gateway.notices import StandingAlarm
from cic.access.access import OPERATOR_TOKEN_SESSION
from cic.access.identity import BoardGrant
from cic.access.permissions import Permission, Rows, Scope, rows, scope_of
from cic.api.ports import ReadState
from cic.audit.port import Act, NotAudited, actor_of
from cic.contact_log.tries import midnight_ms
from cic.diagnostics.alarms import Alarm
from cic.main.parts import Center
from routing.vocabulary import AgentId


def board_gateway(center: Center, read: ReadState, build: str, on_levels: OnLevels) -> BoardGateway:
    """The boards of a center; they are told of its alarms too."""
    host = BoardHost(
        now_ms=center.clock.now_ms,
        labels=lambda: center.compiled.labels,
        open_personal=center.personal.open,
        scope_of=partial(_scope_of, center),
        is_alive=partial(_is_alive, center),
        note_mirror=partial(_note_mirror, center),
        day_from_ms=lambda now_ms: midnight_ms(now_ms, center.compiled.time_zone),
        build=build,
        count_fault=partial(center.fault_counts.count, "board"),
    )
    gateway = BoardGateway(host, read, epoch=secrets.token_hex(8), on_levels=on_levels)

    def tell(standing: tuple[Alarm, ...]) -> None:
        gateway.alarms_changed(StandingAlarm(alarm.code, alarm.since_ms) for alarm in standing)

    tell(center.alarms.standing)
    center.alarms.listen(tell)
    return gateway


def _scope_of(center: Center, grant: BoardGrant) -> BoardScope:
    """By the roles and teams of the text that holds."""
    if grant.wall is not None:
        agents = None if grant.wall.shows_agents else frozenset[AgentId]()
        return BoardScope(frozenset(grant.wall.queues), agents, frozenset(), is_wall=True)
    identity = grant.identity
    assert identity is not None, "a board is a wall's or a person's"
    teams = center.compiled.labels.teams
    return BoardScope(
        agents=_agents_of(rows(identity, Permission.SEE_BOARDS, teams)),
        mirrored=_agents_of(rows(identity, Permission.MIRROR_DESKTOP, teams)),
        sees_callers=scope_of(identity.role, Permission.FIND_CUSTOMER) is not Scope.NONE,
    )


def _agents_of(covered: Rows) -> frozenset[AgentId] | None:
    """The agents whom rows cover; None for all of them."""
    if covered.is_all:
        return None
    own = frozenset() if covered.own is None or covered.scope is Scope.NONE else frozenset({covered.own})
    return own | covered.team if covered.scope is Scope.TEAM else own


def _is_alive(center: Center, grant: BoardGrant) -> bool:
    if grant.wall is not None:
        return center.access.walls.has(grant.wall)
    assert grant.identity is not None, "a board is a wall's or a person's"
    session_id = grant.identity.session_id  # the token of this machine's command line does not end
    return session_id == OPERATOR_TOKEN_SESSION or center.access.is_alive(session_id)


async def _note_mirror(center: Center, grant: BoardGrant, agent_id: AgentId, reason: str) -> bool:
    assert grant.identity is not None, "a wall mirrors nobody"
    try:
        await center.audit.note(actor_of(grant.identity), Act("desktop.mirror", "agent", agent_id), reason)
    except NotAudited:
        return False
    return True
