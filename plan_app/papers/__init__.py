"""Files that people attach: recognised by their content, kept by their hash, never run."""
