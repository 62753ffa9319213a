"""What an installation may set about signing in."""

from app.core.settings import declare

_GROUP = "登录与密码"

FAILURES = declare(
    key="sign_in.failures",
    group=_GROUP,
    label="连续输错几次后锁定",
    unit="次",
    default=5,
    least=3,
    most=20,
    security=True,
)
LOCK_MINUTES = declare(
    key="sign_in.lock_minutes",
    group=_GROUP,
    label="锁定时长",
    unit="分钟",
    default=15,
    least=5,
    most=1440,
    security=True,
)
IDLE_MINUTES = declare(
    key="sign_in.idle_minutes",
    group=_GROUP,
    label="无操作自动退出",
    unit="分钟",
    default=30,
    least=5,
    most=480,
    security=True,
)
PASSWORD_LEAST = declare(
    key="sign_in.password_least",
    group=_GROUP,
    label="密码最短长度",
    unit="位",
    default=10,
    least=8,
    most=32,
    security=True,
)
