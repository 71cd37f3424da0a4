"""Tables and registries: everything that reads a file under data/."""
