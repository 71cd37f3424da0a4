import ast
import asyncio
import math
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import WidgetMetadata

from dashboard import server
from dashboard.data.tables import ROOT
from dashboard.server import messages
from dashboard.server.messages import CheckedState, KnownMessages, refused_message, refused_value
from dashboard.ui.exhibit import clicked

ID = "$$ID-0-{}"


def widget(key, kind, deserialize=lambda value: value, **known):
    return WidgetMetadata(ID.format(key), deserialize, lambda value: value, value_type=kind, **known)


SLIDER = widget("slider", "double_array_value", lambda numbers: int(numbers[0]) if numbers else 7)
LIST = widget("list", "string_value", lambda text: text or "a", formatted_options=["a", "b"])
CHOICE = widget(
    "choice", "string_array_value", lambda texts: texts, formatted_options=["a", "b", "c"], max_array_length=2
)
ONE = widget("one", "string_array_value", lambda texts: texts, formatted_options=["a", "b"], max_array_length=1)
SWITCH = widget("switch", "bool_value")
WORDS = widget("words", "string_value")


def state(of, **value):
    made = WidgetState(id=of.id)
    for kind, held in value.items():
        if kind.endswith("_array_value"):
            getattr(made, kind).SetInParent()
            getattr(made, kind).data.extend(held)
        else:
            setattr(made, kind, held)
    return made


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (SLIDER, {"double_array_value": [12.0]}),
        (SLIDER, {"double_array_value": []}),
        (LIST, {"string_value": "b"}),
        (CHOICE, {"string_array_value": []}),
        (CHOICE, {"string_array_value": ["c", "a"]}),
        (ONE, {"string_array_value": ["b"]}),
        (SWITCH, {"bool_value": False}),
        (WORDS, {"string_value": ""}),
    ],
)
def test_what_a_browser_sends_is_accepted(of, value):
    assert refused_value(of, state(of, **value)) is None


@pytest.mark.parametrize(
    ("of", "value", "reason"),
    [
        (SLIDER, {"string_value": "12"}, "string_value instead of double_array_value"),
        (SLIDER, {"double_value": 12.0}, "double_value instead of double_array_value"),
        (SLIDER, {"double_array_value": [math.nan]}, "ValueError"),
        (SLIDER, {"double_array_value": [math.inf]}, "OverflowError"),
        (SLIDER, {"double_array_value": [1.0, math.nan]}, "no number"),
        (SLIDER, {}, "None instead of double_array_value"),
        (LIST, {"string_value": "c"}, "no option"),
        (LIST, {"string_value": ""}, "no option"),
        (CHOICE, {"string_array_value": ["a", "x"]}, "no option"),
        (CHOICE, {"string_array_value": ["a", "a"]}, "an option twice"),
        (CHOICE, {"string_array_value": ["a", "b", "c"]}, "3 options"),
        (ONE, {"string_array_value": []}, "0 options"),
        (SWITCH, {"trigger_value": True}, "trigger_value instead of bool_value"),
        (WORDS, {"json_value": "{"}, "json_value instead of string_value"),
    ],
)
def test_what_no_widget_can_have_is_refused(of, value, reason):
    assert refused_value(of, state(of, **value)) == reason


def test_a_state_drops_what_is_refused_and_keeps_the_rest():
    session = CheckedState()
    session.register_widget(SLIDER, None)
    session.register_widget(LIST, None)
    for numbers, texts in (([9.0], "b"), ([math.nan], "a")):
        sent = WidgetStates(widgets=[state(SLIDER, double_array_value=numbers), state(LIST, string_value=texts)])
        session.on_script_will_rerun(sent)
        session._compact_state()
    assert (session[SLIDER.id], session[LIST.id]) == (9, "a")


def test_a_value_that_comes_before_its_widget_waits_to_be_checked():
    session = CheckedState()
    session.on_script_will_rerun(WidgetStates(widgets=[state(SLIDER, string_value="x"), state(LIST, string_value="b")]))
    assert session.register_widget(SLIDER, None).value == 7
    assert session.register_widget(LIST, None).value == "b"


@pytest.mark.parametrize("name", ["", "country", "$$STREAMLIT_INTERNAL_KEY_X"])
def test_only_widgets_have_values(name):
    session = CheckedState()
    session.on_script_will_rerun(WidgetStates(widgets=[WidgetState(id=name, string_value="x")]))
    assert name not in session._new_widget_state.states


