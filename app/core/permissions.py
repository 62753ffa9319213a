"""Everything that can be allowed or refused, as `<thing>:<action>`. Who may is in `accounts/roles.py`."""

from enum import StrEnum


class Permission(StrEnum):
    """One right. Views declare it, `accounts/roles.py` grants it, each package's `policy` narrows it."""

    ACCOUNT_MANAGE = "account:manage"
    ACTIVITY_CREATE = "activity:create"
    AUDIT_READ = "audit:read"
    BRIEF_BULK = "brief:bulk"
    BRIEF_PRINT = "brief:print"
    COMMENT_WRITE = "comment:write"
    COMPANY_EDIT = "company:edit"
    COMPANY_READ = "company:read"
    CONFLICT_RULE = "conflict:rule"
    CONTACT_REVEAL = "contact:reveal"
    FIRST_REPORT_READ = "first_report:read"
    INSTRUCTION_WRITE = "instruction:write"
    MERGE = "record:merge"
    PARK_EDIT = "park:edit"
    PARK_READ = "park:read"
    PLAN_EDIT = "plan:edit"
    PLAN_READ = "plan:read"
    PROJECT_CREATE = "project:create"
    PROJECT_EDIT = "project:edit"
    PROJECT_MOVE = "project:move"
    PROJECT_READ = "project:read"
    RECOGNITION_DECIDE = "recognition:decide"
    RECOGNITION_SUBMIT = "recognition:submit"
    REPORT_WRITE = "report:write"
    SELF = "self:use"  # one's own page, password and sign-out: everybody who is signed in
    SETTING_EDIT = "setting:edit"
    SUPERVISE = "supervision:issue"
    TARGET_EDIT = "target:edit"
    TRANSFER = "transfer:agree"
    VIEW_SHARE = "view:share"
