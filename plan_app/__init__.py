"""The follow-up of an action plan: its tasks, their owners, deadlines and reminders."""

__version__ = "0.1.0"
