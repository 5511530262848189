"""Checks a flow as a whole and against what surrounds it. Owns which rules there are; each stands in a file of its own.

Reads no text and no files.
"""

from collections.abc import Mapping

from ivr_flows.lint_agents import check_agents_flow
from ivr_flows.lint_center import check_center
from ivr_flows.lint_expressions import check_expressions
from ivr_flows.lint_graph import check_graph
from ivr_flows.lint_listening import check_listening
from ivr_flows.lint_order import check_order
from ivr_flows.lint_prompts import check_prompts
from ivr_flows.lint_questions import check_questions
from ivr_flows.lint_secrets import check_secrets
from ivr_flows.lint_sources import check_sources
from ivr_flows.lint_subflows import check_subflows
from ivr_flows.lint_subject import subject_of
from ivr_flows.model import Flow
from ivr_flows.parse import ParsedFlow
from ivr_flows.problems import FlowProblem
from ivr_flows.surroundings import SourceForm, SourceResult, Surroundings

__all__ = ["SourceForm", "SourceResult", "Surroundings", "lint_flow"]

_RULES = (
    check_graph,
    check_questions,
    check_listening,
    check_expressions,
    check_subflows,
    check_agents_flow,
    check_order,
    check_secrets,
    check_sources,
    check_center,
    check_prompts,
)


def lint_flow(
    parsed: ParsedFlow, surroundings: Surroundings | None = None, others: Mapping[str, Flow] | None = None
) -> tuple[FlowProblem, ...]:
    """Everything that is wrong with a flow as a whole, errors and warnings in the order of lines.

    Without surroundings, what it uses of them is not checked; nor are sub-flows without the ``others``, by name. Give
    it a flow that holds its texts (``texts.with_texts``), so that the values in them are checked.
    """
    subject = subject_of(parsed, surroundings, others)
    for check in _RULES:
        check(subject)
    return tuple(sorted(subject.problems.found, key=lambda problem: problem.line))
