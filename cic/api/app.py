"""Puts the routes together. Owns the order of guards, errors and mounts; holds no logic."""

from functools import partial

from fastapi import Depends, FastAPI

from cic.api import (
    agent_acts,
    agent_messages,
    audit,
    board_tickets,
    choices,
    configuration,
    contact_acts,
    contact_search,
    customers,
    day,
    desk,
    explanations,
    exports,
    flow_versions,
    messages,
    monitoring,
    my_account,
    openid,
    pages,
    queue_acts,
    ratings,
    recordings,
    records,
    reports,
    sign_in,
    sockets,
    supervision,
    users,
    walls,
)
from cic.api.description import describe_guards
from cic.api.errors import install_error_handlers
from cic.api.ports import Services
from cic.api.rated import within_rate
from cic.api.repeated import RepeatedActs
from cic.api.shield import Shield

DESCRIPTION = """The HTTP interface of a customer interaction center.

Sign in with `POST /api/sign-in`; scripts then send the token as `Authorization: Bearer`, browsers the cookie, which is
taken for changes only from the center's own pages. Every refusal has the form `{"error": {"code", "detail"}}`.
All times are UTC milliseconds by the server's clock."""


def create_app(services: Services) -> FastAPI:
    """The application with all routes, on top of the given services."""
    # The interactive pages would load scripts from other sites, which the content policy forbids for good reason.
    app = FastAPI(
        title="CIC",
        version=services.build,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    app.state.repeated_acts = RepeatedActs()
    app.state.phone_sockets = sockets.PhoneSockets()
    acting = (agent_acts, agent_messages, contact_acts, queue_acts)
    operating = (audit, *acting, supervision, monitoring, configuration, flow_versions)
    for module in (
        sign_in,
        openid,
        my_account,
        users,
        desk,
        board_tickets,
        walls,
        customers,
        day,
        records,
        choices,
        contact_search,
        exports,
        messages,
        recordings,
        explanations,
        ratings,
        reports,
        *operating,
        pages,
        sockets,
    ):
        # A websocket is no request: tickets bound how many are opened, and each protocol bounds its frames.
        app.include_router(module.routes, dependencies=[] if module is sockets else [Depends(within_rate)])
    pages.mount_files(app, services.web_folder, services.prompts_folder)
    install_error_handlers(app)
    describe_guards(app)
    app.add_middleware(
        Shield,
        allowed_hosts=services.allowed_hosts,
        connect_source=services.sip_websocket_origin,
        count_fault=partial(services.count_fault, "http"),
        embedded_in=services.day.embedded_in,
        sign_in=services.sign_in,
    )
    return app
