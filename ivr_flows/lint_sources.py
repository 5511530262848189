"""Look-ups against the sources that the center has: asked with what, and what of it is kept. Owns these rules."""

from ivr_flows.evaluation import kind_of
from ivr_flows.lint_subject import Subject, meant
from ivr_flows.model import AuthenticateNode, ResultName, SourceNode
from ivr_flows.problems import one_of, shortened
from ivr_flows.surroundings import RESULT_KINDS, SourceForm, SourceResult


def check_sources(subject: Subject) -> None:
    """Every node that asks a source; nothing is said where sources are not known."""
    sources = None if subject.surroundings is None else subject.surroundings.sources
    for node in subject.flow.nodes:
        if isinstance(node, SourceNode):
            _check_names(subject, node)
        if sources is None or not isinstance(node, SourceNode | AuthenticateNode):
            continue
        if subject.check_known(node, "source", node.source, sources):
            source = sources[node.source]
            _check_arguments(subject, node, source)
            if isinstance(node, SourceNode):
                _check_results(subject, node, source)
            elif not source.can_verify:
                found, expected = f"`{node.source}`, which compares no PIN", "a source with `pin_hash`"
                able = [name for name, form in sources.items() if form.can_verify]
                mend = f"use {one_of(able)}" if able else "add `pin_hash` to the source in lookups.yaml"
                subject.note(node, "source", found, expected, mend)


def _check_names(subject: Subject, node: SourceNode) -> None:
    names = [kept.name for kept in node.results]
    for name in sorted({name for name in names if names.count(name) > 1}):
        found, mend = f"`{name}` for two results", "keep them under different names"
        subject.note(node, "results", found, "a name for each result", mend)


def _check_arguments(subject: Subject, node: SourceNode | AuthenticateNode, source: SourceForm) -> None:
    given = {argument.name for argument in node.arguments}
    for name in sorted(given - set(source.arguments)):
        found = f"{shortened(name)}, which `{node.source}` does not ask for"
        subject.note(node, f"with.{name}", found, one_of(source.arguments), meant(name, source.arguments))
    for name in source.arguments:
        if name not in given:
            found, expected = f"no `{name}`", f"every argument of `{node.source}`"
            subject.note(node, "with", found, expected, f"add `{name}:` to `with`")


def _check_results(subject: Subject, node: SourceNode, source: SourceForm) -> None:
    results = {result.name: result for result in source.results}
    for kept in node.results:
        field = f"results.{kept.name}"
        if subject.check_known(node, field, kept.result, results):
            _check_kept(subject, node, field, kept, results[kept.result])


def _check_kept(subject: Subject, node: SourceNode, field: str, kept: ResultName, result: SourceResult) -> None:
    variables = subject.flow.variables
    if result.is_personal:
        if kept.name in variables:
            found = f"the personal `{kept.result}` in the variable `{kept.name}`"
            mend = f"remove `{kept.name}` from `variables`: it is sealed, and can be spoken and looked up by"
            subject.note(node, field, found, "a name that is no variable", mend)
        return
    if kept.name not in variables:
        found, mend = f"{shortened(kept.name)}, which is no variable", f"declare `{kept.name}` under `variables`"
        subject.note(node, field, found, f"a variable that keeps `{kept.result}`", mend)
        return
    kind = kind_of(variables[kept.name])
    expected = RESULT_KINDS[result.kind]
    if kind is not expected and kind is not None:
        found = f"`{kept.name}`, {kind.value}, for `{kept.result}`, {expected.value}"
        subject.note(node, field, found, "a variable of that kind", "change its first value under `variables`")
