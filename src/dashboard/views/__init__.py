"""Builders of figures, maps and display frames; they return objects and never draw."""
