"""Message catalogues, one per language, and the tool that keeps them complete."""
