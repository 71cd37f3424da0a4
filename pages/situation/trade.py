"""Who depends on the US market, for which products, at which current tariff; how large China is beside it."""

import streamlit as st

from dashboard.evidence import events, products
from dashboard.evidence import trade as evidence
from dashboard.ui import choice, exhibit, heading, state
from dashboard.ui.text import md
from dashboard.views import products as product_views
from dashboard.views import trade as views

t, look, country, table = state.t(), state.look(), state.country(), state.table
annual, monthly, rates = table("us_goods_trade_annual"), table("us_goods_trade_monthly"), table("us_effective_rates")
exposure = evidence.exposure(annual, table("macro_annual"), rates, table("us_imports_hs6"))
partners = evidence.partners(table("trade_by_partner"))
law = products.rated()

heading.title(md(views.headline(exposure, country, t)))
st.caption(t("Goods only. US imports from a country are its exports to the US as US customs records them."))
figures = views.metrics(exposure, partners, evidence.flow(annual, monthly, country), country, t)
for column, figure in zip(st.columns(4), figures, strict=True):
    column.metric(md(figure.label), figure.value, figure.change, "off", delta_arrow="off", help=figure.help)

heading.section(t("Who depends on the US market"))
layout = choice.one_of("trade_layout", t("Show as"), views.LAYOUTS)
if layout == "china":
    published = evidence.published_shares(table("article_facts"))
    exhibit.show(views.china_dots(partners, published, country, t, look), "china")
elif layout == "concentration":
    spread = products.concentration(law, table("trade_matrix_2023"))
    exhibit.show(product_views.concentration_dots(spread, country, t, look), "concentration")
elif layout == "table":
    exhibit.show(views.ranking(exposure, partners, t), "ranking")
else:
    exhibit.show(views.dependence(exposure, layout, country, t, look), "dependence")

heading.section(t("What is sold, and at which tariff"))
subject = choice.country("trade_country", t("Products and tariffs of"), exposure.largest, exposure.frame.index)
level = choice.one_of("trade_level", t("Products"), product_views.LEVELS)
sold, exempt = products.products(law, subject, level), products.exempt(law, subject)
exhibit.show(product_views.product_bars(sold, subject, t, look), "products")
if exempt:
    exhibit.show(product_views.exempt_bars(exempt, subject, t, look), "exempt")
path = evidence.tariff_path(rates, table("us_collected_rate_monthly"), subject)
if choice.one_of("trade_tariff", t("Tariff over time"), views.TARIFFS) == "grounds":
    exhibit.show(views.tariff_steps(path, subject, t, look), "tariff")
else:
    gap = evidence.not_collected(table("statutory_collected_gap"), subject)
    exhibit.show(views.law_and_collected(path, gap, subject, t, look), "collected")
span = choice.one_of("trade_span", t("Imports"), views.SPANS)
flow = evidence.flow(annual, monthly, subject)
marked = events.on_chart(table("events"), "tariff", views.MONTHS_FROM.date(), flow.newest, subject)
exhibit.show(views.flow_chart(flow, marked, span, subject, t, look), "flow")

rivals = products.rivals(law, subject)
if rivals:
    heading.section(t("Who ships the same products"))
    view = choice.one_of("trade_rivals", t("Rivals"), product_views.RIVALS)
    exhibit.show(product_views.rival_bars(rivals, view, t, look), "rivals")
