"""What `doctor` looks at. Each check says what it found and, when it fails, what to do."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from plan_app import clock
from plan_app.domain.mailing import is_wrong_password
from plan_app.extensions import settings
from plan_app.mail import sealing
from plan_app.mail.mailboxes import CannotRead, open_mailbox
from plan_app.mail.transports import SmtpTransport, open_transport
from plan_app.models import QueueStop
from plan_app.papers import store
from plan_app.presentation import mailing
from plan_app.queries.installation import find_key_fingerprint
from plan_app.queries.papers import list_digests
from plan_app.queries.reminder_health import get_reminder_health
from plan_app.queries.scheduler import get_database_time
from plan_app.queries.schema import find_revision, get_needed_revision
from plan_app.services import journal_chains

CLOCKS_AGREE_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result; `advice` is empty when all is well."""

    check: str
    said: str
    advice: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing need be done."""
        return not self.advice


def run_all() -> list[Finding]:
    """Every check in order; without the database those that need it are left out."""
    found = [secret_key(), folders(), zone(), mail(), bounces()]
    for check in (database, migrations):
        found.append(check())
        if not found[-1].ok:
            return found
    found += [check() for check in OF_TABLES]
    return found


def secret_key() -> Finding:
    """The key is read by nobody else."""
    path = settings().instance / "secret_key"
    if not path.is_file():
        return Finding("secret_key", _("Khóa bí mật lấy từ biến PLAN_APP_SECRET_KEY."))
    mode = stat.S_IMODE(path.stat().st_mode)
    said = _("Tệp khóa bí mật có quyền %(mode)s.", mode=f"{mode:03o}")
    advice = _("Chạy: chmod 600 %(path)s", path=path) if mode & 0o077 else ""
    return Finding("secret_key", said, advice)


def folders() -> Finding:
    """The service can write where it must."""
    own = settings()
    wanted = [own.instance, own.instance / "uploads"]
    if own.mail.kind == "folder":
        wanted.append(own.mail.folder)
    if own.bounces is not None and own.bounces.kind == "folder":
        wanted.append(own.bounces.folder)
    bad = [str(path) for path in wanted if not os.access(path, os.W_OK | os.X_OK)]
    if not bad:
        said = _("Các thư mục dữ liệu ghi được: %(folder)s", folder=own.instance.resolve())
        return Finding("folders", said)
    names = ", ".join(bad)
    return Finding(
        "folders",
        _("Không ghi được vào thư mục: %(names)s.", names=names),
        _("Chạy plan-app init, hoặc giao thư mục cho tài khoản chạy dịch vụ: chown -R."),
    )


def zone() -> Finding:
    """Deadlines are days of this zone, so the person should see which one it is."""
    local = clock.now().astimezone(settings().timezone)
    said = _("Múi giờ %(zone)s, bây giờ là %(now)s.", zone=settings().timezone.key,
             now=local.strftime("%d/%m/%Y %H:%M"))  # fmt: skip
    return Finding("zone", said)


def mail() -> Finding:
    """The mail server greets and lets us in; nothing is sent."""
    with open_transport(settings()) as transport:
        if not isinstance(transport, SmtpTransport):
            said = _("Thư được ghi vào thư mục, không gửi ra ngoài.")
            return Finding("mail", said)
        answer = transport.check()
    if answer.code is not None and answer.code < 400:
        return Finding("mail", _("Máy chủ thư chào và nhận đăng nhập."))
    server = f"{settings().mail.host}:{settings().mail.port}"
    if is_wrong_password(str(answer)):
        said = _(
            "PLAN_APP_MAIL_URL: máy chủ %(server)s từ chối tên đăng nhập hoặc mật khẩu (%(code)s).",
            server=server,
            code=answer.code,
        )
        return Finding("mail", said, _("Sửa PLAN_APP_MAIL_URL. ") + _after_mending())
    said = _(
        "PLAN_APP_MAIL_URL: máy chủ %(server)s không nhận kết nối: %(said)s",
        server=server,
        said=str(answer),
    )
    advice = _("Kiểm tra PLAN_APP_MAIL_URL (máy chủ, cổng, tài khoản, mật khẩu, tls=starttls). ")
    return Finding("mail", said, advice + _after_mending())


def bounces() -> Finding:
    """The box of delivery reports can be read, if there is one; nothing is changed in it."""
    box = settings().bounces
    if box is None:
        said = _(
            "Chưa đọc báo cáo chuyển thư (PLAN_APP_BOUNCE_URL); nhật ký chỉ ghi"
            " máy chủ thư đã nhận."
        )
        return Finding("bounces", said)
    try:
        with open_mailbox(box, to_change=False) as mailbox:
            waiting = len(mailbox.list_waiting())
    except CannotRead as error:
        said = _(
            "PLAN_APP_BOUNCE_URL: không đọc được %(place)s: %(said)s",
            place=box.place,
            said=str(error),
        )
        advice = _(
            "Kiểm tra PLAN_APP_BOUNCE_URL (máy chủ, cổng 993, tài khoản, mật khẩu, tên hộp thư),"
            " rồi chạy: plan-app bounces"
        )
        return Finding("bounces", said, advice)
    said = _("Đọc được %(place)s, %(count)d thư đang chờ xử lý.", place=box.place, count=waiting)
    return Finding("bounces", said)


def _after_mending() -> str:
    return _(
        "Sau đó khởi động lại dịch vụ, gửi thử: plan-app mail test ĐỊA-CHỈ, rồi bấm Gửi tiếp"
        " ở trang Nhật ký gửi thư hoặc chạy: plan-app deliver --resume"
    )


def database() -> Finding:
    """The database answers."""
    try:
        get_database_time()
    except SQLAlchemyError as error:
        said = _("Không kết nối được cơ sở dữ liệu (%(kind)s).", kind=type(error).__name__)
        return Finding("database", said, _("Kiểm tra PLAN_APP_DATABASE_URL và dịch vụ PostgreSQL."))
    return Finding("database", _("Cơ sở dữ liệu trả lời."))


def migrations() -> Finding:
    """Every migration has run."""
    found, needed = find_revision(), get_needed_revision()
    if found is None:
        said = _("Cơ sở dữ liệu chưa có bảng nào, cần cấu trúc bản %(needed)s.", needed=needed)
        return Finding("migrations", said, _("Chạy: plan-app init"))
    said = _("Cấu trúc dữ liệu ở bản %(found)s, cần bản %(needed)s.", found=found, needed=needed)
    return Finding("migrations", said, "" if found == needed else _("Chạy: plan-app init"))


def key_of_data() -> Finding:
    """The key is the one that the data were written with."""
    kept = find_key_fingerprint()
    if kept is None:
        said = _("Cơ sở dữ liệu chưa ghi nhận khóa bí mật.")
        return Finding("key_of_data", said, _("Chạy: plan-app init"))
    if kept == sealing.fingerprint(settings().secret_key):
        return Finding("key_of_data", _("Khóa bí mật đúng là khóa của dữ liệu này."))
    advice = _(
        "Lấy lại tệp secret_key từ bản sao lưu, đặt vào %(path)s rồi khởi động lại dịch vụ. Nếu"
        " không còn bản sao lưu: chạy plan-app init --new-key; khi đó mọi người phải đặt lại mật"
        " khẩu, các phiên và đường dẫn đã gửi hết hiệu lực, thư đang chờ được lập lại.",
        path=settings().instance / "secret_key",
    )
    return Finding("key_of_data", _("Khóa bí mật không phải khóa của dữ liệu này."), advice)


def clocks() -> Finding:
    """The machine's clock and the database's agree."""
    apart = abs(clock.now() - get_database_time())
    said = _("Đồng hồ máy và cơ sở dữ liệu lệch %(seconds)d giây.", seconds=apart.total_seconds())
    advice = _("Bật đồng bộ giờ (NTP) trên cả hai máy.") if apart > CLOCKS_AGREE_WITHIN else ""
    return Finding("clocks", said, advice)


def scheduler() -> Finding:
    """The scheduler beats."""
    health = get_reminder_health(now=get_database_time())
    if health.beat_at is None:
        said = _("Bộ lập lịch chưa chạy lần nào.")
    else:
        seconds = int((health.now - health.beat_at).total_seconds())
        said = _("Nhịp gần nhất của bộ lập lịch cách đây %(seconds)d giây.", seconds=seconds)
    advice = _("Chạy plan-app serve hoặc plan-app scheduler.") if health.is_late else ""
    return Finding("scheduler", said, advice)


def queue() -> Finding:
    """Mail may leave."""
    health = get_reminder_health(now=get_database_time())
    if health.stopped is None:
        said = _("Hàng đợi thư hoạt động, %(count)d thư đang chờ.", count=health.waiting)
        return Finding("queue", said)
    kept = _("%(count)d thư đang chờ, không thư nào bị mất.", count=health.waiting)
    if health.stopped is QueueStop.TOO_MANY:
        return Finding(
            "queue",
            _("Lượt gửi nhiều thư hơn mức thông thường đang chờ đồng ý (%(said)s); ",
              said=health.reason or "") + kept,
            _("Chuyên viên tổng hợp xem danh sách và bấm Đồng ý gửi ở trang Nhắc việc."),
        )  # fmt: skip
    because = mailing.stopped_by(health.reason or "")
    said = _("Thư đang tạm dừng do %(because)s; ", because=because) + kept
    return Finding("queue", said, _("Sửa PLAN_APP_MAIL_URL. ") + _after_mending())


def journal() -> Finding:
    """Nobody has changed what was written down."""
    faulty = next((each for each in journal_chains.verify() if not each.is_whole), None)
    if faulty is None:
        return Finding("journal", _("Nhật ký xử lý còn nguyên vẹn."))
    said = _(
        "Nhật ký xử lý (%(chain)s) bị thay đổi từ mục %(number)d.",
        chain=faulty.plan or _("hệ thống"),
        number=faulty.sequence or 0,
    )
    advice = _("Chạy plan-app journal verify, so với bản sao lưu gần nhất.")
    return Finding("journal", said, advice)


def papers() -> Finding:
    """Every attached file is there, and its bytes are those that were sent."""
    digests = list(list_digests())
    bad = [digest for digest in digests if not store.is_intact(digest)]
    if not bad:
        said = _("%(count)d tệp kèm theo còn đủ và nguyên vẹn.", count=len(digests))
        return Finding("papers", said)
    said = _(
        "%(bad)d/%(count)d tệp kèm theo bị mất hoặc bị thay đổi, ví dụ: %(path)s.",
        bad=len(bad),
        count=len(digests),
        path=store.path_of(bad[0]),
    )
    advice = _(
        "Lấy lại các tệp trong thư mục uploads/papers từ bản sao lưu gần nhất, rồi chạy lại"
        " plan-app doctor."
    )
    return Finding("papers", said, advice)


OF_TABLES: tuple[Callable[[], Finding], ...] = (
    key_of_data,
    clocks,
    scheduler,
    queue,
    journal,
    papers,
)
