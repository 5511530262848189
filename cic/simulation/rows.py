"""Reads the rows of a scenario: queues, streams of contacts, agents. Owns their keys and limits; opens no file."""

from cic.configuration.document import Listing, Scalar, Table, Value
from cic.configuration.problems import choose_from
from cic.configuration.reading import Fields, Reader
from cic.simulation.amounts import Amounts, given, is_null
from cic.simulation.mentions import Mention
from cic.simulation.scenario import NO_AGEING, AgentScenario, ArrivalScenario, Fixed, QueueScenario
from routing.configuration import Ageing
from routing.requirements import is_skill_name
from routing.vocabulary import Medium

QUEUE_KEYS = ("name", "media", "requires", "service_level", "max_waiting", "priority", "ageing")
ARRIVAL_KEYS = ("queue", "per_hour", "handle_s", "patience_s", "wrap_up_s", "requires", "priority", "prefers")
AGENT_KEYS = ("group", "count", "skills", "queues", "serves", "handle_s")
MEDIA = tuple(medium.value for medium in Medium)
NAME_LENGTH_MAX = 100
AGENTS_MAX = 200_000
IN_CENTER_MAX = 10_000_000
PER_HOUR_MAX = 10_000_000.0
POINTS_MAX = 1_000_000
AT_ONCE = Fixed(0.0)