def test_a_value_that_was_taken_away_does_not_change_the_type():
    session = CheckedState()
    session.register_widget(SLIDER, None)
    for value in ({}, {"int_value": 1}, {"double_array_value": [5.0]}):
        session.on_script_will_rerun(WidgetStates(widgets=[state(SLIDER, **value)]))
    assert session[SLIDER.id] == 5


def test_kinds_of_messages():
    assert refused_message(BackMsg(app_heartbeat=True).SerializeToString()) is None
    rerun = BackMsg()
    rerun.rerun_script.page_name = "impact"
    assert refused_message(rerun.SerializeToString()) is None
    assert refused_message(BackMsg(clear_cache=True).SerializeToString()) == "of kind clear_cache"
    assert refused_message(BackMsg(debug_shutdown_runtime=True).SerializeToString()) == "of kind debug_shutdown_runtime"
    assert refused_message(b"") == "of kind None"
    assert refused_message(b"\xff" * 9) == "not in the protocol"
    assert refused_message(None) == "text"
    files = BackMsg()
    files.file_urls_request.file_names.extend(["a.yaml"])
    assert refused_message(files.SerializeToString()) is None
    files.file_urls_request.file_names.extend(["b.yaml"])
    assert refused_message(files.SerializeToString()) == "asks for many files"


def test_dropped_messages_leave_the_connection_open():
    good = BackMsg(app_heartbeat=True).SerializeToString()
    arriving = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "hello"},
        {"type": "websocket.receive", "bytes": b"\xff\xff"},
        {"type": "websocket.receive", "bytes": good},
        {"type": "websocket.disconnect", "code": 1000},
    ]
    taken = []

    async def app(scope, receive, send):
        while not taken or taken[-1]["type"] != "websocket.disconnect":
            taken.append(await receive())

    async def receive():
        return arriving.pop(0)

    async def send(message):
        raise AssertionError(message)

    asyncio.run(KnownMessages(app)({"type": "websocket"}, receive, send))
    assert [m.get("bytes", m["type"]) for m in taken] == ["websocket.connect", good, "websocket.disconnect"]


def test_the_app_checks_its_sessions():
    import streamlit.runtime.state as runtime_state

    assert KnownMessages in [entry.cls for entry in server.MIDDLEWARE]
    assert runtime_state.SessionState is CheckedState


def test_each_single_choice_is_required():
    """A choice that can be taken away would need an empty value, which is refused here."""
    sources = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "src/dashboard/ui").glob("*.py")]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    called = [(ast.unparse(node.func), {each.arg: ast.unparse(each.value) for each in node.keywords}) for node in nodes]
    single = [given for name, given in called if name == "st.segmented_control"]
    assert len(single) >= 5
    assert all(given.get("required") == "True" for given in single)
    emptied = [
        name for name, given in called if name.startswith("st.") and "None" in (given.get("index"), given.get("value"))
    ]
    assert not emptied


def test_a_message_costs_less_than_a_millisecond():
    session = CheckedState()
    widgets = [widget(f"w{i}", "double_array_value", lambda numbers: numbers) for i in range(60)]
    for each in widgets:
        session.register_widget(each, None)
    message = BackMsg()
    message.rerun_script.widget_states.widgets.extend(state(each, double_array_value=[1.0]) for each in widgets)
    data, times = message.SerializeToString(), []
    for _ in range(50):
        start = time.thread_time()
        assert refused_message(data) is None
        for sent in message.rerun_script.widget_states.widgets:
            assert messages.accepted(session.known[sent.id], sent)
        times.append(time.thread_time() - start)
    assert sorted(times)[len(times) // 2] < 0.001


@pytest.mark.parametrize(
    "chosen",
    [
        None,
        [],
        {},
        {"selection": 5},
        {"selection": {}},
        {"selection": {"objects": 5}},
        {"selection": {"objects": {"x": 5}}},
        {"selection": {"objects": {"x": [5]}}},
        {"selection": {"objects": {"x": [{"iso3": []}]}}},
        {"selection": {"objects": {"x": [{"iso3": "XXX"}]}}},
    ],
)
def test_a_click_that_no_map_sends_selects_nothing(chosen):
    assert clicked(chosen) is None


def test_a_click_on_a_country():
    assert clicked({"selection": {"objects": {"x": [{"iso3": "MEX"}]}}}) == "MEX"
