"""The route that tells the center's text: the words for what supervisors choose from and read. Changes nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from cic.access.identity import Identity
from cic.access.permissions import Permission
from cic.api.asking import WithServices, permitted
from cic.api.errors import refusals
from cic.api.records import LabelBody
from cic.configuration.labels import Label

routes = APIRouter(tags=["records"])


class QueueWords(BaseModel):
    """A queue."""

    queue_id: str
    label: LabelBody


class CodeWords(BaseModel):
    """A code of the configuration."""

    code: str
    label: LabelBody


class SkillWords(BaseModel):
    """A skill."""

    skill: str
    label: LabelBody


class Choices(BaseModel):
    """The words of one configuration, each list in its order."""

    queues: list[QueueWords]
    dispositions: list[CodeWords]
    break_reasons: list[CodeWords]
    skills: list[SkillWords]
    teams: list[str] = Field(description="The teams that any agent is in")


@routes.get("/api/choices", summary="Names of queues, and words of codes", responses=refusals(401, 403))
async def choices(
    _identity: Annotated[Identity, Depends(permitted(Permission.SEE_DIRECTORY))], services: WithServices
) -> Choices:
    """What a page that watches over the center needs to say what it shows, and to offer what may be chosen."""
    labels = services.labels()
    return Choices(
        queues=[QueueWords(queue_id=queue_id, label=_words(of.label)) for queue_id, of in labels.queues.items()],
        dispositions=_coded(labels.dispositions),
        break_reasons=_coded(labels.break_reasons),
        skills=[SkillWords(skill=skill, label=_words(label)) for skill, label in labels.skills.items()],
        teams=sorted({team for team in labels.teams.values() if team}),
    )


def _coded(labels: dict[str, Label]) -> list[CodeWords]:
    return [CodeWords(code=code, label=_words(label)) for code, label in labels.items()]


def _words(label: Label) -> LabelBody:
    return LabelBody(en=label.en, zh=label.zh)