class Rows:
    """Reads rows one by one; ``queues``, ``groups`` and ``mentions`` are what they define and what they speak of."""

    def __init__(self, reader: Reader, amounts: Amounts) -> None:
        self._reader = reader
        self._amounts = amounts
        self.queues: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.mentions: list[Mention] = []

    def queue(self, where: str, body: Value) -> QueueScenario:
        """One queue."""
        fields = self._reader.table(body, where, QUEUE_KEYS)
        name = self._name(fields, where, "name")
        if name in self.queues:
            self._reader.note(
                fields.line, f"{where}.name", f"'{name}' again", "each name once", "rename one of the two"
            )
        self.queues.setdefault(name, fields.line)
        within_s, target = self._service_level(given(fields, "service_level"), f"{where}.service_level")
        return QueueScenario(
            name=name,
            medium=self._medium(given(fields, "media"), f"{where}.media"),
            requires=self._amounts.requirement(given(fields, "requires"), f"{where}.requires"),
            within_s=within_s,
            target=target,
            waiting_max=self._amounts.limit(given(fields, "max_waiting"), f"{where}.max_waiting", 0, IN_CENTER_MAX),
            priority=self._points(given(fields, "priority"), f"{where}.priority"),
            ageing=self._ageing(given(fields, "ageing"), f"{where}.ageing"),
        )

    def arrival(self, where: str, body: Value) -> ArrivalScenario:
        """One stream of contacts."""
        fields = self._reader.table(body, where, ARRIVAL_KEYS)
        per_hour, prefers = fields.required("per_hour", "100"), given(fields, "prefers")
        fields.required("handle_s", "{exponential: 180}")
        return ArrivalScenario(
            queue=self._mention(fields.required("queue", "name"), f"{where}.queue", "queue"),
            per_hour=self._amounts.number(per_hour, f"{where}.per_hour", 0, PER_HOUR_MAX),
            handle=self._amounts.time(fields, where, "handle_s") or AT_ONCE,
            patience=self._amounts.time(fields, where, "patience_s"),
            wrap_up=self._amounts.time(fields, where, "wrap_up_s"),
            requires=self._amounts.requirement(given(fields, "requires"), f"{where}.requires"),
            priority=self._points(given(fields, "priority"), f"{where}.priority"),
            prefers=self._mentions(prefers, f"{where}.prefers", "group"),
        )

    def agents(self, where: str, body: Value) -> AgentScenario:
        """Agents who are alike."""
        fields = self._reader.table(body, where, AGENT_KEYS)
        group, serves = self._name(fields, where, "group"), given(fields, "serves")
        self.groups.setdefault(group, fields.line)
        queues = self._mentions(fields.required("queues", "[name]"), f"{where}.queues", "queue")
        order = () if serves is None else self._mentions(serves, f"{where}.serves", "queue")
        for name in order:
            if name in self.queues and name not in queues and serves is not None:
                mend = f"add '{name}' to queues, or take it out of serves"
                self._reader.note(serves.line, f"{where}.serves", f"'{name}'", "only names that stand in queues", mend)
        return AgentScenario(
            group=group,
            count=self._amounts.whole(fields.required("count", "10"), f"{where}.count", 1, AGENTS_MAX, 1),
            queues=(*order, *(name for name in queues if name not in order)),
            skills=self._skills(given(fields, "skills"), f"{where}.skills"),
            handle=self._amounts.time(fields, where, "handle_s"),
        )

    def _service_level(self, value: Value | None, where: str) -> tuple[float, float]:
        fields = (
            Fields(self._reader, where, 0, {})
            if value is None
            else self._reader.table(value, where, ("within_s", "target"))
        )
        within_s = self._amounts.number(given(fields, "within_s"), f"{where}.within_s", 0, 86_400, 20.0)
        return within_s, self._amounts.number(given(fields, "target"), f"{where}.target", 0, 1, 0.8)

    def _ageing(self, value: Value | None, where: str) -> Ageing:
        if value is None:
            return NO_AGEING
        fields = self._reader.table(value, where, ("initial", "per_s"))
        initial = self._points(given(fields, "initial"), f"{where}.initial")
        return Ageing(initial, self._amounts.thousandths(given(fields, "per_s"), f"{where}.per_s", POINTS_MAX))

    def _skills(self, value: Value | None, where: str) -> tuple[tuple[str, int], ...]:
        if value is None:
            return ()
        if not isinstance(value, Table):
            self._reader.note(value.line, where, "no table", "skills with their levels", "write {skill: level}")
            return ()
        levels = dict[str, int]()
        for entry in value.entries:
            at = f"{where}.{entry.key}"
            if not is_skill_name(entry.key):
                form = "a lower-case name such as 'billing' that means nothing else in a requirement"
                self._reader.note(entry.line, where, f"the skill '{entry.key}'", form, "choose another name")
            elif entry.key in levels:
                self._reader.note(entry.line, where, f"'{entry.key}' again", "each skill once", "remove one of the two")
            levels.setdefault(entry.key, self._amounts.whole(entry.value, at, 0, 100, 0))
        return tuple(levels.items())

    def _medium(self, value: Value | None, where: str) -> Medium:
        if value is None:
            return Medium.VOICE
        if isinstance(value, Listing) and len(value.items) == 1:
            return self._medium(value.items[0], where)
        word = value.text.strip() if isinstance(value, Scalar) else ""
        if word in MEDIA:
            return Medium(word)
        self._reader.note(value.line, where, f"'{word}'" if word else "no word", "one medium", choose_from(word, MEDIA))
        return Medium.VOICE

    def _points(self, value: Value | None, where: str) -> int:
        return self._amounts.whole(value, where, -POINTS_MAX, POINTS_MAX, 0)

    def _name(self, fields: Fields, where: str, key: str) -> str:
        value = fields.required(key, "a name")
        return "" if value is None else self._text(value, f"{where}.{key}")

    def _text(self, value: Value, where: str) -> str:
        name = self._reader.text(value, where)
        if is_null(value):
            self._reader.note(value.line, where, "nothing", "a name", "write a name")
        if len(name) > NAME_LENGTH_MAX:
            self._reader.note(value.line, where, "a long name", f"at most {NAME_LENGTH_MAX} characters", "shorten it")
        return name

    def _mention(self, value: Value | None, where: str, kind: str) -> str:
        if value is None:
            return ""
        name = self._text(value, where)
        self.mentions.append(Mention(value.line, where, kind, name))
        return name

    def _mentions(self, value: Value | None, where: str, kind: str) -> tuple[str, ...]:
        if value is None:
            return ()
        names = dict[str, None]()
        for item in self._reader.items(value, where):
            name = self._mention(item, where, kind)
            if name in names:
                self._reader.note(item.line, where, f"'{name}' again", "each name once", "remove one of the two")
            names[name] = None
        if not names:
            self._reader.note(value.line, where, "no names", f"at least one {kind}", f"name a {kind}")
        return tuple(names)
