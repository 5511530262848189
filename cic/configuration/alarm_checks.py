"""What thresholds of queues and the places where alarms go ask of each other. Owns these rules; asks nobody."""

from collections.abc import Iterator

from cic.configuration.problems import ConfigurationProblem
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_alarms import AlarmText, MailText
from cic.diagnostics.thresholds import FALLING, Threshold


def check_alarms(text: ConfigurationText) -> tuple[ConfigurationProblem, ...]:
    """Everything that is wrong with alarms though each value is one."""
    problems = [
        problem
        for queue in text.queues
        for alarm in queue.alarms
        for problem in _check_alarm(alarm, f"queues.{queue.queue_id}.alarms.{alarm.rule.figure.value}")
    ]
    mail = text.center.boards.alarms_out.mail
    return (*problems, *(() if mail is None else _check_mail(mail)))


def _check_alarm(alarm: AlarmText, where: str) -> Iterator[ConfigurationProblem]:
    rule = alarm.rule
    is_falling = rule.figure in FALLING
    for name, threshold in (("amber", rule.amber), ("red", rule.red)):
        if threshold is not None and _clears_too_late(threshold, is_falling):
            expected = f"a value {'at or above' if is_falling else 'at or below'} 'at'"
            mend = "an alarm is over at 'clear_at', which is on the good side of 'at'"
            found = f"'clear_at' of '{name}' on the wrong side of 'at'"
            yield ConfigurationProblem("queues.yaml", alarm.line, where, found, expected, mend)
    if rule.amber is not None and rule.red is not None:
        is_worse = rule.red.at < rule.amber.at if is_falling else rule.red.at > rule.amber.at
        if not is_worse:
            found, expected = (
                "'red' that is no worse than 'amber'",
                f"'red' {'below' if is_falling else 'above'} 'amber'",
            )
            yield ConfigurationProblem(
                "queues.yaml", alarm.line, where, found, expected, "exchange the two, or leave one out"
            )


def _clears_too_late(threshold: Threshold, is_falling: bool) -> bool:
    return threshold.clear_at < threshold.at if is_falling else threshold.clear_at > threshold.at


def _check_mail(mail: MailText) -> Iterator[ConfigurationProblem]:
    if (mail.user is None) != (mail.password is None):
        found = "'user' without 'password', or the other way round"
        yield ConfigurationProblem(
            "center.yaml", mail.line, "center.boards.alarms_out.mail", found, "both or neither", "add the other one"
        )
