"""Who may call which route: the table that `test_routes` compares every answer with.

A new route gets its line here. `OUTSIDER` has signed in and has no role in the plan.
"""

STRANGER = "stranger"
OUTSIDER = "outsider"
OWNER = "owner"
COORDINATOR = "coordinator"
LEADER = "leader"
OBSERVER = "observer"
ADMINISTRATOR = "administrator"

ROLES = (STRANGER, OUTSIDER, OWNER, COORDINATOR, LEADER, OBSERVER, ADMINISTRATOR)

EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {STRANGER}
OF_THE_PLAN = SIGNED_IN - {OUTSIDER}
REPORTING = frozenset({OWNER, COORDINATOR})
STEERING = frozenset({COORDINATOR})
MAIL_LOG = frozenset({COORDINATOR, ADMINISTRATOR})

ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/static/<path:filename>"): EVERYBODY,
    ("GET", "/bootstrap/static/<path:filename>"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/health/scheduler"): EVERYBODY,
    # Accounts
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/password"): EVERYBODY,
    ("POST", "/password"): EVERYBODY,
    ("GET", "/password/<token>"): EVERYBODY,
    ("POST", "/password/<token>"): EVERYBODY,
    ("GET", "/account/password"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("POST", "/account/form"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account/sessions/<int:session>/revoke"): SIGNED_IN,
    ("POST", "/account/sessions/revoke-others"): SIGNED_IN,
    ("POST", "/demonstration/sign-in/<int:person_id>"): EVERYBODY,
    # The plan
    ("GET", "/"): OF_THE_PLAN,
    ("GET", "/overdue"): OF_THE_PLAN,
    ("GET", "/tasks"): OF_THE_PLAN,
    ("GET", "/p/<plan>/"): OF_THE_PLAN,
    ("GET", "/p/<plan>/tasks"): OF_THE_PLAN,
    ("GET", "/p/<plan>/overdue"): OF_THE_PLAN,
    ("GET", "/p/<plan>/overdue.csv"): OF_THE_PLAN,
    ("GET", "/p/<plan>/milestones"): OF_THE_PLAN,
}

# These answer 404 where nothing is wrong with the access, for the reason given.
MISSING = {
    ("POST", "/demonstration/sign-in/<int:person_id>"): "outside the demonstration",
    ("POST", "/account/sessions/<int:session>/revoke"): "the sample is somebody else's session",
}
