"""How Alembic reaches the database: one connection, one transaction for the whole upgrade.

SQLite rebuilds tables to alter them; with foreign keys on, dropping the old parent would
delete its children. They are switched off for the upgrade and checked at its end.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from plan_app.extensions import db


def run() -> None:
    """Bring the database to the revision asked for, or change nothing."""
    with db.engine.connect().execution_options(writes=True) as connection:
        _enforce_foreign_keys(connection, enforced=False)
        try:
            _migrate(connection)
        finally:
            connection.rollback()
            _enforce_foreign_keys(connection, enforced=True)


def _enforce_foreign_keys(connection: Connection, *, enforced: bool) -> None:
    """Switch SQLite's check outside a transaction: inside one the pragma does nothing."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")
        cursor.close()


def _migrate(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection, target_metadata=db.metadata, transactional_ddl=True, **options
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration would break foreign keys: {broken[:5]}")


run()
