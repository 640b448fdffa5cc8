"""What a server's answer means (rule 15)."""

from datetime import timedelta

import pytest

from plan_app.mail.answers import Answer, Stage, Verdict, retry_delay, verdict

V = Verdict


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (Answer(Stage.CONTENT, 250, "2.0.0 OK"), V.ACCEPTED),
        (Answer(Stage.CONNECT, None, "connection refused"), V.RETRY),
        (Answer(Stage.RECIPIENT, None, "timed out"), V.RETRY),
        (Answer(Stage.CONTENT, None, "timed out"), V.IN_DOUBT),
        (Answer(Stage.CONNECT, 421, "4.3.2 busy"), V.RETRY),
        (Answer(Stage.RECIPIENT, 451, "4.7.1 greylisted"), V.RETRY),
        (Answer(Stage.RECIPIENT, 452, "4.2.2 mailbox full"), V.RETRY),
        (Answer(Stage.RECIPIENT, 552, "5.2.2 mailbox full"), V.RETRY),
        (Answer(Stage.CONTENT, 552, "5.2.2 mailbox full"), V.RETRY),
        (Answer(Stage.RECIPIENT, 550, "5.1.1 no such user"), V.BAD_ADDRESS),
        (Answer(Stage.RECIPIENT, 553, "5.1.3 bad syntax"), V.BAD_ADDRESS),
        (Answer(Stage.RECIPIENT, 550, "5.1.8 bad sender's system"), V.FAILED),
        (Answer(Stage.RECIPIENT, 550, "no such user"), V.FAILED),
        (Answer(Stage.RECIPIENT, 550, "5.7.1 relaying denied"), V.FAILED),
        (Answer(Stage.CONTENT, 554, "5.1.1 said too late"), V.FAILED),
        (Answer(Stage.CONTENT, 554, "5.6.0 content refused"), V.FAILED),
        (Answer(Stage.SENDER, 550, "5.7.1 sender refused"), V.CONFIGURATION),
        (Answer(Stage.SENDER, 451, "4.3.0 later"), V.RETRY),
        (Answer(Stage.SIGN_IN, 535, "5.7.8 wrong password"), V.CONFIGURATION),
        (Answer(Stage.SIGN_IN, 454, "4.7.0 later"), V.RETRY),
        (Answer(Stage.CONNECT, 554, "no service for you"), V.CONFIGURATION),
    ],
)
def test_an_answer_means(answer: Answer, meaning: Verdict) -> None:
    assert verdict(answer) is meaning


def test_the_waits_are_1_5_15_60_minutes_and_then_hourly() -> None:
    waits = [retry_delay(attempts) for attempts in range(1, 7)]

    assert waits == [timedelta(minutes=n) for n in (1, 5, 15, 60, 60, 60)]


def test_the_same_refusal_of_two_people_is_the_same_whatever_it_says_of_them() -> None:
    first = Answer(Stage.RECIPIENT, 550, "5.1.1 <a@so.example.org>: unknown")
    second = Answer(Stage.RECIPIENT, 550, "5.1.1 <b@so.example.org>: unknown")

    assert first.sameness == second.sameness == "550 5.1.1"


def test_an_answer_is_one_line_of_the_log_and_not_too_long() -> None:
    assert str(Answer(Stage.CONNECT, None, "refused")) == "refused"
    assert len(str(Answer(Stage.CONTENT, 554, "x" * 1000))) == 300
