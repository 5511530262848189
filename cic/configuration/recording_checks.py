"""Checks that callers can hear that they are recorded. Owns this rule; plays nothing."""

from collections.abc import Iterator, Sequence, Set

from cic.configuration.problems import ConfigurationProblem
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_routing import QueueText, RecordText
from ivr_flows.model import QueueNode
from ivr_flows.parse import ParsedFlow
from routing.vocabulary import Prompt


def check_notices(
    text: ConfigurationText, flows: Sequence[ParsedFlow], recordings: Set[Prompt], texts: Set[Prompt]
) -> Iterator[ConfigurationProblem]:
    """A queue that records has its notice in every language of the flows that lead to it.

    Where no flow does, agents may still hand callers over to it: then the notice has to be there in any language.
    """
    for queue in text.queues:
        if queue.record is None or not queue.record.notice:
            continue
        languages = _languages(queue, flows)
        known = {prompt.language for prompt in recordings if prompt.recording == queue.record.notice}
        missing = sorted(languages - known)
        if missing or not known:
            yield _problem(queue, queue.record, missing, texts)


def _languages(queue: QueueText, flows: Sequence[ParsedFlow]) -> set[str]:
    leading = [
        parsed.flow
        for parsed in flows
        if any(isinstance(node, QueueNode) and node.queue_id == queue.queue_id for node in parsed.flow.nodes)
    ]
    return {language for flow in leading for language in flow.languages}


def _problem(queue: QueueText, record: RecordText, missing: list[str], texts: Set[Prompt]) -> ConfigurationProblem:
    """Whoever has not heard it is not recorded: so it is an error, not a surprise."""
    unwritten = [language for language in missing if Prompt(record.notice, language) not in texts]
    in_languages = f" in {', '.join(missing)}" if missing else ""
    if missing and not unwritten:
        mend = "its text is there: make the recording with `cic prompts build`"
    else:
        mend = "add its text to the catalogues of prompts, then `cic prompts build`"
    return ConfigurationProblem(
        "queues.yaml",
        record.line,
        f"queues.{queue.queue_id}.record.notice",
        f"no recording `{record.notice}`{in_languages}",
        "one in every language of the flows that lead to the queue",
        f"{mend}; or write 'notice: none' where the law lets the agent say it",
    )
