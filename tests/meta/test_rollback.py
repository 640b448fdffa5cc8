"""What a test commits is gone in the next one; without this the other tests prove little."""

import pytest
from flask import Flask

from plan_app.extensions import db
from plan_app.models import Agency
from plan_app.services.transaction import transaction
from tests.builders import make_agency


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_committed_row_is_gone_in_the_next_test(app: Flask, time: str) -> None:
    assert app
    assert time
    assert db.session.query(Agency).count() == 0
    make_agency(code="so-con-lai")
    with transaction():
        db.session.add(Agency(code="b", name="B", name_en="B", short_name="B", official_order=1))
    with app.app_context():
        assert db.session.query(Agency).count() == 2
