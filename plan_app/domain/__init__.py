"""The rules of a followed-up plan: facts and a date in, values out.

Pure: the standard library and `plan_app.errors` only; no clock, no database, no environment.
"""
