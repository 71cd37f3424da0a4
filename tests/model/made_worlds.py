"""Worlds made at random, and the names of what a solver finds."""

import dataclasses

import numpy as np

from dashboard.model import general

RESULTS = [
    field.name
    for field in dataclasses.fields(general.Equilibrium)
    if field.name not in ("residual", "iterations", "trade_before", "deficit")
]
CHANGES = ("welfare_pct", "real_wage_pct", "terms_of_trade_pct", "import_price_pct", "world_welfare_pct")
HATS = ("wage_hat", "price_hat", "export_price_hat")


def random_world(rng, regions, *, spread=1.0, noise=1.0, home=(0.5, 5.0)):
    """Trade with exporters and importers of different sizes and a home market, [exporter, importer]."""
    size = rng.lognormal(0.0, spread, regions)
    trade = rng.lognormal(0.0, noise, (regions, regions)) * np.outer(size, size)
    np.fill_diagonal(trade, 0.0)
    np.fill_diagonal(trade, np.maximum(trade.sum(axis=0), trade.sum(axis=1)) * rng.uniform(*home, regions))
    return trade


def random_tariff(rng, shape, highest):
    tariff = rng.uniform(0.0, highest, shape)
    tariff[..., range(shape[-1]), range(shape[-1])] = 0.0
    return tariff


def sectoral_world(rng, regions, sectors, **parameters):
    """Goods sectors and, last, a service that is not traded: trade, beta and eps."""
    goods = random_world(rng, regions, **parameters)
    weight = rng.uniform(0.2, 1.0, (sectors - 1, regions, 1))
    trade = np.concatenate((goods * weight, np.diag(goods.sum(axis=1) * 2.0)[None]))
    return trade, rng.uniform(0.4, 0.9, sectors), rng.uniform(2.0, 8.0, sectors)
