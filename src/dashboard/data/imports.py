"""US imports of 2024 by product and supplier: the cells that the engine moves and the trade pages describe."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from dashboard.data.tables import load_table

CHINA = "CHN"
REST = "ROW"


@cache
def cells() -> pd.DataFrame:
    """Customs value in US$ million by `iso3` and `hs6`, with the rates of each programme where they are known.

    The 33 states and Canada have their own rows, China stands in the world table, the rest of the world is what is
    left of it. Only value is known for the last two: their other columns are missing. Do not change it in place.
    """
    own, world = load_table("us_imports_hs6").frame, load_table("us_imports_hs6_world").frame
    named = own.groupby("hs6")["imports_usd_m"].sum().reindex(world["hs6"], fill_value=0.0).to_numpy()
    china = world["imports_china_usd_m"].to_numpy()
    rest = np.maximum(world["imports_world_usd_m"].to_numpy() - named - china, 0.0)
    others = pd.concat(
        [
            pd.DataFrame({"iso3": CHINA, "hs6": world["hs6"], "imports_usd_m": china}),
            pd.DataFrame({"iso3": REST, "hs6": world["hs6"], "imports_usd_m": rest}),
        ]
    )
    return pd.concat([own, others[others["imports_usd_m"] > 0]], ignore_index=True)
