"""A page of the same libraries with nothing of ours: a yardstick for the machine, run by the browser benchmarks.

Two sliders, four key figures, three charts of 33 bars and a table of 33 rows, computed from the row's number.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

ROWS = 33

st.title("Plain page")
first, second = st.slider("First", 0, 100, 10), st.slider("Second", 0, 100, 10)
for number, column in enumerate(st.columns(4), start=1):
    column.metric(f"Figure {number}", first * number + second)
values = [first + second * row / ROWS for row in range(ROWS)]
for number in range(3):
    st.plotly_chart(go.Figure(go.Bar(x=list(range(ROWS)), y=values)), key=f"chart_{number}")
st.dataframe(pd.DataFrame({f"Column {number}": values for number in range(5)}))
