"""One form for every refusal: `{"error": {"code", "detail"}}`. Owns codes and statuses; echoes nothing sent."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from cic.api.ports import JOURNAL_STALLED, CommandRefused

_OUR_WORD = re.compile(r"[a-z0-9_-]{1,40}")

CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "body_too_large",
    415: "bad_request",
    422: "bad_request",
    429: "too_many_attempts",
}


class ErrorDetail(BaseModel):
    """Why something was refused."""

    code: str = Field(description="A fixed word for programs, such as `not_signed_in` or `offer_closed`")
    detail: str = Field(description="A sentence for people, free of personal values")


class ErrorBody(BaseModel):
    """The body of every refusal."""

    error: ErrorDetail


class ApiError(HTTPException):
    """A refusal with its own code."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, headers)
        self.code = code


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route, for its OpenAPI description."""
    words = {
        400: "The body makes no sense, or the host is not known here",
        401: "Not signed in, or the session is over",
        403: "Signed in, but this is not for this role, or the request came from another site",
        404: "There is no such thing",
        409: "Refused as things stand; the code says why",
        408: "The request took too long to arrive",
        413: "The body is longer than 64 kB",
        422: "The body or a parameter has the wrong form",
        503: "The engine takes or tells nothing at the moment: it stops, or the disk takes nothing",
        429: "Too many attempts; `Retry-After` says how many seconds to wait",
    }
    return {status: {"model": ErrorBody, "description": words[status]} for status in statuses}


def command_error(refused: CommandRefused) -> ApiError:
    """The HTTP form of a refused command."""
    if refused.code == "bad_command":
        return ApiError(400, refused.code, refused.detail)
    if refused.code in ("bad_card", "bad_favourite", "bad_user", "bad_password"):
        return ApiError(422, refused.code, refused.detail)
    if refused.code in ("engine_stopped", "not_noted", "not_saved", JOURNAL_STALLED):
        return ApiError(503, refused.code, refused.detail)
    return ApiError(404 if refused.code.startswith("unknown_") else 409, refused.code, refused.detail)


def error_response(status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A refusal as a response."""
    body = ErrorBody(error=ErrorDetail(code=code, detail=detail))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


def install_error_handlers(app: FastAPI) -> None:
    """Give all refusals of an app the one form."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _wrong_form)


async def _http_error(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    code = fault.code if isinstance(fault, ApiError) else CODES.get(fault.status_code, "refused")
    return error_response(fault.status_code, code, fault.detail, fault.headers)


async def _wrong_form(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, RequestValidationError)
    # Place and rule only: the value itself may be a password or a number.
    places = [f"{'.'.join(map(_place, error['loc']))}: {error['type']}" for error in fault.errors()[:5]]
    return error_response(422, "bad_request", "; ".join(places))


def _place(part: object) -> str:
    """A part of a place, unless it can only be the sender's own word."""
    word = str(part)
    return word if _OUR_WORD.fullmatch(word) else "?"
