import pytest

from plan_app.domain.appendix import KnownAgency
from plan_app.extensions import db
from plan_app.models import Agency
from plan_app.queries.known_agencies import list_known_agencies


@pytest.mark.usefixtures("app")
def test_ended_agencies_are_known_with_their_successor() -> None:
    new = Agency(code="new", name="Sở Mới", name_en="New", short_name="SM", official_order=2)
    old = Agency(code="old", name="Sở Cũ", name_en="Old", short_name="SC", official_order=1,
                 successor=new, is_group=True)  # fmt: skip
    db.session.add_all([new, old])
    db.session.flush()

    found = {each.code: each for each in list_known_agencies()}

    assert found["old"] == KnownAgency("old", "Sở Cũ", "SC", successor="new", is_group=True)
    assert found["new"] == KnownAgency("new", "Sở Mới", "SM")
