"""Settings: what is refused at the start, and how it is said."""

from pathlib import Path

import pytest

from plan_app.settings import BadSetting
from tests.databases import make_settings


@pytest.mark.parametrize(
    "mail", ["folder:mail", "smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:2525"]
)
def test_the_demonstration_writes_mail_to_a_folder_or_to_this_machine(
    tmp_path: Path, mail: str
) -> None:
    assert make_settings(tmp_path, DEMO="1", MAIL_URL=mail).demo


@pytest.mark.parametrize(
    "mail", ["smtp://mail.so.gov.vn", "smtps://10.0.0.5", "smtp://127.0.0.1.so.gov.vn:25"]
)
def test_the_demonstration_sends_no_mail_outside(tmp_path: Path, mail: str) -> None:
    assert not make_settings(tmp_path, MAIL_URL=mail).demo
    with pytest.raises(BadSetting, match="PLAN_APP_MAIL_URL"):
        make_settings(tmp_path, DEMO="1", MAIL_URL=mail)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "kehoach.so.gov.vn"])  # noqa: S104
def test_the_demonstration_is_served_on_this_machine_only(tmp_path: Path, host: str) -> None:
    assert make_settings(tmp_path, HOST=host).host == host
    with pytest.raises(BadSetting, match="PLAN_APP_DEMO"):
        make_settings(tmp_path, DEMO="1", HOST=host)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "70000"),
        ("DEMO", "perhaps"),
        ("MAIL_URL", "mail.so.gov.vn"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://so.gov.vn:port"),
        ("MAIL_URL", "smtp://so.gov.vn?tls=maybe"),
        ("MAIL_FROM", "Sở Tài chính <stc@so.gov.vn>"),
        ("MAIL_FROM", "stc"),
        ("BASE_URL", "kehoach.so.gov.vn"),
        ("TIMEZONE", "Asia/Thanh_Hoa"),
        ("DATABASE_URL", "oracle://so.gov.vn/plan"),
        ("SECRET_KEY", "short"),
    ],
)
def test_a_bad_value_is_one_line_with_the_variable_and_an_example(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        make_settings(tmp_path, **{name: value})

    said = str(caught.value)
    assert said.startswith(f"PLAN_APP_{name}: ")
    assert f"Example: PLAN_APP_{name}=" in said
    assert "\n" not in said
