"""Streamlit glue: session state, controls, citations."""
