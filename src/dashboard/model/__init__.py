"""Pure computation: arrays in, arrays out; no files, no pandas I/O, no user interface."""
