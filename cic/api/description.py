"""The OpenAPI description, with what the guards in front of all routes may answer. Owns that no route has to say it."""

from typing import Any

from fastapi import FastAPI

from cic.api.errors import ErrorBody, refusals
from cic.api.rates import rate_of
from cic.api.shield import SAFE_METHODS

_FOR_ALL = (400,)
_FOR_CHANGES = (400, 403)
_FOR_BODIES = (400, 408, 413, 422)
_SCHEMA = "#/components/schemas/ErrorBody"


def describe_guards(app: FastAPI) -> None:
    """Let the description tell the refusals of the guards with each route."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _add_guards(made())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _add_guards(schema: dict[str, Any]) -> None:
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    if "ErrorBody" not in components:
        raise AssertionError(f"some route has refusals, whose form is {ErrorBody.__name__}")
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            statuses = set(_FOR_ALL)
            if method.upper() not in SAFE_METHODS:
                statuses.update(_FOR_CHANGES, _FOR_BODIES)
            if rate_of(method.upper(), path) is not None:
                statuses.add(429)
            for status, words in refusals(*sorted(statuses)).items():
                content = {"application/json": {"schema": {"$ref": _SCHEMA}}}
                told = {"description": words["description"], "content": content}
                operation["responses"].setdefault(str(status), told)
            operation["responses"] = dict(sorted(operation["responses"].items()))
