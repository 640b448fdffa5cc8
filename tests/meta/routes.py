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
COORDINATORS = frozenset({COORDINATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
JOURNAL = COORDINATORS | ADMINISTRATORS
MAIL_STEERING = COORDINATORS | ADMINISTRATORS
MAIL_LOG = MAIL_STEERING | {LEADER}
# The sample's mail is to the task's owner.
MAIL_READERS = MAIL_LOG | {OWNER}
# Who keeps people and agencies.
MANAGERS = COORDINATORS | ADMINISTRATORS
# Who speaks for the sample's task, who reads its details, and who wrote its report.
REPORTERS = frozenset({OWNER, COORDINATOR})
CONCERNED = REPORTERS | {LEADER}
AUTHOR = frozenset({OWNER})
# Who reads what all agencies wrote.
SEE_ALL = frozenset({COORDINATOR, LEADER})

ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/static/<path:filename>"): EVERYBODY,
    ("GET", "/bootstrap/static/<path:filename>"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/health/scheduler"): EVERYBODY,
    ("GET", "/metrics"): EVERYBODY,
    ("GET", "/help"): EVERYBODY,
    ("POST", "/language"): EVERYBODY,
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
    ("GET", "/account/profile"): SIGNED_IN,
    ("POST", "/account/profile"): SIGNED_IN,
    ("GET", "/account/absences"): SIGNED_IN,
    ("POST", "/account/absences"): SIGNED_IN,
    ("POST", "/account/absences/<int:absence_id>/cancel"): SIGNED_IN,
    ("GET", "/account/data"): SIGNED_IN,
    ("GET", "/account/data.json"): SIGNED_IN,
    ("POST", "/demonstration/sign-in/<int:person_id>"): EVERYBODY,
    # The plan
    ("GET", "/"): OF_THE_PLAN,
    ("GET", "/overdue"): OF_THE_PLAN,
    ("GET", "/tasks"): OF_THE_PLAN,
    ("GET", "/p/<plan>/"): OF_THE_PLAN,
    ("GET", "/p/<plan>/tasks"): OF_THE_PLAN,
    ("GET", "/p/<plan>/overdue"): OF_THE_PLAN,
    ("GET", "/p/<plan>/overdue.csv"): OF_THE_PLAN,
    ("GET", "/p/<plan>/tasks.csv"): OF_THE_PLAN,
    ("GET", "/p/<plan>/overdue.xlsx"): OF_THE_PLAN,
    ("GET", "/p/<plan>/tasks.xlsx"): OF_THE_PLAN,
    ("GET", "/p/<plan>/plan.xlsx"): OF_THE_PLAN,
    ("GET", "/p/<plan>/milestones"): OF_THE_PLAN,
    ("GET", "/p/<plan>/first-run"): MANAGERS,
    ("GET", "/p/<plan>/milestones.csv"): OF_THE_PLAN,
    # Reports and letters
    ("GET", "/p/<plan>/reports"): SEE_ALL,
    ("GET", "/p/<plan>/reports/document"): SEE_ALL,
    ("GET", "/p/<plan>/reports/agencies/<int:agency_id>"): CONCERNED,
    # Reminders
    ("GET", "/p/<plan>/reminders"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/preview"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/on"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/off"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/resume"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/policy"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/policy"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/outlook"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/pauses"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/pauses/new"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/pauses/new"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/pauses/list.csv"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/pauses/<int:pause_id>/end"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/calendar"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/calendar/days.csv"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/calendar/day"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/calendar/day"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/calendar/day/remove"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/calendar/list"): COORDINATORS,
    ("POST", "/p/<plan>/reminders/calendar/list"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/rehearsal"): COORDINATORS,
    ("GET", "/p/<plan>/reminders/rehearsal/<int:person_id>"): COORDINATORS,
    # Mail
    ("GET", "/p/<plan>/mail"): MAIL_LOG,
    ("GET", "/p/<plan>/mail.csv"): MAIL_LOG,
    ("GET", "/p/<plan>/mail/<int:message_id>"): MAIL_READERS,
    ("GET", "/p/<plan>/mail/<int:message_id>/resend"): MAIL_STEERING,
    ("POST", "/p/<plan>/mail/<int:message_id>/resend"): MAIL_STEERING,
    ("POST", "/p/<plan>/mail/resume"): MAIL_STEERING,
    ("POST", "/p/<plan>/mail/trial"): MAIL_STEERING,
    ("GET", "/p/<plan>/mail/unreachable"): MAIL_STEERING,
    ("GET", "/p/<plan>/mail/unreachable.csv"): MAIL_STEERING,
    ("GET", "/p/<plan>/mail/unreachable/<int:person_id>"): MAIL_STEERING,
    ("POST", "/p/<plan>/mail/unreachable/<int:person_id>"): MAIL_STEERING,
    ("POST", "/p/<plan>/mail/unreachable/<int:person_id>/works"): MAIL_STEERING,
    # Journal
    ("GET", "/p/<plan>/journal"): JOURNAL,
    ("GET", "/p/<plan>/journal.csv"): JOURNAL,
    ("GET", "/p/<plan>/journal/installation"): ADMINISTRATORS,
    ("GET", "/p/<plan>/journal/installation.csv"): ADMINISTRATORS,
    # People and agencies
    ("GET", "/p/<plan>/people"): MANAGERS,
    ("GET", "/p/<plan>/people.csv"): MANAGERS,
    ("GET", "/p/<plan>/people/import/template.xlsx"): MANAGERS,
    ("GET", "/p/<plan>/people/new"): MANAGERS,
    ("POST", "/p/<plan>/people/new"): MANAGERS,
    ("GET", "/p/<plan>/people/import"): MANAGERS,
    ("POST", "/p/<plan>/people/import"): MANAGERS,
    ("GET", "/p/<plan>/mail-domains"): ADMINISTRATORS,
    ("POST", "/p/<plan>/mail-domains"): ADMINISTRATORS,
    ("GET", "/p/<plan>/people/<int:person_id>"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/history"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/edit"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/edit"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/roles"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/roles"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/invite"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/activate"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/reachable"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/unreachable"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/unreachable"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/handover"): COORDINATORS,
    ("POST", "/p/<plan>/people/<int:person_id>/handover"): COORDINATORS,
    ("GET", "/p/<plan>/people/<int:person_id>/deactivate"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/deactivate"): MANAGERS,
    ("GET", "/p/<plan>/people/<int:person_id>/absences"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/absences"): MANAGERS,
    ("POST", "/p/<plan>/people/<int:person_id>/absences/<int:absence_id>/cancel"): MANAGERS,
    ("GET", "/p/<plan>/agencies"): MANAGERS,
    ("GET", "/p/<plan>/agencies.csv"): MANAGERS,
    ("GET", "/p/<plan>/agencies/new"): MANAGERS,
    ("POST", "/p/<plan>/agencies/new"): MANAGERS,
    ("GET", "/p/<plan>/agencies/<int:agency_id>"): MANAGERS,
    ("GET", "/p/<plan>/agencies/<int:agency_id>/history"): MANAGERS,
    ("GET", "/p/<plan>/agencies/<int:agency_id>/edit"): MANAGERS,
    ("POST", "/p/<plan>/agencies/<int:agency_id>/edit"): MANAGERS,
    ("GET", "/p/<plan>/agencies/<int:agency_id>/members"): MANAGERS,
    ("POST", "/p/<plan>/agencies/<int:agency_id>/members"): MANAGERS,
    ("GET", "/p/<plan>/agencies/<int:agency_id>/contacts"): MANAGERS,
    ("POST", "/p/<plan>/agencies/<int:agency_id>/contacts"): MANAGERS,
    # One task
    ("GET", "/p/<plan>/tasks/<int:number>"): OF_THE_PLAN,
    ("GET", "/p/<plan>/tasks/<int:number>/why"): CONCERNED,
    ("GET", "/p/<plan>/tasks/<int:number>/assignment"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/assignment"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/reminder-days"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/reminder-days"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/reminder-days/reset"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/report"): REPORTERS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/report"): REPORTERS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/reported"): REPORTERS,
    ("GET", "/p/<plan>/reports/<int:report_id>/correct"): AUTHOR,
    ("POST", "/p/<plan>/reports/<int:report_id>/correct"): AUTHOR,
    ("POST", "/p/<plan>/reports/<int:report_id>/retract"): AUTHOR,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/confirm"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/return"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/return"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/suspend"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/suspend"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/withdraw"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/withdraw"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/resume"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/resume"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/reopen"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/reopen"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/guidance"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/guidance"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/date"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/date"): COORDINATORS,
    # Texts and structure
    ("GET", "/p/<plan>/structure"): COORDINATORS,
    ("GET", "/p/<plan>/structure/plan"): COORDINATORS,
    ("POST", "/p/<plan>/structure/plan"): COORDINATORS,
    ("GET", "/p/<plan>/import"): COORDINATORS,
    ("POST", "/p/<plan>/import"): COORDINATORS,
    ("GET", "/p/<plan>/import/<int:import_id>"): COORDINATORS,
    ("GET", "/p/<plan>/import/<int:import_id>/rows.csv"): COORDINATORS,
    ("GET", "/p/<plan>/import/<int:import_id>/reading"): COORDINATORS,
    ("POST", "/p/<plan>/import/<int:import_id>/reading"): COORDINATORS,
    ("POST", "/p/<plan>/import/<int:import_id>/apply"): COORDINATORS,
    ("POST", "/p/<plan>/import/<int:import_id>/undo"): COORDINATORS,
    ("POST", "/p/<plan>/import/<int:import_id>/discard"): COORDINATORS,
    ("GET", "/p/<plan>/structure/groups/add"): COORDINATORS,
    ("POST", "/p/<plan>/structure/groups/add"): COORDINATORS,
    ("GET", "/p/<plan>/structure/groups/<int:ordinal>"): COORDINATORS,
    ("POST", "/p/<plan>/structure/groups/<int:ordinal>"): COORDINATORS,
    ("GET", "/p/<plan>/structure/groups/<int:ordinal>/remove"): COORDINATORS,
    ("POST", "/p/<plan>/structure/groups/<int:ordinal>/remove"): COORDINATORS,
    ("GET", "/p/<plan>/structure/texts"): COORDINATORS,
    ("POST", "/p/<plan>/structure/texts"): COORDINATORS,
    ("GET", "/p/<plan>/structure/texts/list.csv"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/add"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/add"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/text"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/text"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/uncheck"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/uncheck"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/place"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/place"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/withdraw"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/withdraw"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/remove"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/remove"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/milestones/add"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/milestones/add"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/milestones/years"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/milestones/years"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/name"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/name"): COORDINATORS,
    ("GET", "/p/<plan>/milestones/<int:milestone_id>/remove"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/remove"): COORDINATORS,
    ("GET", "/p/<plan>/tasks/<int:number>/milestones"): COORDINATORS,
    ("POST", "/p/<plan>/tasks/<int:number>/check"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/up"): COORDINATORS,
    ("POST", "/p/<plan>/milestones/<int:milestone_id>/down"): COORDINATORS,
    # Assigning
    ("GET", "/p/<plan>/assign"): COORDINATORS,
    ("POST", "/p/<plan>/assign"): COORDINATORS,
    ("GET", "/p/<plan>/assign/tasks.csv"): COORDINATORS,
    ("GET", "/p/<plan>/assign/unassigned.csv"): COORDINATORS,
    ("GET", "/p/<plan>/assign/unassigned"): COORDINATORS,
    ("POST", "/p/<plan>/assign/unassigned"): COORDINATORS,
}

# These answer 404 where nothing is wrong with the access, for the reason given.
MISSING = {
    ("POST", "/demonstration/sign-in/<int:person_id>"): "outside the demonstration",
    ("POST", "/account/sessions/<int:session>/revoke"): "the sample is somebody else's session",
    ("POST", "/account/absences/<int:absence_id>/cancel"): "the sample is nobody's absence",
    ("POST", "/p/<plan>/people/<int:person_id>/absences/<int:absence_id>/cancel"): (
        "the sample is nobody's absence"
    ),
}
