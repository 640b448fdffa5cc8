"""Backup and restore: one archive with the database, the uploads and the secret key."""
