"""Reads `sign_in` of `center.yaml`: the public address, proxies, an OpenID provider. Owns these keys.

The client's secret has no place in this text: a file is named that holds it.
"""

import ipaddress
import re

from cic.access.identity import Role
from cic.access.settings import NO_SIGN_IN, OPENID_SCOPES, OpenIdSettings, Prompt, SignInSettings
from cic.configuration.document import Scalar, Value
from cic.configuration.forms_lookups_parts import PLACE, optional_matching
from cic.configuration.problems import choose_from
from cic.configuration.reading import Fields
from cic.configuration.reading_values import one_of
from cic.lookups.sources import SecretPlace

KEYS = ("public_url", "trusted_proxies", "openid_connect")
OPENID_KEYS = (
    "issuer", "client_id", "client_secret_file", "roles", "role_claim", "user_claim", "agent_claim", "team_claim",
    "scopes", "prompt", "label",
)  # fmt: skip
_NAME = r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?"
_PORT = r"(:[0-9]{1,5})?"
_OWN = rf"http://(localhost|127\.0\.0\.1){_PORT}"
PUBLIC_URL = re.compile(rf"https://{_NAME}{_PORT}|{_OWN}")
A_PUBLIC_URL = "an address such as 'https://cic.example.com', without a path (http for this machine only)"
ISSUER = re.compile(rf"(https://{_NAME}{_PORT}|{_OWN})(/[A-Za-z0-9._~/-]{{0,300}})?")
AN_ISSUER = "an issuer such as 'https://id.example.com/realms/acme' (http for this machine only)"
WORD = re.compile(r"[!-~]{1,200}")
A_WORD = "1 to 200 printable characters of ASCII without spaces"
CLAIM = re.compile(r"[!-~]{1,120}")
A_CLAIM = "the name of a claim, such as 'groups'"
CLAIM_VALUE = re.compile(r".{1,200}")
PROXIES_MAX = 20


def read_sign_in(fields: Fields) -> SignInSettings:
    """How people sign in; without the key, with passwords alone."""
    value = fields.optional("sign_in")
    if value is None:
        return NO_SIGN_IN
    inner = fields.reader.table(value, fields.at("sign_in"), KEYS)
    public_url = optional_matching(inner, "public_url", PUBLIC_URL, A_PUBLIC_URL)
    openid = _openid(inner)
    if openid is not None and not public_url:
        mend = "add 'public_url: https://cic.example.com', what browsers type for this center"
        inner.reader.note(inner.line, inner.where, "no 'public_url'", "where the provider sends browsers back to", mend)
    return SignInSettings(public_url, _proxies(inner), openid)


def _proxies(fields: Fields) -> tuple[str, ...]:
    value, where = fields.optional("trusted_proxies"), fields.at("trusted_proxies")
    items = () if value is None else fields.reader.items(value, where)
    if value is not None and len(items) > PROXIES_MAX:
        fields.reader.note(value.line, where, f"{len(items)} addresses", f"at most {PROXIES_MAX}", "leave some out")
    return tuple(dict.fromkeys(_address(fields, item, where) for item in items))


def _address(fields: Fields, item: Value, where: str) -> str:
    word = item.text.strip() if isinstance(item, Scalar) else ""
    try:
        return str(ipaddress.ip_address(word))
    except ValueError:
        fields.reader.note(
            item.line, where, f"'{word}'", "an IP address such as 127.0.0.1", "write one address an item"
        )
        return word


def _openid(fields: Fields) -> OpenIdSettings | None:
    value, where, reader = fields.optional("openid_connect"), fields.at("openid_connect"), fields.reader
    if value is None:
        return None
    inner = reader.table(value, where, OPENID_KEYS)
    issuer, client = inner.required("issuer", "https://id.example.com"), inner.required("client_id", "cic")
    secret = inner.required("client_secret_file", "openid-client-secret")
    prompt, label = inner.optional("prompt"), inner.optional("label")
    words = None if label is None else reader.label(label, inner.at("label"))
    named = {} if words is None else {"label_en": words.en, "label_zh": words.zh}
    at = inner.at("client_secret_file")
    return OpenIdSettings(
        issuer="" if issuer is None else reader.matching(issuer, inner.at("issuer"), ISSUER, AN_ISSUER),
        client_id="" if client is None else reader.matching(client, inner.at("client_id"), WORD, A_WORD),
        secret=SecretPlace(file="" if secret is None else reader.matching(secret, at, PLACE, "the path of a file")),
        roles=_roles(inner),
        role_claim=_claim(inner, "role_claim", "roles"),
        user_claim=_claim(inner, "user_claim", "preferred_username"),
        agent_claim=_claim(inner, "agent_claim", ""),
        team_claim=_claim(inner, "team_claim", ""),
        scopes=_scopes(inner),
        prompt=Prompt.NOTHING if prompt is None else one_of(reader, prompt, inner.at("prompt"), Prompt, Prompt.NOTHING),
        **named,
    )


def _claim(fields: Fields, key: str, otherwise: str) -> str:
    return optional_matching(fields, key, CLAIM, A_CLAIM, otherwise)


def _roles(fields: Fields) -> dict[str, Role]:
    value, where = fields.required("roles", "{cic-agents: agent}"), fields.at("roles")
    known = [role.value for role in Role]
    found: dict[str, Role] = {}
    named = {} if value is None else fields.reader.named(value, where, CLAIM_VALUE, "a value of 1 to 200 characters")
    for name, given in named.items():
        word = given.text.strip() if isinstance(given, Scalar) else ""
        if word in known:
            found[name] = Role(word)
        else:
            fields.reader.note(given.line, f"{where}.{name}", f"'{word}'", "a role", choose_from(word, known))
    return found


def _scopes(fields: Fields) -> tuple[str, ...]:
    value, where = fields.optional("scopes"), fields.at("scopes")
    if value is None:
        return OPENID_SCOPES
    words = [fields.reader.matching(item, where, WORD, A_WORD) for item in fields.reader.items(value, where)]
    return tuple(dict.fromkeys(("openid", *words)))
