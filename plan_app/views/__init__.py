"""The pages: parse, form, service, redirect; or query, render."""

from flask import Flask

from plan_app.views import (
    absences,
    account,
    agencies,
    appendix_import,
    assigning,
    calendar,
    context,
    demonstration,
    documents,
    errors,
    first_run,
    guide,
    health,
    home,
    journal,
    languages,
    mail_domains,
    mail_log,
    mail_steering,
    metrics,
    milestone_list,
    milestone_places,
    milestones,
    overdue,
    pauses,
    people,
    people_import,
    people_standing,
    plan_file,
    policy,
    profile,
    progress,
    rehearsal,
    reminders,
    sign_in,
    structure,
    task_days,
    task_list,
    task_places,
    task_texts,
    tasks,
    text_checking,
    unreachable,
)


def init_app(app: Flask) -> None:
    """Register every blueprint."""
    app.register_blueprint(health.pages)
    app.register_blueprint(metrics.pages)
    app.register_blueprint(home.pages)
    app.register_blueprint(first_run.pages)
    app.register_blueprint(guide.pages)
    app.register_blueprint(task_list.pages)
    app.register_blueprint(overdue.pages)
    app.register_blueprint(plan_file.pages)
    app.register_blueprint(milestone_list.pages)
    app.register_blueprint(tasks.pages)
    app.register_blueprint(milestones.pages)
    app.register_blueprint(structure.pages)
    app.register_blueprint(text_checking.pages)
    app.register_blueprint(appendix_import.pages)
    app.register_blueprint(task_places.pages)
    app.register_blueprint(task_texts.pages)
    app.register_blueprint(milestone_places.pages)
    app.register_blueprint(assigning.pages)
    app.register_blueprint(progress.pages)
    app.register_blueprint(documents.pages)
    app.register_blueprint(reminders.pages)
    app.register_blueprint(policy.pages)
    app.register_blueprint(task_days.pages)
    app.register_blueprint(pauses.pages)
    app.register_blueprint(calendar.pages)
    app.register_blueprint(rehearsal.pages)
    app.register_blueprint(mail_log.pages)
    app.register_blueprint(mail_steering.pages)
    app.register_blueprint(unreachable.pages)
    app.register_blueprint(journal.pages)
    app.register_blueprint(people.pages)
    app.register_blueprint(people_import.pages)
    app.register_blueprint(people_standing.pages)
    app.register_blueprint(absences.pages)
    app.register_blueprint(mail_domains.pages)
    app.register_blueprint(agencies.pages)
    app.register_blueprint(profile.pages)
    app.register_blueprint(sign_in.pages)
    app.register_blueprint(languages.pages)
    app.register_blueprint(account.pages)
    app.register_blueprint(demonstration.pages)
    sign_in.init_app(app)
    context.init_app(app)
    errors.init_app(app)
