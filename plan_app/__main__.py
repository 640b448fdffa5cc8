"""`python -m plan_app` is `plan-app`."""

from plan_app.cli import main

main()
