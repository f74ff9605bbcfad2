"""The room's web service, put together: pages and interface over one desk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import ResponseHeader
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from .. import __version__
from ..pool.store import Store
from . import api, page_routes
from .desk import Desk
from .failures import HANDLERS, HEADERS, LARGEST_BODY
from .feed import Feeds
from .options import KEEP_DAYS
from .service import Service, close_old


def create_app(store: Store, host_key: str, address: str | None = None, keep: int = KEEP_DAYS) -> Litestar:
    """The service over a store.

    Args:
        host_key: whoever holds it may open, list and delete rooms.
        address: how people reach it, such as `http://192.168.1.23:8800`.
        keep: after how many days a room that nobody moves is closed, unless it was opened with another number.
    """

    @asynccontextmanager
    async def life(app: Litestar) -> AsyncIterator[None]:
        desk = Desk(store)
        service = Service(desk, None, host_key, address, keep)
        service.feeds = Feeds(desk.pulse, service.room)
        app.state.service = service
        closing = asyncio.create_task(close_old(service))
        yield
        closing.cancel()
        service.feeds.close()

    return Litestar(
        route_handlers=[*page_routes.ROUTES, *api.ROUTES],
        lifespan=[life],
        exception_handlers=HANDLERS,
        request_max_body_size=LARGEST_BODY,
        # pages and files are compressed already, once for all; events are never
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=6, exclude_opt_key="as_it_is"),
        response_headers=[ResponseHeader(name=name, value=value) for name, value in HEADERS.items()],
        # as a document alone: each of the framework's pages for it fetches scripts from elsewhere
        openapi_config=OpenAPIConfig(
            title="Workshop room", version=__version__, path="/api", render_plugins=[JsonRenderPlugin()]
        ),
        debug=False,
        logging_config=None,
    )
