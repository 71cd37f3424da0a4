"""Who depends on the US market, for which products, at which tariff; how large China is beside it."""

import streamlit as st

from dashboard.evidence import trade as evidence
from dashboard.ui import exhibit, link, state
from dashboard.ui.text import md
from dashboard.views import trade as views

t, look, country = state.t(), state.look(), state.country()
annual, monthly = state.table("us_goods_trade_annual"), state.table("us_goods_trade_monthly")
rates, hs6 = state.table("us_effective_rates"), state.table("us_imports_hs6")
exposure = evidence.exposure(annual, state.table("macro_annual"), rates, hs6)
partners = evidence.partners(state.table("trade_by_partner"))

st.title(md(views.headline(exposure, country, t)), anchor=False)
st.caption(t("Goods only. US imports from a country are its exports to the US as US customs records them."))
figures = views.metrics(exposure, partners, evidence.flow(annual, monthly, country), country, t)
for column, figure in zip(st.columns(4), figures, strict=True):
    column.metric(md(figure.label), figure.value, figure.change, "off", delta_arrow="off", help=figure.help)

layouts = list(views.LAYOUTS)
link.arrive("trade_layout", layouts[0], link.one_of(layouts))
layout = st.segmented_control(
    t("Show as"), layouts, required=True, format_func=lambda key: t(views.LAYOUTS[key]), key="trade_layout",
    persist_state="session",
)  # fmt: skip
link.depart("trade_layout", layout, layouts[0])
exhibit.show(views.dependence(exposure, layout, country, t, look), "dependence")
published = evidence.published_shares(state.table("article_facts"))
exhibit.show(views.china_dots(partners, published, country, t, look), "china")

link.arrive("trade_country", exposure.largest, link.one_of(tuple(exposure.frame.index)))
subject = country or st.selectbox(
    t("Products and tariffs of"), list(exposure.frame.index), format_func=t.country, key="trade_country",
    persist_state="session",
)  # fmt: skip
link.depart("trade_country", subject if country is None else exposure.largest, exposure.largest)
sold = evidence.chapters(hs6, state.table("hs_chapters"), subject)
path = evidence.tariff_path(rates, state.table("us_collected_rate_monthly"), subject)
exhibit.show(views.chapter_bars(sold, subject, t, look), "chapters")
exhibit.show(views.tariff_steps(path, subject, t, look), "tariff")

spans = list(views.SPANS)
link.arrive("trade_span", spans[0], link.one_of(spans))
span = st.segmented_control(
    t("Imports"), spans, required=True, format_func=lambda key: t(views.SPANS[key]), key="trade_span",
    persist_state="session",
)  # fmt: skip
link.depart("trade_span", span, spans[0])
exhibit.show(views.flow_chart(evidence.flow(annual, monthly, subject), path, span, subject, t, look), "flow")
exhibit.show(views.ranking(exposure, partners, t), "ranking")
