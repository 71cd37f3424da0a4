"""Figures for the situation pages: pure computations on checked tables, with the sources they rest on."""
