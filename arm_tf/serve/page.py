"""The built browser demo, with the headers that it needs."""

import pathlib
import re

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

POLICY = re.compile(r'Content-Security-Policy"\s+content="([^"]+)"')


class PageFiles(StaticFiles):
    """Serves the folder that `make web` builds.

    The headers are those of `android_demo/web/serve.mjs`, which explains them.
    The page's own content security policy is also sent as a header, so that it
    applies to workers.
    """

    def __init__(self, folder: pathlib.Path):
        super().__init__(directory=folder, html=True)
        found = POLICY.search((folder / "index.html").read_text("utf-8"))
        own = f"{found[1]}; " if found else ""
        self._headers = {
            "Content-Security-Policy": f"{own}frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(self), microphone=(), "
            "geolocation=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-cache",  # revalidates a file before use
        }

    async def get_response(self, path: str, scope) -> Response:
        """Returns a file, or Starlette's 404."""
        response = await super().get_response(path, scope)
        response.headers.update(self._headers)
        return response
