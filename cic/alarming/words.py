"""Digests in words, and as JSON. Owns what a person reads of an alarm outside the center, in English and Chinese.

No number, name or text of a caller is ever part of an alarm: queues, figures and codes are.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cic.alarming.changes import OVER, AlarmChange, Digest
from cic.configuration.labels import Label

QueueLabel = Callable[[str], Label]
FIGURES: Mapping[str, Label] = {
    "service_level": Label("service level", "服务水平"),
    "longest_wait": Label("longest wait", "最长等待"),
    "waiting": Label("waiting", "等待人数"),
    "abandon_rate": Label("abandon rate", "放弃率"),
    "agents_available": Label("agents available", "可用坐席"),
}
LEVELS: Mapping[str, Label] = {
    "red": Label("RED", "红色"),
    "amber": Label("AMBER", "黄色"),
    OVER: Label("over", "已恢复"),
}
CENTER = Label("Center", "系统")
CODES: Mapping[str, Label] = {
    "journal_disk_full": Label("the disk of the data folder is full", "数据目录的磁盘已满"),
    "journal_locked": Label("another process holds the journal", "日志文件被其他进程占用"),
    "journal_slow": Label("the disk of the data folder is slow", "数据目录的磁盘响应缓慢"),
    "callers_held": Label("new callers are held with music", "新来电正在等待音乐中"),
    "asterisk_unreachable": Label("Asterisk cannot be reached", "无法连接 Asterisk"),
    "recording_failing": Label("talks may not be recorded", "通话录音可能失败"),
    "contact_log_behind": Label("the contact log cannot be written", "联络记录无法写入"),
    "reports_behind": Label("reports cannot be written", "报表无法写入"),
    "sessions_not_saved": Label("sign-ins cannot be written down", "登录会话无法保存"),
    "clock_stepped": Label("the machine's clock was set", "机器时钟被调整"),
    "alarms_not_sent": Label("alarms cannot be sent", "告警无法发送"),
}
_PERCENT = ("service_level", "abandon_rate")


def body_of(digest: Digest, site: str) -> dict[str, Any]:
    """A digest as JSON, for programs."""
    return {
        "id": digest.digest_id,
        "site": site,
        "alarms": [_plain(change) for change in digest.changes],
    }


def _plain(change: AlarmChange) -> dict[str, Any]:
    kind, _, rest = change.key.partition(":")
    queue_id, _, figure = rest.rpartition(":")
    about = {"queue": queue_id, "figure": figure} if kind == "queue" else {"code": rest}
    return {
        "key": change.key,
        **about,
        "level": change.level,
        "at_ms": change.at_ms,
        "since_ms": change.since_ms,
        "value": change.value,
        "threshold": change.threshold,
    }


def subject_of(digest: Digest, language: str, queue_label: QueueLabel) -> str:
    """One line: the worst that was raised, and how much more there is."""
    order = {"red": 0, "amber": 1, OVER: 2}
    first, *others = sorted(digest.changes, key=lambda change: (order[change.level], change.at_ms))
    more = {"en": f" and {len(others)} more", "zh": f" 等 {len(digest.changes)} 项"}[language] if others else ""
    return f"[CIC] {_line(first, language, queue_label)}{more}"


def text_of(digest: Digest, languages: Iterable[str], queue_label: QueueLabel, time_zone: str) -> str:
    """The whole digest, in one language after the other."""
    parts = []
    for language in languages:
        lines = [
            f"{_clock(change.at_ms, time_zone)}  {_line(change, language, queue_label)}" for change in digest.changes
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _line(change: AlarmChange, language: str, queue_label: QueueLabel) -> str:
    kind, _, rest = change.key.partition(":")
    level = _in(LEVELS[change.level], language)
    if kind == "center":
        what = _in(CODES.get(rest, Label(rest, rest)), language)
        return f"{level}: {_in(CENTER, language)}: {what}"
    queue_id, _, figure = rest.rpartition(":")
    queue, name = _in(queue_label(queue_id), language), _in(FIGURES[figure], language)
    if change.value is None or change.threshold is None:
        return f"{level}: {queue}: {name}"
    against = {"en": "threshold", "zh": "阈值"}[language]
    value, threshold = _amount(figure, change.value), _amount(figure, change.threshold)
    return f"{level}: {queue}: {name} {value} ({against} {threshold})"


def _amount(figure: str, value: float) -> str:
    if figure == "longest_wait":
        return f"{round(value / 1000)} s"
    return f"{value:g} %" if figure in _PERCENT else f"{value:g}"


def _clock(at_ms: int, time_zone: str) -> str:
    return datetime.fromtimestamp(at_ms // 1000, ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M:%S")


def _in(label: Label, language: str) -> str:
    return label.zh if language == "zh" else label.en
