"""A warm start, and whether it went well."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from dashboard.server import tidy

log = logging.getLogger(__name__)


class Warmup:
    """Loads and checks everything once at the start, and answers whether that went well."""

    def __init__(self) -> None:
        self.errors: tuple[str, ...] = ("not started",)

    @asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[None]:
        """Warm the process before the first visitor arrives, and keep it tidy as long as it serves."""
        from dashboard.ui import state

        tidy.share_one_heap()
        self.errors = tuple(state.warm())
        for error in self.errors:
            log.error("%s", error)
        # What is loaded now lives as long as the process: keep the garbage collector from walking it on every rerun.
        gc.collect()
        gc.freeze()
        tidy.give_back()
        tidying = asyncio.create_task(tidy.keep_tidy())
        yield
        tidying.cancel()

    async def ready(self, _request: Request) -> JSONResponse:
        """200 when all tables and registries passed their checks, else 503 with what failed."""
        status = 503 if self.errors else 200
        return JSONResponse({"ready": not self.errors, "errors": list(self.errors)}, status_code=status)
