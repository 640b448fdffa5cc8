"""Reads. `get_` raises NotFound, `find_` gives None, `list_` a list, `count_` a number."""
