"""Reads `agents.yaml` and `skills.yaml` into their typed forms. Owns their keys; checks no references."""

from cic.access.identity import Role
from cic.configuration.document import Value
from cic.configuration.reading import CODE, Fields, Reader
from cic.configuration.reading_values import A_CODE, amounts, named_values, one_of, references_or_none, whole_or
from cic.configuration.schema_parts import ChoiceText, Reference
from cic.configuration.schema_routing import AgentText, PhoneText
from routing.configuration import CAPACITY
from routing.requirements import is_skill_name

LEVEL_MAX = 100
COST_MAX = 1_000_000
ATTRIBUTE_MAX = 1_000_000
CAPACITY_MAX = 1_000
AT_MOST_MAX = 100
KEYS = (
    "name", "number", "queues", "skills", "groups", "team", "capacity", "at_most", "cost", "attributes", "phones",
    "accepts_automatically", "signs_in_as",
)  # fmt: skip


def read_agents(reader: Reader, value: Value) -> tuple[AgentText, ...]:
    """`agents.yaml`."""
    named = named_values(reader, value, "agents")
    return tuple(_agent(reader.table(body, f"agents.{name}", KEYS), name) for name, body in named.items())


def _agent(fields: Fields, agent_id: str) -> AgentText:
    return AgentText(
        agent_id=agent_id,
        name=fields.text("name"),
        number=fields.digits("number", '"101"'),
        queues=fields.references("queues"),
        phones=_phones(fields, agent_id),
        accepts_automatically=fields.flag("accepts_automatically", otherwise=False),
        line=fields.line,
        skills=amounts(fields, "skills", 0, LEVEL_MAX),
        groups=references_or_none(fields, "groups"),
        cost=whole_or(fields, "cost", 0, 0, COST_MAX),
        attributes=amounts(fields, "attributes", -ATTRIBUTE_MAX, ATTRIBUTE_MAX),
        capacity=whole_or(fields, "capacity", CAPACITY, 1, CAPACITY_MAX),
        at_most=amounts(fields, "at_most", 0, AT_MOST_MAX),
        team="" if fields.optional("team") is None else fields.code("team"),
        signs_in_as=_role(fields),
    )


def _role(fields: Fields) -> Role:
    value = fields.optional("signs_in_as")
    if value is None:
        return Role.AGENT
    return one_of(fields.reader, value, fields.at("signs_in_as"), Role, Role.AGENT)


def _phones(fields: Fields, agent_id: str) -> tuple[PhoneText, ...]:
    phones = fields.required("phones", "[{provider: simulated, address: " + agent_id + "}]")
    items = () if phones is None else fields.reader.items(phones, fields.at("phones"))
    return tuple(_phone(fields.reader, fields.where, item) for item in items)


def _phone(reader: Reader, where: str, body: Value) -> PhoneText:
    fields = reader.table(body, f"{where}.phones", ("provider", "address"))
    provider = fields.required("provider", "simulated")
    name = "" if provider is None else reader.text(provider, f"{where}.phones.provider")
    line = fields.line if provider is None else provider.line
    return PhoneText(provider=Reference(name, line), address=fields.text("address"))


def read_skills(reader: Reader, value: Value) -> tuple[tuple[ChoiceText, ...], tuple[ChoiceText, ...]]:
    """`skills.yaml`: the skills and the groups that agents may have and be in."""
    fields = reader.table(value, "skills", ("skills", "groups"))
    skills, groups = _labelled(fields, "skills"), _labelled(fields, "groups")
    for skill in skills:
        if not is_skill_name(skill.code):
            found, expected = f"the name '{skill.code}'", "a name that means nothing else in a requirement"
            reader.note(skill.line, "skills", found, expected, "choose another name")
    return skills, groups


def _labelled(fields: Fields, key: str) -> tuple[ChoiceText, ...]:
    value = fields.optional(key)
    named = {} if value is None else fields.reader.named(value, key, CODE, A_CODE)
    return tuple(
        ChoiceText(name, fields.reader.table(body, f"{key}.{name}", ("label",)).label("label"), body.line)
        for name, body in named.items()
    )
