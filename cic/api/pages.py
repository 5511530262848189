"""The built browser pages and the recordings, as files. Owns caching; a page not built names its command."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from cic.api.asking import WithServices

routes = APIRouter(include_in_schema=False)

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>CIC</title>
<body><h1>The browser pages are not built yet</h1>
<p>Run <code>make install</code> in the project folder, then load this page again.</p>
<h1 lang="zh-Hans">网页尚未构建</h1>
<p lang="zh-Hans">请在项目目录中运行 <code>make install</code>，然后刷新本页。</p></body></html>
"""


class FilesMadeLater(StaticFiles):
    """Files of a folder that need not be there yet; until it is, there are none."""

    async def check_config(self) -> None:
        """Nothing to check: Starlette would raise for a folder that is missing at the first request."""


class HashedAssets(FilesMadeLater):
    """Files whose name holds a hash of their content: whoever has one never asks again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One asset."""
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class Recordings(FilesMadeLater):
    """Prompts and music; the texts that lie beside them are not served."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One recording."""
        if not path.endswith(".wav"):
            raise HTTPException(404, "There is no such recording.")
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=300"
        return response


@routes.get("/")
@routes.get("/compact")
async def desktop(services: WithServices) -> Response:
    """The agent desktop, in full and as the small one that stands in another page."""
    return _page(services.web_folder / "index.html")


@routes.get("/phone")
async def test_phone(services: WithServices) -> Response:
    """The test phone."""
    return _page(services.web_folder / "phone.html")


@routes.get("/supervisor")
@routes.get("/supervisor/{tab}")
async def supervision(services: WithServices, tab: str = "") -> Response:
    """The page of who watches over the center; which of its parts is shown is the page's own affair."""
    return _page(services.web_folder / "supervisor.html")


@routes.get("/wall/{name}")
async def wall(services: WithServices, name: str) -> Response:
    """A board for a screen that a room reads; its token is behind the `#` of the address and never comes here."""
    return _page(services.web_folder / "wall.html")


def mount_files(app: FastAPI, web_folder: Path, prompts_folder: Path) -> None:
    """Serve built assets and recordings; the folders are looked at when asked, so a build needs no restart."""
    app.mount("/assets", HashedAssets(directory=web_folder / "assets", check_dir=False))
    app.mount("/prompts", Recordings(directory=prompts_folder, check_dir=False))


def _page(path: Path) -> Response:
    if not path.is_file():
        return HTMLResponse(NOT_BUILT, status_code=503, headers={"Cache-Control": "no-cache"})
    return FileResponse(path, headers={"Cache-Control": "no-cache"})
