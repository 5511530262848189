"""What `desktop` asks of the rest of the text: allowed hosts, known placeholders, a known source. Asks nobody."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cic.configuration.problems import ConfigurationProblem, choose_from
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_desktop import PLACEHOLDERS, CrmLookupText, DesktopText, PageText
from cic.lookups.sources import arguments_of

FILE = "center.yaml"
WHERE = "center.desktop"
_BRACED = re.compile(r"\{([^{}]*)\}|[{}]")


def check_desktop(text: ConfigurationText) -> tuple[ConfigurationProblem, ...]:
    """Everything that is wrong with what the desktop shows beside its own."""
    desktop = text.center.desktop
    problems = [problem for page in desktop.crm_pages for problem in _check_page(page, desktop)]
    if desktop.crm_lookup is not None:
        problems += _check_lookup(desktop.crm_lookup, text)
    return tuple(problems)


def _check_page(page: PageText, desktop: DesktopText) -> Iterator[ConfigurationProblem]:
    where = f"{WHERE}.crm_pages.{page.code}.url"
    hosts = [host.name for host in desktop.crm_hosts]
    host = urlsplit(page.url).netloc if page.url else ""
    if host and host not in hosts:
        mend = f"add '{host}' to crm_hosts, if agents' data may go there"
        yield _problem(page.line, where, f"the host '{host}'", "a host of crm_hosts", mend)
    for match in _BRACED.finditer(page.url):
        name = match[1] or ""
        if name not in PLACEHOLDERS:
            found = f"the placeholder '{match[0]}'"
            yield _problem(page.line, where, found, "a known placeholder", choose_from(name, PLACEHOLDERS))


def _check_lookup(lookup: CrmLookupText, text: ConfigurationText) -> Iterator[ConfigurationProblem]:
    where = f"{WHERE}.crm_lookup"
    sources = {known.source.name: known.source for known in text.lookups}
    source = sources.get(lookup.source.name)
    if source is None:
        if lookup.source.name:
            found, mend = f"the unknown look-up '{lookup.source.name}'", choose_from(lookup.source.name, sources)
            yield _problem(lookup.line, f"{where}.source", found, "a look-up of lookups.yaml", mend)
        return
    wanted, given = arguments_of(source), [argument.name for argument, _ in lookup.arguments]
    for argument, _ in lookup.arguments:
        if argument.name not in wanted:
            found, mend = f"the unknown argument '{argument.name}'", choose_from(argument.name, wanted)
            yield _problem(argument.line, f"{where}.arguments", found, "an argument of the look-up", mend)
    for name in wanted:
        if name not in given:
            yield _problem(lookup.line, f"{where}.arguments", f"no '{name}'", "each argument", f"add '{name}: number'")
    results = [form.name for form in source.results]
    for shown in lookup.shown:
        if shown.result.name and shown.result.name not in results:
            found, mend = f"the unknown result '{shown.result.name}'", choose_from(shown.result.name, results)
            yield _problem(shown.result.line, f"{where}.shown", found, "a result of the look-up", mend)


def _problem(line: int, where: str, found: str, expected: str, mend: str) -> ConfigurationProblem:
    return ConfigurationProblem(FILE, line, where, found, expected, mend)
