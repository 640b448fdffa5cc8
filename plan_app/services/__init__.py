"""Writes: verb functions that flush and never commit; `transaction` is the one commit."""
