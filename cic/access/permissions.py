"""Who may do what: one table of permissions by role, and whose rows each covers. Pure; knows no routes and no sessions.

A permission is asked for per command, per subscription and per row: ``scope`` says whether at all, ``Rows`` of whom.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from cic.access.identity import Identity, Role
from routing.vocabulary import AgentId


class Permission(Enum):
    """What may be done with the center."""

    KEEP_SESSION = "keep_session"
    """See who one is, change the own password, end own sessions."""
    USE_DESK = "use_desk"
    """Sign in as an agent, take contacts, use the phone. Needs an agent of the configuration."""
    SEE_DIRECTORY = "see_directory"
    """Who is there, and how many wait: what colleagues see of each other."""
    SEE_BOARDS = "see_boards"
    MIRROR_DESKTOP = "mirror_desktop"
    ACT_ON_AGENT = "act_on_agent"
    """Force an activity, end a wrap-up, sign out."""
    MESSAGE_AGENTS = "message_agents"
    SET_OVERRIDE = "set_override"
    MOVE_CONTACT = "move_contact"
    """Give to an agent or a queue, move to the front, pick up a ringing offer, set what a waiting one is worth."""
    RELEASE_CONTACT = "release_contact"
    MONITOR_CALL = "monitor_call"
    """Listen, whisper, barge."""
    TAKE_OVER = "take_over"
    SET_QUEUE_MODE = "set_queue_mode"
    SEE_MISSED = "see_missed"
    CLOSE_MISSED = "close_missed"
    MAKE_WALL_TOKEN = "make_wall_token"
    READ_REPORTS = "read_reports"
    READ_RATINGS = "read_ratings"
    READ_CONTACT = "read_contact"
    """The row, the time line, the explanation."""
    SEARCH_CONTACTS = "search_contacts"
    EXPORT_CONTACTS = "export_contacts"
    HEAR_RECORDING = "hear_recording"
    HEAR_MESSAGE = "hear_message"
    FIND_CUSTOMER = "find_customer"
    CHANGE_CUSTOMER = "change_customer"
    READ_CONFIGURATION = "read_configuration"
    APPLY_CONFIGURATION = "apply_configuration"
    READ_USERS = "read_users"
    MANAGE_USERS = "manage_users"
    READ_AUDIT = "read_audit"


class Scope(Enum):
    """Whose rows: nobody's, the person's own, the team's, everybody's. Wider ones come later."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


_AGENT, _TEAM, _SUPERVISOR = Role.AGENT, Role.TEAM_SUPERVISOR, Role.SUPERVISOR
_ADMINISTRATOR, _AUDITOR, _REVIEWER = Role.ADMINISTRATOR, Role.AUDITOR, Role.QUALITY_REVIEWER
_SUPERVISORS = {_SUPERVISOR: Scope.ALL, _ADMINISTRATOR: Scope.ALL}
_WITH_TEAM = {_TEAM: Scope.TEAM} | _SUPERVISORS
_EVERYBODY_OWN = dict.fromkeys(Role, Scope.OWN)
_READERS = {_AGENT: Scope.OWN, _AUDITOR: Scope.ALL, _REVIEWER: Scope.ALL} | _WITH_TEAM
_DESKS = dict.fromkeys((_AGENT, _TEAM, _SUPERVISOR, _ADMINISTRATOR), Scope.OWN)

