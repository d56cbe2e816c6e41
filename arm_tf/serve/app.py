"""The service as an ASGI application."""

import pathlib
import secrets

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route

import arm_tf
from arm_tf.serve.limits import Refused
from arm_tf.serve.metrics import Metrics
from arm_tf.serve.page import PageFiles
from arm_tf.serve.readers import Readers
from arm_tf.serve.requests import pictures_of

DOCS = pathlib.Path(__file__).with_name("docs.html")


def build_app(
    readers: Readers, token: str = "", page: pathlib.Path | None = None
) -> Starlette:
    """Returns the application.

    Args:
        readers: `Readers`, which have the limits as well.
        token: str. Required in `Authorization: Bearer`; "" for none.
        page: folder of the built page, shown at `/`; None to show `/docs`.
    """
    metrics = Metrics(readers)

    async def read(request: Request) -> Response:
        _check_token(request, token)
        with metrics.timed(), readers.place():
            pictures = await pictures_of(request, readers.limits)
            results = await readers.read(pictures)
        metrics.count(results)
        return JSONResponse({"results": results})

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok", "version": arm_tf.__version__})

    async def docs(request: Request) -> Response:
        return FileResponse(DOCS)

    async def show_metrics(request: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4")

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        metrics.refused.labels(error.status).inc()
        headers = {"Connection": "close"}  # The rest of its body is not read.
        if error.status in (429, 503):
            headers["Retry-After"] = "1"
        if error.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse({"error": str(error)}, error.status, headers)

    return Starlette(
        routes=[
            Route("/v1/read", read, methods=["POST"]),
            Route("/health", health),
            Route("/metrics", show_metrics),
            Route("/docs", docs),
            Mount("/", PageFiles(page))
            if page
            else Route("/", lambda request: RedirectResponse("/docs")),
        ],
        exception_handlers={Refused: refuse},
    )


def _check_token(request, token):
    given = request.headers.get("authorization", "")
    wanted = f"Bearer {token}"
    if token and not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Refused(
            401,
            "Expected the server's token. Received: none, or another. Send it "
            "as `Authorization: Bearer TOKEN`.",
        )
