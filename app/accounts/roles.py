"""Which role holds which right. One table; reviewers read it in one screen."""

from collections.abc import Iterable

from app.core.permissions import Permission as P  # noqa: N817 - the table below is read, not written

from .enums import OrganisationKind, Role

_EVERYBODY = {P.SELF}
_READERS = {P.PLAN_READ, P.PARK_READ, P.COMPANY_READ, P.PROJECT_READ, P.BRIEF_PRINT}
_OFFICER = _READERS | {
    P.ACTIVITY_CREATE,
    P.COMMENT_WRITE,
    P.COMPANY_EDIT,
    P.CONTACT_REVEAL,
    P.FIRST_REPORT_READ,
    P.PROJECT_CREATE,
    P.PROJECT_EDIT,
    P.PROJECT_MOVE,
    P.RECOGNITION_SUBMIT,
    P.REPORT_WRITE,
    P.VIEW_SHARE,
}
_REVIEWER = _READERS | {
    P.ACTIVITY_CREATE,
    P.BRIEF_BULK,
    P.COMMENT_WRITE,
    P.COMPANY_EDIT,
    P.CONTACT_REVEAL,
    P.FIRST_REPORT_READ,
    P.RECOGNITION_DECIDE,
    P.SUPERVISE,
    P.VIEW_SHARE,
}

GRANTS: dict[Role, frozenset[P]] = {
    Role.OFFICER: frozenset(_EVERYBODY | _OFFICER),
    # Of a park its manager edits the contact and the checklist only: parks.policy.
    Role.PARK_MANAGER: frozenset(_EVERYBODY | _OFFICER | {P.BRIEF_BULK, P.MERGE, P.PARK_EDIT, P.TRANSFER}),
    Role.REVIEWER: frozenset(_EVERYBODY | _REVIEWER),
    Role.BUREAU_MANAGER: frozenset(
        _EVERYBODY
        | _REVIEWER
        | {
            P.CONFLICT_RULE,
            P.MERGE,
            P.PARK_EDIT,
            P.PLAN_EDIT,
            P.PROJECT_EDIT,
            P.PROJECT_MOVE,
            P.SETTING_EDIT,
            P.TARGET_EDIT,
            P.TRANSFER,
        }
    ),
    Role.DEPARTMENT_REVIEWER: frozenset(_EVERYBODY | {P.PLAN_READ, P.PARK_READ, P.PROJECT_READ}),
    Role.LEADER: frozenset(
        _EVERYBODY | _READERS | {P.BRIEF_BULK, P.COMMENT_WRITE, P.FIRST_REPORT_READ, P.INSTRUCTION_WRITE}
    ),
    Role.AUDITOR: frozenset(_EVERYBODY | {P.AUDIT_READ}),
    Role.ADMIN: frozenset(_EVERYBODY | {P.ACCOUNT_MANAGE, P.SETTING_EDIT}),
}

# Bureau and leaders see all projects of their cities.
SEE_EVERY_PARK = (Role.REVIEWER, Role.BUREAU_MANAGER, Role.LEADER)

# The roles that people of such an organisation can hold.
ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.PARK_TEAM: (Role.OFFICER, Role.PARK_MANAGER),
    OrganisationKind.BUREAU: (Role.REVIEWER, Role.BUREAU_MANAGER),
    OrganisationKind.DEPARTMENT: (Role.DEPARTMENT_REVIEWER,),
    OrganisationKind.LEADERSHIP: (Role.LEADER,),
    OrganisationKind.OPERATIONS: (Role.AUDITOR, Role.ADMIN),
}

# Three separated powers: who runs accounts reads no trail and no project, and the other way round (domain.md section 14).
APART: tuple[frozenset[Role], ...] = (frozenset({Role.ADMIN, Role.AUDITOR}),)


def permissions_of(roles: Iterable[Role]) -> frozenset[P]:
    """All rights of these roles together."""
    return frozenset().union(*(GRANTS[role] for role in roles))
