"""Hostile messages of a browser: values of a wrong type for every widget, and messages no page would send."""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections.abc import Callable, Iterable

from attacking import PAGES, SEED, Tally, Widget, widgets, wrong
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from talking import Visitor, connected
from websockets.exceptions import ConnectionClosed

Change = Callable[[WidgetState], object]
HUGE = "9" * 100_000
DEEP = "[" * 50_000
FEW = ("routes", "impact", "compare", "data")  # that have every kind of widget
COUNTRY = "country=MEX"  # the brief has most of its parts only with a country
TEXTS = ("", "x", "0", "None", "\0", "../../etc/passwd", "<script>alert(1)</script>", "ALL", "2026-13-99", HUGE)
NUMBERS = (math.nan, math.inf, -math.inf, 1e308, -1e308, -1.0, 0.5, 1e18)
SELECTIONS: tuple[object, ...] = (
    None, [], {}, 5, {"selection": None}, {"selection": 5}, {"selection": {}}, {"selection": {"objects": 5}},
    {"selection": {"objects": {"x": 5}}}, {"selection": {"objects": {"x": [5]}}},
    {"selection": {"objects": {"x": [{"iso3": []}]}, "indices": {}}},
    {"selection": {"rows": ["x", -1, 10**12], "columns": [5], "cells": [[1]]}},
)  # fmt: skip


def hostile_values() -> dict[str, Change]:
    """Everything that a message can hold for a widget, by name."""
    made: dict[str, Change] = {
        "nothing": lambda s: None,
        "trigger": lambda s: setattr(s, "trigger_value", True),
        "bool": lambda s: setattr(s, "bool_value", True),
        "int": lambda s: setattr(s, "int_value", 2**53),
        "bytes": lambda s: setattr(s, "bytes_value", b"\xff\x00"),
        "no JSON": lambda s: setattr(s, "json_value", "{"),
        "deep JSON": lambda s: setattr(s, "json_value", DEEP),
        "JSON trigger": lambda s: setattr(s, "json_trigger_value", '{"event": "x", "value": 1}'),
        "empty numbers": lambda s: s.double_array_value.data.extend([]) or s.double_array_value.SetInParent(),
        "many numbers": lambda s: s.double_array_value.data.extend([1.0] * 10_000),
        "empty indices": lambda s: s.int_array_value.SetInParent(),
        "indices": lambda s: s.int_array_value.data.extend([-1, 2**53]),
        "empty texts": lambda s: s.string_array_value.SetInParent(),
        "many texts": lambda s: s.string_array_value.data.extend(["x"] * 10_000),
        "texts of other kinds": lambda s: s.string_array_value.data.extend(TEXTS[:-1]),
        "text trigger": lambda s: setattr(s.string_trigger_value, "data", "x"),
        "chat": lambda s: setattr(s.chat_input_value, "data", "x"),
        "table": lambda s: setattr(s.arrow_value, "data", b"no arrow"),
        "no file": lambda s: s.file_uploader_state_value.SetInParent(),
        "unknown file": lambda s: s.file_uploader_state_value.uploaded_file_info.add(
            name="../../x.exe", file_id="x", size=2**40
        ),
        "deep text": lambda s: setattr(s, "string_value", DEEP),
    }
    for text in TEXTS:
        made[f"text {text[:12]!r}"] = lambda s, text=text: setattr(s, "string_value", text)
        made[f"texts {text[:12]!r}"] = lambda s, text=text: s.string_array_value.data.append(text)
    for number in NUMBERS:
        made[f"number {number}"] = lambda s, number=number: setattr(s, "double_value", number)
        made[f"numbers {number}"] = lambda s, number=number: s.double_array_value.data.append(number)
        made[f"pair {number}"] = lambda s, number=number: s.double_array_value.data.extend([number, number])
    for selection in SELECTIONS:
        text = json.dumps(selection)
        made[f"selection {text}"] = lambda s, text=text: setattr(s, "string_value", text)
    return made


def own_values(widget: Widget) -> dict[str, Change]:
    """Misuse of what a widget does offer: all at once, one twice, the right texts in another form."""
    if not widget.options:
        return {}
    one = widget.options[0]
    return {
        "all options": lambda s: s.string_array_value.data.extend(widget.options),
        "an option twice": lambda s: s.string_array_value.data.extend([one, one]),
        "an option and another text": lambda s: s.string_array_value.data.extend([one, "x"]),
        "an option with a space": lambda s: setattr(s, "string_value", one + " "),
    }


