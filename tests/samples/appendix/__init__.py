"""Appendices in the layouts that offices use, and the script that makes them."""