GRANTS: Mapping[Permission, Mapping[Role, Scope]] = {
    Permission.KEEP_SESSION: _EVERYBODY_OWN,
    Permission.USE_DESK: _DESKS,
    Permission.SEE_DIRECTORY: dict.fromkeys(Role, Scope.ALL),
    Permission.SEE_BOARDS: _WITH_TEAM,
    Permission.MIRROR_DESKTOP: _WITH_TEAM,
    Permission.ACT_ON_AGENT: _WITH_TEAM,
    Permission.MESSAGE_AGENTS: _WITH_TEAM,
    Permission.SET_OVERRIDE: _WITH_TEAM,
    Permission.MOVE_CONTACT: _WITH_TEAM,
    Permission.RELEASE_CONTACT: _WITH_TEAM,
    Permission.MONITOR_CALL: _WITH_TEAM,
    Permission.TAKE_OVER: _WITH_TEAM,
    Permission.SET_QUEUE_MODE: _SUPERVISORS,
    Permission.SEE_MISSED: {_TEAM: Scope.ALL} | _SUPERVISORS,
    Permission.CLOSE_MISSED: {_TEAM: Scope.ALL} | _SUPERVISORS,
    Permission.MAKE_WALL_TOKEN: _SUPERVISORS,
    Permission.READ_REPORTS: _READERS,
    Permission.READ_RATINGS: {_AUDITOR: Scope.ALL, _REVIEWER: Scope.ALL} | _SUPERVISORS,
    Permission.READ_CONTACT: _READERS,
    Permission.SEARCH_CONTACTS: _READERS,
    Permission.EXPORT_CONTACTS: {_AUDITOR: Scope.ALL} | _SUPERVISORS,
    # An auditor sees who has listened, and hears nothing.
    Permission.HEAR_RECORDING: {_AGENT: Scope.OWN, _REVIEWER: Scope.ALL} | _WITH_TEAM,
    Permission.HEAR_MESSAGE: {_AGENT: Scope.OWN, _TEAM: Scope.OWN} | _SUPERVISORS,
    Permission.FIND_CUSTOMER: {_AGENT: Scope.ALL, _TEAM: Scope.ALL} | _SUPERVISORS,
    Permission.CHANGE_CUSTOMER: {_AGENT: Scope.OWN, _TEAM: Scope.OWN} | _SUPERVISORS,
    Permission.READ_CONFIGURATION: {_AUDITOR: Scope.ALL} | _SUPERVISORS,
    Permission.APPLY_CONFIGURATION: {_ADMINISTRATOR: Scope.ALL},
    Permission.READ_USERS: {_AUDITOR: Scope.ALL, _ADMINISTRATOR: Scope.ALL},
    Permission.MANAGE_USERS: {_ADMINISTRATOR: Scope.ALL},
    Permission.READ_AUDIT: {_AUDITOR: Scope.ALL, _ADMINISTRATOR: Scope.ALL},
}
"""The table of who may what. A role that is not named may not."""


def scope_of(role: Role, permission: Permission) -> Scope:
    """Whose rows a role may do this with."""
    return GRANTS[permission].get(role, Scope.NONE)


def granted_to(role: Role) -> dict[str, str]:
    """All that a role may, as words: permission to scope."""
    scopes = {permission: scope_of(role, permission) for permission in Permission}
    return {permission.value: scope.value for permission, scope in scopes.items() if scope is not Scope.NONE}


@dataclass(frozen=True, slots=True)
class Rows:
    """Whose rows a person may do something with. ``team`` are the agents of the person's team."""

    scope: Scope
    own: AgentId | None
    team: frozenset[AgentId]

    @property
    def is_all(self) -> bool:
        """Whether everybody's, those of nobody included."""
        return self.scope is Scope.ALL

    def covers_agent(self, agent_id: AgentId) -> bool:
        """Whether an agent's rows are among them."""
        if self.scope is Scope.TEAM:
            return agent_id in self.team or agent_id == self.own
        return self.is_all or (self.scope is Scope.OWN and agent_id == self.own)

    def covers_any(self, agent_ids: Iterable[AgentId]) -> bool:
        """Whether what these agents took part in is among them."""
        return self.is_all or any(self.covers_agent(agent_id) for agent_id in agent_ids)


def rows(identity: Identity, permission: Permission, teams: Mapping[AgentId, str]) -> Rows:
    """Whose rows a person may do this with; ``teams`` says which agent is in which. Without a team a person has none
    but the own."""
    wanted = identity.team or (teams.get(identity.agent_id, "") if identity.agent_id is not None else "")
    team = frozenset(agent_id for agent_id, name in teams.items() if wanted and name == wanted)
    return Rows(scope_of(identity.role, permission), identity.agent_id, team)
