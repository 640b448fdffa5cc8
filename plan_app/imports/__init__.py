"""Reading files that people write: pure, over the domain only."""