def hostile_messages(visitor: Visitor) -> dict[str, bytes | str]:
    """Messages that no page would send, by name; text travels as a text frame."""

    def rerun(change: Callable[[BackMsg], object]) -> bytes:
        message = visitor.ask()
        change(message)
        return message.SerializeToString()

    def other(**kind: object) -> bytes:
        return BackMsg(**kind).SerializeToString()  # type: ignore[arg-type]

    many = BackMsg()
    many.file_urls_request.request_id = "x"
    many.file_urls_request.file_names.extend(["../../x"] * 1000)
    work = BackMsg()
    work.backend_operation_request.request_id = "x"
    made: dict[str, bytes | str] = {
        "no protobuf": b"\xff" * 40,
        "cut protobuf": visitor.ask().SerializeToString()[:-3],
        "empty": b"",
        "text frame": "hello",
        "clear_cache": other(clear_cache=True),
        "set_run_on_save": other(set_run_on_save=True),
        "load_git_info": other(load_git_info=True),
        "stop_script": other(stop_script=True),
        "disconnect": other(debug_disconnect_websocket=True),
        "shutdown": other(debug_shutdown_runtime=True),
        "heartbeat": other(app_heartbeat=True),
        "file addresses": many.SerializeToString(),
        "operation": work.SerializeToString(),
        "unknown fragment": rerun(lambda m: setattr(m.rerun_script, "fragment_id", "x")),
        "unknown fragment by itself": rerun(lambda m: (setattr(m.rerun_script, "fragment_id", "../x"),
                                                        setattr(m.rerun_script, "is_auto_rerun", True))),
        "unknown page": rerun(lambda m: setattr(m.rerun_script, "page_script_hash", "x")),
        "page outside": rerun(lambda m: (setattr(m.rerun_script, "page_script_hash", ""),
                                         setattr(m.rerun_script, "page_name", "../../etc/passwd"))),
        "page with NUL": rerun(lambda m: (setattr(m.rerun_script, "page_script_hash", ""),
                                          setattr(m.rerun_script, "page_name", "\0" * 100))),
        "history": rerun(lambda m: setattr(m.rerun_script, "is_history_navigation", True)),
        "hashes": rerun(lambda m: m.rerun_script.cached_message_hashes.extend(["x"] * 10_000)),
        "no widget": rerun(lambda m: m.rerun_script.widget_states.widgets.add(id="", string_value="x")),
        "unknown widget": rerun(lambda m: m.rerun_script.widget_states.widgets.add(id="$$ID-x-country", int_value=1)),
        "key for id": rerun(lambda m: m.rerun_script.widget_states.widgets.add(id="country", string_value="x")),
        "internal key": rerun(lambda m: m.rerun_script.widget_states.widgets.add(
            id="$$STREAMLIT_INTERNAL_KEY_SCRIPT_RUN_WITHOUT_ERRORS", string_value="x")),
        "many widgets": rerun(lambda m: [m.rerun_script.widget_states.widgets.add(id=f"$$ID-{i}-None", bool_value=True)
                                         for i in range(10_000)]),
    }  # fmt: skip
    for address in ("%", "%00", "%ff%fe", "&&&===", "a=1&" * 5000, "lang=%zz", "country=" + "M" * 100_000, "\0", "?#"):
        made[f"address {address[:12]!r}"] = rerun(lambda m, a=address: setattr(m.rerun_script, "query_string", a))
    for language in ("", "xx", "../..", "\0", "es-" + "x" * 10_000):
        made[f"language {language[:12]!r}"] = rerun(
            lambda m, to=language: (setattr(m.rerun_script.context_info, "locale", to),
                                    setattr(m.rerun_script.context_info, "timezone", to),
                                    setattr(m.rerun_script.context_info, "url", to),
                                    setattr(m.rerun_script.context_info, "color_scheme", to),
                                    setattr(m.rerun_script.context_info, "timezone_offset", -(2**31)))
        )  # fmt: skip
    return made


async def attack(url: str, tally: Tally, *, sample: int | None = None) -> None:
    """Try everything on every page; with `sample`, so many values for each widget and messages of a few pages."""
    dice = random.Random(SEED)
    for page in PAGES if sample is None else FEW:
        await on_page(url, page, tally, dice, sample)


