"""The forms: one noun a file; choices are handed in, models are not known here."""
