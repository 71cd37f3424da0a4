"""The scenario's controls, generated from the registries, and what moves a scenario in and out of the session."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import streamlit as st

from dashboard import workspace
from dashboard.data import registry, scenarios
from dashboard.domain import ALL_COUNTRIES, N_, Assumption, InputError, Instrument, Scenario
from dashboard.i18n import Translator
from dashboard.ui import link, long_run, state, upload
from dashboard.ui.state import DEFAULT_PRESET
from dashboard.ui.text import literal, md
from dashboard.views.words import OPTION_NAMES

UPLOAD_PROBLEM = "_upload_problem"
ASKED = "control"  # of an address: the instrument whose group opens on arrival
DRAWER, ALL_ASSUMPTIONS = "assumptions", "_all_assumptions"
CHOICES = {
    "add": N_("Added on top"),
    "set": N_("Replaces country-wide ones"),
    **OPTION_NAMES,
}
BLOCS = {
    "alba": "ALBA",
    "andean_community": N_("Andean Community"),
    "cacm": N_("Central American Common Market"),
    "cafta_dr": "CAFTA-DR",
    "caricom": "CARICOM",
    "celac": "CELAC",
    "la_declaration": N_("Los Angeles Declaration"),
    "mercosur": "MERCOSUR",
    "oecs": "OECS",
    "pacific_alliance": N_("Pacific Alliance"),
    "sica": "SICA",
    "usmca": "USMCA",
}
GROUPS = (
    (
        N_("Tariff"),
        ("tariff_pp", "tariff_mode", "tariff_products", "energy_exempt", "usmca_exempt", "elasticity_path"),
    ),
    (N_("Remittances and removals"), ("remit_tax_pct", "removals_k", "status_loss_pct")),
    (N_("Visas and aid"), ("visa_months", "h2_cut", "aid_cut")),
    (N_("Sanctions"), ("sanction_level", "sanction_sectors", "sanction_share")),
    (N_("Responses"), ("tour_switch", "retaliation_pp")),
)
# Controls that say nothing until another one is moved: (the other one, its values with which they count).
NEEDED = {"sanction_sectors": ("sanction_level", ("2",)), "sanction_share": ("sanction_level", ("2",))}


def scenario() -> Scenario | None:
    """The chosen scenario, from the address and the session; None, with a sentence on the page, when it cannot be used.

    Draws no control, so that a page can show the result before it spends its time on the controls.
    """
    t = state.t()
    link.arrive("preset", DEFAULT_PRESET, link.one_of(tuple(registry.presets())))
    preset_id = st.session_state["preset"]
    defaults = _preset_values(preset_id)
    for instrument in registry.instruments().values():
        link.arrive(instrument.id, _for_widget(instrument, defaults[instrument.id]), _parser(instrument))
    for assumption in _sliders():
        link.arrive(assumption.id, _start(preset_id, assumption), _assumption_parser(assumption))
    settings = {instrument_id: st.session_state[instrument_id] for instrument_id in registry.instruments()}
    chosen = {a.id: st.session_state[a.id] for a in _sliders() if st.session_state[a.id] != a.central}
    try:
        if settings["tariff_products"] and settings["tariff_mode"] == "set":
            raise InputError(N_("Choose products only for a tariff that is added to the measures in force."))
        if not settings["targets"]:
            raise InputError(N_("Choose at least one country that the measures are aimed at."))
        return scenarios.build(settings, chosen, preset_id if not _changed(preset_id, defaults) else "custom")
    except InputError as error:
        st.warning(md(t.error(error)), icon=":material/info:")
        return None


def draw(chosen: Scenario | None, *, refused: bool = False) -> None:
    """Draw the controls as `scenario` read them, and the ways to save, share and load what they make.

    Where the model `refused` the values the assumptions lie open: among them is what to mend.
    """
    t = state.t()
    preset_id = _preset(t)
    _instrument("targets", t)
    asked = link.take(ASKED, link.one_of(tuple(registry.instruments())))
    for place, (title, ids) in enumerate(GROUPS):
        key = f"group_{place}_{preset_id}"
        if asked in ids:
            st.session_state[key] = True
        _group(key, t(title), ids, t)
    st.markdown(f"**{t('Point of comparison')}**")
    _instrument("baseline_date", t, on_change=_law_changes)
    _instrument("horizon_q", t)
    if refused:
        st.session_state[DRAWER] = True
    _assumptions(preset_id, t)
    _write_address(preset_id, _preset_values(preset_id))
    if chosen:
        share(chosen, t)


def share(chosen: Scenario, t: Translator) -> None:
    """The scenario as a file and as a command, and the way to bring a file back."""
    drawer = st.expander(t("Save, share or load this scenario"), key="share", on_change="rerun", icon=":material/save:")
    if not drawer.open:
        return
    with drawer:
        st.caption(t("The address of this page holds the whole scenario: copy it to share this view."))
        st.download_button(
            t("Download the scenario as a file"),
            data=lambda: scenarios.to_yaml(chosen),
            on_click="ignore",
            file_name=f"corridor-{chosen.id}.yaml",
            mime="application/yaml",
            icon=":material/download:",
        )
        st.caption(t("The same numbers on the command line:"))
        st.code(command(chosen), language="bash", wrap_lines=True)
        upload.place(
            t("Load a scenario file"),
            ("yaml", "yml"),
            "scenario_file",
            _load_file,
            help=t("A file downloaded here, or written by hand in the same form. It is read and not kept."),
        )
        st.html(_uploader_words(t))
        problem = st.session_state.pop(UPLOAD_PROBLEM, None)
        if problem:
            st.error(t("The file was not loaded: {reason}", reason=literal(problem)), icon=":material/report:")


def _uploader_words(t: Translator) -> str:
    """What the uploader says in the reader's language, for readable.css: Streamlit has it in English only."""
    words = {
        "choose": t("Choose a file"),
        "limit": t("YAML, up to {size} kB", size=t.number(scenarios.MAX_YAML_BYTES // 1000)),
    }
    said = "".join(f"--{name}:{json.dumps(text, ensure_ascii=False)};" for name, text in words.items())
    return f"<style>:root{{{said}}}</style>"


def command(chosen: Scenario) -> str:
    """The command that estimates the same scenario."""
    if chosen.id in registry.presets():
        return f"dashboard estimate {chosen.id}"
    pairs = [f"{key}={scenarios.write(value)}" for key, value in (*chosen.settings, *chosen.assumptions)]
    return "dashboard estimate current_law" + "".join(f" --set {pair}" for pair in pairs)


def preset_note(t: Translator) -> str:
    """What the chosen preset is and what became of it; empty when the reader changed it."""
    preset_id = st.session_state.get("preset", DEFAULT_PRESET)
    preset = registry.presets()[preset_id]
    if _changed(preset_id, _preset_values(preset_id)):
        return t("Own scenario, started from: {title}.", title=t(preset.title))
    when = t("Announced on {day}.", day=t.day(preset.announced)) + " " if preset.announced else ""
    return f"{t(preset.summary)} {when}{t('What became of it: {fate}', fate=t(preset.fate))}"


def address(made: Scenario) -> dict[str, str]:
    """The query of a link to the what-if page: every lever of the scenario, whatever was set there before."""
    levers = {name: scenarios.write(scenarios.value(made, name)) for name in registry.instruments()}
    assumed = {name: scenarios.write(value) for name, value in made.assumptions}
    return {"preset": "current_law", **{name: text for name, text in (levers | assumed).items() if text}}


def current() -> Scenario:
    """The scenario as the session has it, for pages without the controls; the preset where it cannot be used."""
    preset_id = st.session_state.get("preset", DEFAULT_PRESET)
    defaults = _preset_values(preset_id)
    settings = {instrument_id: st.session_state.get(instrument_id, value) for instrument_id, value in defaults.items()}
    starts = {a.id: st.session_state.get(a.id, _start(preset_id, a)) for a in _sliders()}
    chosen = {a.id: starts[a.id] for a in _sliders() if starts[a.id] != a.central}
    if not _changed(preset_id, defaults):
        return scenarios.of_preset(preset_id)
    try:
        return scenarios.build(settings, chosen, "custom")
    except InputError:
        return scenarios.of_preset(preset_id)


def current_name(t: Translator) -> str:
    """The name of the scenario that `current` gives."""
    preset_id = st.session_state.get("preset", DEFAULT_PRESET)
    title = t(registry.presets()[preset_id].title)
    if current() == scenarios.of_preset(preset_id):
        return title
    return t("own scenario, started from {title}", title=title)


# Presets and files ---------------------------------------------------------------------------------------------------


def _preset(t: Translator) -> str:
    presets = registry.presets()
    order = ["current_law", DEFAULT_PRESET, *(p for p in presets if p not in ("current_law", DEFAULT_PRESET))]
    chosen = st.selectbox(
        t("Start from"),
        order,
        format_func=lambda preset_id: t(presets[preset_id].title),
        key="preset",
        on_change=_take_preset,
        persist_state="session",
    )
    link.depart("preset", chosen, DEFAULT_PRESET)
    return str(chosen)


@cache
def _preset_values(preset_id: str) -> dict[str, Any]:
    made = scenarios.of_preset(preset_id)
    return {instrument_id: scenarios.value(made, instrument_id) for instrument_id in registry.instruments()}


@cache
def _preset_assumptions(preset_id: str) -> dict[str, float]:
    return dict(scenarios.of_preset(preset_id).assumptions)


def _take_preset() -> None:
    _take(scenarios.of_preset(st.session_state["preset"]))


def _take(made: Scenario) -> None:
    for instrument in registry.instruments().values():
        st.session_state[instrument.id] = _for_widget(instrument, scenarios.value(made, instrument.id))
    assumed = dict(made.assumptions)
    for assumption in _sliders():
        st.session_state[assumption.id] = assumed.get(assumption.id, assumption.central)


def _load_file() -> None:
    uploaded = st.session_state.get("scenario_file")
    if uploaded is None:
        return
    try:
        made = scenarios.from_yaml(uploaded.getvalue())
    except InputError as error:
        st.session_state[UPLOAD_PROBLEM] = state.t().error(error)
        return
    if made.id in registry.presets():
        st.session_state["preset"] = made.id
    _take(made)


def _law_changes() -> None:
    """When the day of comparison moves, a tax left at the law's level follows the law."""
    tax = registry.instruments()["remit_tax_pct"]
    levels = {float(level) for _, level in tax.dated}
    if st.session_state["remit_tax_pct"] in levels:
        day = date.fromisoformat(st.session_state["baseline_date"])
        st.session_state["remit_tax_pct"] = float(tax.baseline(day))  # type: ignore[arg-type]


# Widgets -------------------------------------------------------------------------------------------------------------


def _group(key: str, title: str, ids: tuple[str, ...], t: Translator) -> None:
    """The controls of a group; open when the scenario moves one of them, drawn only when open."""
    registered = registry.instruments()
    moved = any(st.session_state[i] != _for_widget(registered[i], _baseline(registered[i])) for i in ids)
    drawer = st.expander(f"**{title}**", expanded=moved, key=key, on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        for instrument_id in ids:
            other, values = NEEDED.get(instrument_id, ("", ()))
            if not other or st.session_state[other] in values:
                _instrument(instrument_id, t)


def _baseline(instrument: Instrument) -> Any:
    """The instrument's value in the law of the chosen day."""
    return instrument.baseline(date.fromisoformat(st.session_state["baseline_date"]))


def _instrument(instrument_id: str, t: Translator, on_change: Any = None) -> None:
    instrument = registry.instruments()[instrument_id]
    words: dict[str, Any] = {
        "label": t(instrument.label),
        "help": t(instrument.help),
        "key": instrument.id,
        "persist_state": "session",
    }
    if on_change is not None:
        words["on_change"] = on_change
    if instrument.kind == "number":
        whole = float(instrument.step or 1).is_integer()
        number = int if whole else float
        bounds = [number(v) for v in (instrument.minimum, instrument.maximum, instrument.step) if v is not None]
        st.slider(min_value=bounds[0], max_value=bounds[1], step=bounds[2], format=_slider_format(instrument), **words)
    elif instrument.kind == "switch":
        st.toggle(**words)
    elif instrument.kind == "choice":
        st.selectbox(options=list(instrument.options), format_func=lambda option: choice_label(option, t), **words)
    else:
        options, label = _target_options(t) if instrument.kind == "targets" else _product_options(t)
        st.multiselect(
            options=options,
            format_func=label,
            placeholder=t("All goods") if instrument.kind == "products" else "",
            **words,
        )


def choice_label(option: str, t: Translator) -> str:
    """An option of a choice in words; days as days."""
    return t(CHOICES[option]) if option in CHOICES else t.day(date.fromisoformat(option), "long")


def target_label(target: str, t: Translator) -> str:
    """A country, a bloc or all in words."""
    return t(BLOCS[target]) if target in BLOCS else t.country(target)


def _target_options(t: Translator) -> tuple[list[str], Any]:
    countries = sorted((*registry.lac33(), "CAN"), key=t.country)
    return [ALL_COUNTRIES, *sorted(scenarios.blocs()), *countries], lambda code: target_label(code, t)


def _product_options(t: Translator) -> tuple[list[str], Any]:
    names = state.chapters()
    return list(names), lambda chapter: f"{chapter} {t(names[chapter])}"


def _slider_format(instrument: Instrument) -> str:
    return {"percent": "%g%%", "percentage points": "%d pp", "share": "percent"}.get(instrument.unit, "%d")


def _sliders() -> tuple[Assumption, ...]:
    return tuple(a for a in registry.assumptions().values() if a.minimum is not None and a.step is not None)


def _assumptions(preset_id: str, t: Translator) -> None:
    sliders = _sliders()
    moved = [a for a in sliders if st.session_state[a.id] != a.central]
    title = (
        t("Assumptions")
        if not moved
        else t.plural("Assumptions ({count} changed)", "Assumptions ({count} changed)", len(moved))
    )
    drawer = st.expander(title, key=DRAWER, on_change="rerun", icon=":material/tune:")
    if not drawer.open:
        return
    with drawer:
        st.caption(t("An assumption that you set is held at that value; all others keep their range."))
        st.button(t("Reset all assumptions"), on_click=_reset_assumptions, icon=":material/restart_alt:")
        read = workspace.assumptions_read(current(), long_run=st.session_state.get("view") in long_run.VIEWS)
        first = [a for a in sliders if a.id in read or a in moved] or list(sliders)
        rest = [] if len(first) == len(sliders) else [a for a in sliders if a not in first]
        if rest and st.toggle(t("Show also those that this scenario does not read"), key=ALL_ASSUMPTIONS):
            first += rest
        for a in first:
            st.slider(
                t(a.description),
                min_value=float(a.minimum or 0.0),
                max_value=float(a.maximum or 1.0),
                step=float(a.step or 0.1),
                key=a.id,
                persist_state="session",
                format="%g",
                help=_assumption_help(a, t),
            )


def _assumption_help(a: Assumption, t: Translator) -> str:
    cited = "; ".join(f"{state.source(s).publisher}: {state.source(s).title}" for s in a.source_ids)
    text = t(
        "{note} Default {central}; range {low} to {high} ({quality}). Source: {source}",
        note=t(a.note),
        central=t.number(a.central, 2),
        low=t.number(a.low, 2),
        high=t.number(a.high, 2),
        quality=t(a.quality),
        source=cited,
    )
    return md(text)


def _reset_assumptions() -> None:
    for assumption in _sliders():
        st.session_state[assumption.id] = assumption.central


# Between session and address -----------------------------------------------------------------------------------------


def _for_widget(instrument: Instrument, setting: Any) -> Any:
    """A setting in the type its widget works with."""
    if instrument.kind == "number":
        return int(setting) if float(instrument.step or 1).is_integer() else float(setting)
    if instrument.kind == "switch":
        return bool(setting)
    return list(setting) if isinstance(setting, tuple | list) else setting


def _parser(instrument: Instrument) -> Any:
    return lambda raw: _for_widget(instrument, scenarios.parse(instrument, raw))


def _start(preset_id: str, assumption: Assumption) -> float:
    return _preset_assumptions(preset_id).get(assumption.id, assumption.central)


def _assumption_parser(assumption: Assumption) -> Any:
    def parse(raw: str) -> float:
        return dict(scenarios.build({}, {assumption.id: raw}).assumptions).get(assumption.id, assumption.central)

    return parse


def _write_address(preset_id: str, defaults: dict[str, Any]) -> None:
    for instrument in registry.instruments().values():
        default = _for_widget(instrument, defaults[instrument.id])
        link.depart(instrument.id, st.session_state[instrument.id], default, _write)
    for assumption in _sliders():
        link.depart(assumption.id, st.session_state[assumption.id], _start(preset_id, assumption), _write)


def _write(setting: Any) -> str:
    if isinstance(setting, list):
        return ",".join(setting)
    return scenarios.write(float(setting)) if isinstance(setting, bool | int | float) else str(setting)


def _changed(preset_id: str, defaults: dict[str, Any]) -> bool:
    instruments = registry.instruments()
    return any(
        st.session_state.get(i, _for_widget(instruments[i], defaults[i])) != _for_widget(instruments[i], defaults[i])
        for i in instruments
    ) or any(st.session_state.get(a.id, a.central) != _start(preset_id, a) for a in _sliders())
