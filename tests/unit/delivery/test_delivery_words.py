"""Every kind and every field of the facts has its words, on the form and in the trail."""

import re

import pytest

from app.accounts.view_model import ACTIONS, SUBJECTS
from app.delivery.enums import AppraisalResult, Part, PermitKind, SiteContractKind
from app.delivery.forms import FORMS, SECTIONS, FactsForm
from app.delivery.labels import AREAS, LABELS, MONEY, NAMES, TRAIL
from app.delivery.models import Contract, DeliveryFacts, DeliveryFile, Permit, SiteContract
from app.delivery.queries import worded
from app.delivery.queries.rows import MODELS
from app.delivery.rules import HAPPENED
from app.projects import history
from app.projects.enums import BackReason, HoldReason, LostReason, RemovalReason

KINDS = (AppraisalResult, SiteContractKind, PermitKind, HoldReason, RemovalReason, LostReason, BackReason)
OWN = {"id", "project_id", "created_at", "updated_at", "version", "deleted_at"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_said_in_chinese_and_once(kind):
    labels = [member.label for member in kind]
    assert all(re.search("[\u4e00-\u9fff]", label) for label in labels)
    assert len(set(labels)) == len(labels)
    assert all(len(member.value) <= 40 for member in kind)


@pytest.mark.parametrize("kind", [HoldReason, RemovalReason, LostReason, BackReason])
def test_reasons_end_with_the_one_that_needs_words(kind):
    assert list(kind)[-1].value == "other"


@pytest.mark.parametrize("part", list(MODELS))
def test_every_column_of_a_row_is_asked_for_and_told(part):
    columns = {column.key for column in MODELS[part].__table__.columns} - OWN
    assert set(TRAIL[part]) == columns
    assert {name for _, names in FORMS[part].sections for name in names} == columns
    assert all(worded(name, "") for name in TRAIL[part].values())
    assert set(HAPPENED[part]) <= columns
    assert NAMES[part]


def test_every_fact_is_asked_for_and_told():
    columns = {column.key for column in DeliveryFacts.__table__.columns} - OWN
    assert {name for _, _, names in SECTIONS for name in names} == columns <= set(LABELS)
    assert all(hasattr(FactsForm, name) for name in columns)
    assert set(HAPPENED[None]) <= columns
    assert set(LABELS) >= MONEY | AREAS


@pytest.mark.parametrize("model", [Contract, SiteContract, Permit, DeliveryFile])
def test_what_is_done_to_rows_has_words_everywhere(model):
    table = model.__tablename__
    assert SUBJECTS[table]
    for what in ("added", "deleted", "restored", *(() if model is DeliveryFile else ("edited",))):
        assert ACTIONS[f"{table}.{what}"]
        assert history.ACTIONS[f"{table}.{what}"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("contract_kind", "formal", "正式合同"),
        ("permit_kind", "fit_out", "装修合同"),
        ("contract_investment", "36000.000000", "3.60 亿元"),
        ("site_land_mu", "28.5000", "28.5"),
        ("permit_number", None, "—"),
        ("contract_kind", "gone", "gone"),
        ("agreed_tax", "（保密）", "（保密）"),
    ],
)
def test_values_of_the_trail_are_worded(name, value, said):
    assert worded(name, value) == (LABELS[name], said)


def test_what_is_no_fact_is_left_to_others():
    assert worded("stage", "lead") is None
    assert set(Part) == {*MODELS, Part.FILES}
