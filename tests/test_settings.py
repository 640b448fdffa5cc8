"""The settings: what stands in the environment, and one line about what cannot be used."""

from pathlib import Path

import pytest

from plan_app.errors import BadSetting
from plan_app.settings import Settings, load


def read(folder: Path, **values: str) -> Settings:
    named = {f"PLAN_APP_{name}": value for name, value in values.items()}
    return load({"PLAN_APP_INSTANCE": str(folder), **named})


def test_an_empty_environment_is_enough(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.database_url == f"sqlite:///{tmp_path}/plan.db"
    assert (found.mail.kind, found.mail.folder) == ("folder", tmp_path / "mail")
    assert (found.host, found.port, found.base_url) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert (found.timezone.key, found.demo, found.is_secure) == ("Asia/Ho_Chi_Minh", False, False)


def test_the_key_is_made_once_and_is_for_this_account_only(tmp_path: Path) -> None:
    key = read(tmp_path).secret_key
    assert len(key) >= 32
    assert read(tmp_path).secret_key == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://h/x"),
        ("DATABASE_URL", "sqlite:plan.db"),
        ("DATABASE_URL", "postgresql"),
        ("DATABASE_URL", "postgresql://h:port/x"),
        ("SECRET_KEY", "short"),
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "smtp://h:99999"),
        ("MAIL_URL", "smtp://h?tls=maybe"),
        ("MAIL_FROM", "Nhắc việc <a@b.org>"),
        ("MAIL_FROM", "a@b.org@c.org"),
        ("MAIL_FROM", "a@b"),
        ("BASE_URL", "ftp://h"),
        ("BASE_URL", "http://[::1"),
        ("BASE_URL", "http://h:port"),
        ("BASE_URL", "http://h/?a=b"),
        ("TIMEZONE", "Mars/Olympus"),
        ("PORT", "0"),
        ("PORT", "web"),
        ("DATABASE_URL", "oracle://so.gov.vn/plan"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://so.gov.vn:port"),
        ("MAIL_FROM", "stc"),
        ("BASE_URL", "kehoach.so.gov.vn"),
        ("PORT", "70000"),
        ("PORT", "٣"),
        ("HOST", "my host"),
        ("HOST", "999.1.1.1"),
        ("HOST", "[::1]"),
        ("MAIL_URL", "smtp://h:0"),
        ("MAIL_URL", "smtp://h?tsl=starttls"),
        ("MAIL_URL", "smtps://h?tls=starttls"),
        ("MAIL_FROM", "a@b.vn."),
        ("BASE_URL", "http://a b/"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:////nowhere/plan.db"),
        ("DEMO", "yes"),
        ("BOUNCE_URL", "imap://u:p@h/INBOX"),
        ("BOUNCE_URL", "imaps://h/INBOX"),
        ("BOUNCE_URL", "imaps://u:p@h:0/"),
        ("BOUNCE_URL", "imaps://u:p@h:port/"),
        ("BOUNCE_URL", "imaps://u:p%0d%0aA@h/"),
        ("BOUNCE_URL", "imaps://u:p@h/Thư%20trả%20lại"),
        ("BOUNCE_URL", "imaps://u:p@h/INBOX?verp=minus"),
        ("BOUNCE_URL", "folder:"),
    ],
)
def test_a_bad_value_is_named_with_a_right_one_in_one_line(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        read(tmp_path, **{name: value})
    said = str(caught.value)
    assert said.startswith(f"PLAN_APP_{name}: ")
    assert f"Example: PLAN_APP_{name}=" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "mail", ["folder:mail", "smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:2525"]
)
def test_the_demonstration_writes_mail_to_a_folder_or_to_this_machine(
    tmp_path: Path, mail: str
) -> None:
    assert read(tmp_path, DEMO="1", MAIL_URL=mail).demo


