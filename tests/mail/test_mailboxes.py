"""Mailboxes: a folder of files, and a server spoken to over IMAP."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from plan_app import bounce_box
from plan_app.mail import mailboxes
from plan_app.mail.mailboxes import CannotRead, FolderMailbox, Place, Waiting, open_mailbox
from tests import imap
from tests.certificates import make_authority, server_context


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file of the office's authority."""
    return make_authority(tmp_path)


@pytest.fixture
def box() -> imap.Box:
    """What the server holds: two mails."""
    box = imap.Box()
    box.put(b"first mail", b"second")
    return box


@pytest.fixture
def port(box: imap.Box, authority: Path) -> Iterator[int]:
    """The server, its certificate signed by the office's authority."""
    with imap.running(box, server_context(authority)) as port:
        yield port


def _box(port: int, authority: Path | None, mailbox: str = "INBOX") -> bounce_box.BounceBox:
    found = bounce_box.parse(
        f"imaps://{imap.USER}:{quote(imap.PASSWORD)}@localhost:{port}/{mailbox}",
        mail_from="a@so.org",
        ca_file=authority,
        beside=Path(),
    )
    assert found is not None
    return found


def test_mails_are_read_and_moved_below_the_mailbox(
    box: imap.Box, port: int, authority: Path
) -> None:
    with open_mailbox(_box(port, authority)) as found:
        assert found.list_waiting() == [Waiting("1", 10), Waiting("2", 6)]
        assert (found.read("1", 5), found.read("2", 99), found.read("3", 99)) == (
            b"first",
            b"second",
            b"",
        )
        found.move("1", Place.DONE)
        found.move("2", Place.ASIDE)
        assert found.list_waiting() == []
    assert box.moved == {
        "INBOX/plan-app-done": [b"first mail"],
        "INBOX/plan-app-aside": [b"second"],
    }
    assert box.seen[-1] == "LOGOUT"


@pytest.mark.parametrize(("offers", "left"), [("UIDPLUS", []), ("", [1])])
def test_a_server_without_move_copies_and_only_clears_what_is_ours(
    box: imap.Box, port: int, authority: Path, offers: str, left: list[int]
) -> None:
    box.offers, box.delimiter, box.password = offers, ".", "ascii"
    box.moved["INBOX.plan-app-done"] = []
    given = _box(port, authority)
    with open_mailbox(_with(given, password="ascii")) as found:
        found.move("1", Place.DONE)
        assert [each.name for each in found.list_waiting()] == ["2"]
    assert box.moved == {"INBOX.plan-app-done": [b"first mail"]}
    assert [uid for uid in box.mails if uid == 1] == left
    assert "AUTHENTICATE" not in box.seen


def test_looking_changes_nothing(box: imap.Box, port: int, authority: Path) -> None:
    with open_mailbox(_box(port, authority), to_change=False) as found:
        assert len(found.list_waiting()) == 2
    assert "SELECT" not in box.seen
    assert box.moved == {}


def test_no_more_than_a_run_can_take_are_listed(
    box: imap.Box, port: int, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MOST", 1)
    with open_mailbox(_box(port, authority)) as found:
        assert [each.name for each in found.list_waiting()] == ["1"]
    assert box.mails


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "x"}, "wrong user or password"),
        ({"mailbox": "Nowhere"}, "no such mailbox"),
        ({"ca_file": None}, "certificate verify failed"),
        ({"password": "mật"}, "wrong user or password"),
    ],
)
def test_what_keeps_it_from_being_read_is_said_in_one_line(
    port: int, authority: Path, change: dict[str, str | None], said: str
) -> None:
    with (
        pytest.raises(CannotRead, match=said) as caught,
        open_mailbox(_with(_box(port, authority), **change)),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_a_password_beyond_ascii_needs_more_than_login(
    box: imap.Box, port: int, authority: Path
) -> None:
    box.offers = ""
    with pytest.raises(CannotRead, match="ascii"), open_mailbox(_box(port, authority)):
        pass


@pytest.mark.parametrize("command", ["SEARCH", "FETCH", "MOVE"])
def test_a_no_of_the_server_ends_the_reading(
    box: imap.Box, port: int, authority: Path, command: str
) -> None:
    box.refuse = frozenset({command})
    with pytest.raises(CannotRead, match="not here"):
        _list_and_move(_box(port, authority))
    assert len(box.mails) == 2


def test_a_server_that_is_silent_is_not_waited_for(
    authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(CannotRead, match="timed out"), open_mailbox(_box(port, authority)):
            pass


def test_the_files_of_a_folder_are_read_and_moved(tmp_path: Path) -> None:
    for name, content in (("b.eml", b"second"), ("a.eml", b"first"), ("note.txt", b"x")):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "c.eml").symlink_to("note.txt")
    with FolderMailbox(tmp_path) as found:
        assert found.list_waiting() == [Waiting("a.eml", 5), Waiting("b.eml", 6)]
        assert (found.read("a.eml", 3), found.read("gone.eml", 3)) == (b"fir", b"")
        found.move("a.eml", Place.DONE)
        (tmp_path / "a.eml").write_bytes(b"again")
        found.move("a.eml", Place.DONE)
        found.move("gone.eml", Place.DONE)
    done = sorted((tmp_path / "plan-app-done").iterdir())
    assert [(path.name, path.read_bytes()) for path in done] == [
        ("a-2.eml", b"again"),
        ("a.eml", b"first"),
    ]


def test_what_is_wrong_with_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"x")
    (tmp_path / "plan-app-done").write_bytes(b"a file in the place of a folder")
    found = FolderMailbox(tmp_path)
    for ask in (
        FolderMailbox(tmp_path / "nowhere").list_waiting,
        lambda: found.move("a.eml", Place.DONE),
        lambda: found.read(".", 1),
    ):
        with pytest.raises(CannotRead):
            ask()


def _list_and_move(box: bounce_box.BounceBox) -> None:
    with open_mailbox(box) as found:
        found.list_waiting()
        found.move("1", Place.DONE)


def _with(box: bounce_box.BounceBox, **values: str | None) -> bounce_box.BounceBox:
    return replace(box, **values)  # type: ignore[arg-type]
