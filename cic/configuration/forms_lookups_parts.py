"""What sources of every type are made of: results, places of secrets, texts with slots. Owns those keys."""

import re
from dataclasses import replace

from cic.configuration.document import Scalar, Value
from cic.configuration.reading import CODE, Fields, Reader, kind_of
from cic.configuration.reading_values import A_CODE, one_of, whole_or
from cic.lookups.sources import SLOT, SecretPlace
from cic.lookups.values import DECIMALS_MAX, TEXT_LENGTH_MAX, ResultForm, ResultKind, WrongValue, value_of

RESULT_KEYS = ("at", "kind", "personal", "otherwise", "decimals", "length_max")
PLACE = re.compile(r"\S(?:[^\x00-\x1f\x7f]{0,98}\S)?")
PATH = re.compile(r"[^.\s]{1,99}(?:\.[^.\s]{1,99}){0,9}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
PREFIX = re.compile(r"[ -~]{1,40}")
A_PLACE = "a column of at most 100 characters"
A_PATH = "a path of names such as 'account.balance'"


def read_results(fields: Fields, place: re.Pattern[str], place_in_words: str) -> tuple[ResultForm, ...]:
    """What a source gives, by name; a source that only compares secrets gives nothing."""
    value = fields.optional("results")
    if value is None:
        if fields.optional("pin_hash") is None:
            fields.required("results", "{name: {kind: text}}")
        return ()
    named = fields.reader.named(value, fields.at("results"), CODE, A_CODE)
    if not named:
        fields.reader.note(value.line, fields.at("results"), "none", "at least one result", "name what is looked up")
    return tuple(_result(fields, name, body, place, place_in_words) for name, body in named.items())


def _result(fields: Fields, name: str, body: Value, place: re.Pattern[str], place_in_words: str) -> ResultForm:
    inner = fields.reader.table(body, f"{fields.at('results')}.{name}", RESULT_KEYS)
    kind_given = inner.required("kind", "text")
    kind = ResultKind.TEXT
    if kind_given is not None:
        kind = one_of(inner.reader, kind_given, inner.at("kind"), ResultKind, ResultKind.TEXT)
    is_kind_known = isinstance(kind_given, Scalar) and kind_given.text.strip() == kind.value
    at = optional_matching(inner, "at", place, place_in_words, otherwise=name)
    for key, kind_of_key in (("decimals", ResultKind.AMOUNT), ("length_max", ResultKind.TEXT)):
        given = inner.optional(key)
        if is_kind_known and given is not None and kind is not kind_of_key:
            found, expected = f"'{key}' of a {kind.value}", f"'{key}' for a result of kind {kind_of_key.value} only"
            inner.reader.note(given.line, inner.at(key), found, expected, "leave it out")
    form = ResultForm(
        name=name,
        at=at,
        kind=kind,
        is_personal=inner.flag("personal", otherwise=kind is ResultKind.TEXT),
        decimals=whole_or(inner, "decimals", 2, 0, DECIMALS_MAX),
        length_max=whole_or(inner, "length_max", 200, 1, TEXT_LENGTH_MAX),
    )
    if kind is ResultKind.TRUTH and form.is_personal:
        found, mend = "a personal truth", "leave 'personal' out: a yes or no can be neither spoken nor shown sealed"
        inner.reader.note(body.line, inner.at("personal"), found, "a truth that flows may read", mend)
    return _with_otherwise(inner, form) if is_kind_known else form


def _with_otherwise(inner: Fields, form: ResultForm) -> ResultForm:
    given = inner.optional("otherwise")
    if given is None:
        return form
    form = replace(form, otherwise=given.text if isinstance(given, Scalar) else "")
    try:
        value_of(form, None)
    except WrongValue:
        found, mend = kind_of(given), "write a value of that kind; amounts in whole units, such as 12.50"
        inner.reader.note(given.line, inner.at("otherwise"), found, f"a value of kind {form.kind.value}", mend)
    return form


def read_secret_place(reader: Reader, value: Value, where: str, *, may_have_prefix: bool) -> SecretPlace:
    """Where a secret is: one variable or one file. The secret itself has no place in the center's text."""
    if isinstance(value, Scalar):
        mend = "put the secret into an environment variable or a file, and name that: '{environment: CRM_TOKEN}'"
        reader.note(value.line, where, "a value in the text", "where the secret is kept", mend)
        return SecretPlace()
    fields = reader.table(
        value, where, ("environment", "file", "prefix") if may_have_prefix else ("environment", "file")
    )
    variable = optional_matching(fields, "environment", VARIABLE, "the name of an environment variable")
    file = optional_matching(fields, "file", PLACE, "the path of a file")
    if (fields.optional("environment") is None) == (fields.optional("file") is None):
        mend = "write one of the two, such as '{environment: CRM_TOKEN}'"
        reader.note(value.line, where, "not one place", "either 'environment' or 'file'", mend)
    prefix = fields.optional("prefix")
    if prefix is None:
        return SecretPlace(variable, file)
    text = prefix.text if isinstance(prefix, Scalar) else ""
    if not PREFIX.fullmatch(text):
        expected = "at most 40 printable characters of ASCII"
        reader.note(prefix.line, fields.at("prefix"), kind_of(prefix), expected, "write for example 'Bearer '")
    return SecretPlace(variable, file, text)


def optional_matching(fields: Fields, key: str, form: re.Pattern[str], form_in_words: str, otherwise: str = "") -> str:
    """A word of a given form, or what it is when left out."""
    value = fields.optional(key)
    return otherwise if value is None else fields.reader.matching(value, fields.at(key), form, form_in_words)


def required_matching(fields: Fields, key: str, example: str, form: re.Pattern[str], form_in_words: str) -> str:
    """A word of a given form that must be given."""
    value = fields.required(key, example)
    return "" if value is None else fields.reader.matching(value, fields.at(key), form, form_in_words)


def check_slots(reader: Reader, line: int, where: str, text: str) -> None:
    """Braces that are no slot: most often a slip of the pen in an argument's name."""
    if "{" in (rest := SLOT.sub("", text)) or "}" in rest:
        expected = "slots such as '{account_number}', and no other braces"
        reader.note(line, where, "a brace that belongs to no slot", expected, "correct the name between the braces")
