"""Composition root: the ASGI application. `streamlit run app.py` and any ASGI server serve it."""

from __future__ import annotations

import streamlit as st

from dashboard import server
from dashboard.server import silence

silence.keep()

app = st.App(
    server.MAIN,
    lifespan=server.WARMUP.lifespan,
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    on_script_error=server.on_script_error,
)