async def on_page(url: str, page: str, tally: Tally, dice: random.Random, sample: int | None) -> None:
    """Values for all widgets of a page, then messages; after each an ordinary run must go well.

    A run carries one hostile value for every widget; where it fails, each value is tried by itself to name it.
    """
    visitor, other = at(page), at(page)
    async with connected(url) as socket, connected(url) as beside:
        await other.run_whole(beside)
        known = widgets(await visitor.run_whole(socket))
        for widget in known.values():  # what is inside is drawn only when open
            if widget.kind == "expander":
                visitor.states[widget.id] = WidgetState(id=widget.id, bool_value=True)
        runs = await visitor.run_whole(socket)
        known |= widgets(runs)
        tally.note(f"{page} opened", wrong(runs[0]))
    orders = {}
    for widget in known.values():
        values = hostile_values() | own_values(widget)
        orders[widget] = dice.sample(list(values.items()), len(values))
    rounds = max(len(order) for order in orders.values())
    for place in range(rounds if sample is None else sample):
        chosen = {widget: order[place] for widget, order in orders.items() if place < len(order)}
        problems = await with_values(url, visitor, {widget.id: change for widget, (_, change) in chosen.items()})
        for widget, (what, change) in chosen.items():
            alone = await with_values(url, visitor, {widget.id: change}) if problems else []
            tally.note(f"{page} {widget.key} {what}", alone)
        if problems:
            tally.note(f"{page} all at once, round {place}", problems)
    async with connected(url, other.id) as beside:
        tally.note(f"{page} another session", wrong((await other.run_whole(beside))[0]))
    tally.note(f"{page} a new session", wrong(await fresh(url, page)))
    await with_messages(url, page, tally, dice, sample)


async def with_values(url: str, visitor: Visitor, values: dict[str, Change]) -> list[str]:
    """What goes wrong in a run with hostile values for widgets, and in an ordinary run after it."""
    message = visitor.ask()
    states = message.rerun_script.widget_states.widgets
    kept = [state for state in states if state.id not in values]
    del states[:]
    states.extend(kept)
    for name, change in values.items():
        change(states.add(id=name))
    before = visitor.id
    try:
        async with connected(url, visitor.id) as socket:
            hostile = [
                problem for run in await visitor.run_whole(socket, message) for problem in wrong(run, whole=False)
            ]
            after = wrong((await visitor.run_whole(socket))[0])
    except (ConnectionClosed, TimeoutError) as error:
        return [type(error).__name__]
    lost = ["the session was lost"] if visitor.id != before else []
    return [*(f"with it: {p}" for p in hostile), *(f"after it: {p}" for p in after), *lost]


async def with_messages(url: str, page: str, tally: Tally, dice: random.Random, sample: int | None) -> None:
    """Messages that no page would send: the same session must go on, and a session beside it must not notice."""
    visitor = at(page)
    async with connected(url) as socket:
        await visitor.run_whole(socket)
    for what in _some(list(hostile_messages(visitor)), dice, sample):
        problems = []
        address, place = visitor.address, visitor.page
        try:
            async with connected(url, visitor.id) as socket:
                before = visitor.id
                await visitor.run_whole(socket)
                if visitor.id != before:
                    problems.append("the session was lost")
                await socket.send(hostile_messages(visitor)[what])
                visitor.address, visitor.page = address, place
                problems += wrong((await visitor.run_whole(socket))[0])
        except (ConnectionClosed, TimeoutError) as error:
            problems.append(type(error).__name__)
        visitor.address, visitor.page = address, place
        tally.note(f"{page} message {what}", problems)
    # What the start of the server computed for everybody must still be there.
    shared = await fresh(url, "impact")
    tally.note(f"impact after {page}", wrong(shared) + ["what was computed for all is gone"] * bool(shared.fragments))


def at(page: str) -> Visitor:
    """A visitor who is about to open a page."""
    return Visitor(name="" if page == "overview" else page, address=COUNTRY if page == "country_brief" else "lang=en")


async def fresh(url: str, page: str):  # noqa: ANN201
    """The first run of a new visitor."""
    visitor = at(page)
    async with connected(url) as socket:
        return await visitor.run(socket, visitor.ask().SerializeToString())


def _some(tries: list, dice: random.Random, sample: int | None) -> Iterable:
    return tries if sample is None else dice.sample(tries, min(sample, len(tries)))


def run(url: str, *, quick: bool) -> Tally:
    """The part."""
    tally = Tally("widgets")
    asyncio.run(attack(url, tally, sample=3 if quick else None))
    return tally