@pytest.mark.parametrize(
    "mail", ["smtp://mail.so.gov.vn", "smtps://10.0.0.5", "smtp://127.0.0.1.so.gov.vn:25"]
)
def test_the_demonstration_sends_no_mail_outside(tmp_path: Path, mail: str) -> None:
    assert not read(tmp_path, MAIL_URL=mail).demo
    with pytest.raises(BadSetting, match="PLAN_APP_MAIL_URL: the demonstration"):
        read(tmp_path, DEMO="1", MAIL_URL=mail)


def test_delivery_reports_are_read_where_the_setting_says(tmp_path: Path) -> None:
    assert read(tmp_path).bounces is None
    folder = read(tmp_path, BOUNCE_URL="folder:bounces").bounces
    box = read(tmp_path, BOUNCE_URL="imaps://nhac%40so.vn:m%40t@h.org/Tra%20lai?verp=plus").bounces
    assert folder is not None
    assert box is not None
    assert (folder.folder, folder.has_plus) == (tmp_path / "bounces", False)
    assert (box.user, box.password, box.host, box.port) == ("nhac@so.vn", "m@t", "h.org", 993)
    assert (box.mailbox, box.has_plus, box.is_local) == ("Tra lai", True, False)
    assert "m@t" not in repr(box)


def test_a_return_path_has_to_be_short_enough(tmp_path: Path) -> None:
    url, sender = "folder:bounces?verp=plus", f"{'n' * 32}@so.org"
    with pytest.raises(BadSetting, match="at most 31 letters"):
        read(tmp_path, BOUNCE_URL=url, MAIL_FROM=sender)


def test_the_demonstration_reads_no_mail_from_outside(tmp_path: Path) -> None:
    assert read(tmp_path, DEMO="1", BOUNCE_URL="imaps://u:p@localhost").demo
    with pytest.raises(BadSetting, match="PLAN_APP_BOUNCE_URL: the demonstration"):
        read(tmp_path, DEMO="1", BOUNCE_URL="imaps://u:p@mail.so.org")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.5", "kehoach.so.gov.vn"])  # noqa: S104
def test_the_demonstration_is_served_on_this_machine_only(tmp_path: Path, host: str) -> None:
    assert read(tmp_path, HOST=host).host == host
    with pytest.raises(BadSetting, match="PLAN_APP_DEMO: the demonstration"):
        read(tmp_path, DEMO="1", HOST=host)


@pytest.mark.parametrize("content", ["", "short", "é" * 40])
def test_a_damaged_key_file_is_said(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret_key").write_text(content, encoding="utf-8")
    with pytest.raises(BadSetting, match="PLAN_APP_SECRET_KEY: the file"):
        read(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="PLAN_APP_INSTANCE: the folder cannot be made"):
        read(tmp_path / "file" / "instance")


def test_a_mail_server_with_sign_in(tmp_path: Path) -> None:
    mail = read(tmp_path, MAIL_URL="smtp://ten:m%40t@h.org:587?tls=starttls").mail
    assert (mail.host, mail.port, mail.user, mail.password, mail.starttls) == (
        "h.org",
        587,
        "ten",
        "m@t",
        True,
    )
    assert "m@t" not in repr(mail)


@pytest.mark.parametrize(("url", "port"), [("smtp://h.org", 25), ("smtps://h.org", 465)])
def test_a_mail_server_without_a_port(tmp_path: Path, url: str, port: int) -> None:
    assert read(tmp_path, MAIL_URL=url).mail.port == port


def test_an_address_of_version_six_is_written_in_brackets(tmp_path: Path) -> None:
    assert read(tmp_path, HOST="::1", DEMO="1").base_url == "http://[::1]:8000"


def test_secrets_do_not_stand_in_a_traceback(tmp_path: Path) -> None:
    found = read(tmp_path, DATABASE_URL="postgresql://plan:secret@127.0.0.1/plan")
    assert found.database_url == "postgresql+psycopg://plan:secret@127.0.0.1/plan"
    assert "secret" not in repr(found).replace(str(tmp_path), "")
