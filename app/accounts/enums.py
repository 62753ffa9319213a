"""Roles and kinds of organisation (domain.md section 1)."""

from app.core.labels import Labelled


class Role(Labelled):
    """What a person comes to do."""

    OFFICER = "officer", "招商专员"
    PARK_MANAGER = "park_manager", "园区招商负责人"
    REVIEWER = "reviewer", "商务局审核员"
    BUREAU_MANAGER = "bureau_manager", "商务局负责人"
    DEPARTMENT_REVIEWER = "department_reviewer", "部门会签员"
    LEADER = "leader", "市领导"
    AUDITOR = "auditor", "审计员"
    ADMIN = "admin", "系统管理员"


class OrganisationKind(Labelled):
    """What an organisation is, which decides the roles its people can hold."""

    PARK_TEAM = "park_team", "园区招商团队"
    BUREAU = "bureau", "商务局"
    DEPARTMENT = "department", "会签部门"
    LEADERSHIP = "leadership", "市领导"
    OPERATIONS = "operations", "系统运维与审计"
