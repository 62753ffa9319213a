"""The way of a stage through the bureau: three dates, the trail, maker and checker, what counts and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
import sqlalchemy as sa

from app.accounts.enums import Role
from app.core import clock, files
from app.core.errors import AlreadyExists, NotAllowed, RuleBroken, Stale
from app.delivery import actions as delivery
from app.delivery.enums import Part
from app.delivery.models import Contract
from app.extensions import db
from app.notices.models import Notice
from app.pipeline import actions as pipeline
from app.projects import actions as projects
from app.projects import standing
from app.projects.actions.upkeep import log_of
from app.projects.enums import ContractKind, EvidenceKind, NotCounted, Recognition, Stage
from app.projects.models import YearTally
from app.reviews import actions, queries
from app.reviews.enums import ReviewReason, StepKind, SubmissionState
from app.reviews.models import RecognitionStep, Submission
from tests.factories.accounts import person
from tests.factories.files import pdf
from tests.factories.projects import PARK, make_project, open_gate
from tests.factories.reviews import attach, prepare, reviewer, submitted, upload

BACK = {"reason": ReviewReason.INCOMPLETE, "text": "缺签章页"}
DOWN = {"reason": ReviewReason.CANCELLED, "text": "合同已解除"}


@pytest.fixture
def owner(context):
    return person(Role.OFFICER, parks=[PARK])


@pytest.fixture
def project(owner):
    return make_project(by=owner, stage=Stage.SIGNED)


@pytest.fixture
def checker(context):
    return reviewer()


def entry(project, stage=Stage.SIGNED):
    return standing.entries(log_of(project))[stage]


def contract(project, *, by, **values):
    """Change the contract that governs."""
    row = db.session.scalars(sa.select(Contract).where(Contract.project_id == project.id)).one()
    delivery.edit_row(project, Part.CONTRACTS, row, by=by, **values)


def trail(project):
    steps = db.session.scalars(
        sa.select(RecognitionStep).where(RecognitionStep.project_id == project.id).order_by(RecognitionStep.id)
    )
    return [step.kind for step in steps]


def figures(project):
    db.session.flush()
    rows = db.session.scalars(sa.select(YearTally).where(YearTally.park_id == project.park_id))
    return sum(row.signed for row in rows), sum(row.framework for row in rows), sum(row.landed for row in rows)


def forward(project, stage, *, owner, checker):
    """Recognise where it stands, and go on."""
    actions.recognise(submitted(project, by=owner), by=checker)
    open_gate(project, stage, by=owner)
    pipeline.move(project, stage, by=owner)


def test_three_dates_are_kept_and_counting_begins_with_the_last(project, owner, checker):
    day = clock.now()
    before = figures(project)
    with clock.held_at(day + timedelta(days=2)):
        attempt = submitted(project, by=owner)
    assert (project.recognition, project.signed_on) == (Recognition.SUBMITTED, None)
    assert figures(project) == before
    with clock.held_at(day + timedelta(days=4)):
        actions.recognise(attempt, by=checker)
        decided = clock.today()
    row = entry(project)
    assert (row.event_on, row.submitted_at, row.recognised_on) == (clock.today(), day + timedelta(days=2), decided)
    assert (project.recognition, project.counted_stage) == (Recognition.RECOGNISED, Stage.SIGNED)
    assert (project.signed_on, project.signed_amount) == (decided, Decimal(36_000))
    assert figures(project) == (before[0] + 1, *before[1:])
    assert trail(project) == [StepKind.SUBMITTED, StepKind.RECOGNISED]


def test_the_amount_is_frozen_at_recognition(project, owner, checker):
    actions.recognise(submitted(project, by=owner), by=checker)
    contract(project, by=owner, investment=Decimal(99_000))
    projects.edit(project, by=owner, investment=Decimal(99_000))
    assert (entry(project).amount, project.signed_amount) == (Decimal(36_000), Decimal(36_000))


@pytest.mark.parametrize(("second", "year"), [(59, 2026), (60, 2027)])
def test_the_year_ends_at_midnight_in_shanghai(project, owner, checker, second, year):
    attempt = submitted(project, by=owner)
    last = datetime(2026, 12, 31, 15, 59, tzinfo=UTC) + timedelta(seconds=second)
    with clock.held_at(last):
        actions.recognise(attempt, by=checker)
        assert queries.due_on(last) > clock.today()
    assert project.signed_on is not None
    assert project.signed_on.year == year
    db.session.flush()
    tallied = sa.select(YearTally.year, YearTally.signed).where(YearTally.park_id == project.park_id)
    assert (year, 1) in [tuple(row) for row in db.session.execute(tallied)]


def test_without_evidence_nothing_is_submitted(project, owner):
    with pytest.raises(RuleBroken, match="缺 1 项证明材料：合同或框架协议"):
        actions.submit(project, Stage.SIGNED, by=owner)
    assert not db.session.scalars(sa.select(Submission).where(Submission.project_id == project.id)).all()


def test_returned_mended_withdrawn_and_submitted_again(project, owner, checker):
    first = submitted(project, by=owner)
    actions.send_back(first, by=checker, **BACK)
    assert (project.recognition, first.state) == (Recognition.RETURNED, SubmissionState.RETURNED)
    attach(project, Stage.SIGNED, by=owner, name="补签章页.pdf")
    second = actions.submit(project, Stage.SIGNED, by=owner, note="已补签章页")
    actions.withdraw(project, Stage.SIGNED, by=owner)
    assert (project.recognition, entry(project).submitted_at) == (Recognition.NOT_SUBMITTED, None)
    third = actions.submit(project, Stage.SIGNED, by=owner)
    actions.recognise(third, by=checker)
    assert [one.attempt for one in (first, second, third)] == [1, 2, 3]
    assert [one.current for one in (first, second, third)] == [False, False, True]
    assert trail(project) == [
        *(StepKind.SUBMITTED, StepKind.RETURNED, StepKind.SUBMITTED, StepKind.WITHDRAWN),
        *(StepKind.SUBMITTED, StepKind.RECOGNISED),
    ]
    rung = queries.ladder(project)[Stage.SIGNED]
    assert [len(rung.submitted[one.id]) for one in (first, second, third)] == [1, 2, 2]


def test_evidence_is_frozen_while_the_bureau_has_it_and_kept_for_ever_after(project, owner, checker):
    attempt = submitted(project, by=owner)
    kept = queries.ladder(project)[Stage.SIGNED].evidence[0]
    for forbidden in (
        lambda: attach(project, Stage.SIGNED, by=owner),
        lambda: actions.remove(project, kept.id, by=owner),
    ):
        with pytest.raises(RuleBroken, match="已申报，材料已固定"):
            forbidden()
    actions.send_back(attempt, by=checker, **BACK)
    actions.remove(project, kept.id, by=owner)
    assert kept.set_aside_at is not None
    loose = attach(project, Stage.SIGNED, by=owner)
    actions.remove(project, loose.id, by=owner)
    assert [one.id for one in queries.ladder(project)[Stage.SIGNED].evidence] == [kept.id]
    with pytest.raises(RuleBroken, match="还缺 1 项"):
        actions.submit(project, Stage.SIGNED, by=owner)
    actions.bring_back(project, kept.id, by=owner)
    actions.submit(project, Stage.SIGNED, by=owner)


def test_the_same_file_is_not_kept_twice(project, owner):
    content, fresh = pdf(words="合同"), pdf(words="另一份新合同")
    day = clock.today()
    known = {"kind": EvidenceKind.CONTRACT, "dated_on": day, "by": owner}
    actions.attach(project, Stage.SIGNED, [upload("合同.pdf", content)], **known)
    with pytest.raises(AlreadyExists, match=r"“副本.pdf”：与已上传的“合同.pdf”内容完全相同"):
        actions.attach(project, Stage.SIGNED, [upload("新.pdf", fresh), upload("副本.pdf", content)], **known)
    assert not files.path_of(sha256(fresh).hexdigest()).exists()
    with pytest.raises(AlreadyExists, match="同时上传"):
        actions.attach(
            project, Stage.SIGNED, [upload("一.pdf", pdf(words="x")), upload("二.pdf", pdf(words="x"))], **known
        )
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        actions.attach(
            project, Stage.SIGNED, [upload()], kind=EvidenceKind.PHOTO, dated_on=day + timedelta(days=1), by=owner
        )
    with pytest.raises(RuleBroken, match="选择要上传的文件"):
        actions.attach(project, Stage.SIGNED, [], **known)
    assert [one.file_name for one in queries.ladder(project)[Stage.SIGNED].evidence] == ["合同.pdf"]


def test_who_may_submit_and_decide(project, owner, checker):
    others = [
        person(Role.OFFICER, parks=[PARK]),
        person(Role.PARK_MANAGER, parks=["lay-ntit-zone-1"]),
        person(Role.REVIEWER),
        person(Role.LEADER),
    ]
    prepare(project, Stage.SIGNED, by=owner)
    for other in others:
        with pytest.raises(NotAllowed):
            actions.submit(project, Stage.SIGNED, by=other)
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    attempt = actions.submit(project, Stage.SIGNED, by=manager)
    for other in (owner, manager, person(Role.LEADER), person(Role.ADMIN)):
        for forbidden in (
            lambda by=other: actions.recognise(attempt, by=by),
            lambda by=other: actions.send_back(attempt, by=by, **BACK),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
    actions.recognise(attempt, by=checker)
    with pytest.raises(NotAllowed):
        actions.revoke(project, Stage.SIGNED, by=manager, **DOWN)


@pytest.fixture
def both(context):
    """One person with two roles: the park's and the bureau's."""
    made = person(Role.PARK_MANAGER, parks=[PARK])
    bureau = person(Role.BUREAU_MANAGER)
    permissions = made.permissions | bureau.permissions
    return replace(made, roles=made.roles | bureau.roles, permissions=permissions, city_park_ids=bureau.city_park_ids)


@pytest.mark.parametrize("hand", ["申报", "阶段变更", "证明材料"])
def test_nobody_decides_on_his_own_work_whatever_his_roles(owner, both, checker, hand):
    project = make_project(by=owner, stage=Stage.APPRAISAL)
    open_gate(project, Stage.SIGNED, by=owner)
    pipeline.move(project, Stage.SIGNED, by=both if hand == "阶段变更" else owner)
    attach(project, Stage.SIGNED, by=both if hand == "证明材料" else owner)
    attempt = actions.submit(project, Stage.SIGNED, by=both if hand == "申报" else owner)
    for forbidden in (
        lambda: actions.recognise(attempt, by=both),
        lambda: actions.send_back(attempt, by=both, **BACK),
    ):
        with pytest.raises(NotAllowed, match=hand):
            forbidden()
    assert [one.refusal for one in actions.recognise_many([attempt.id], by=both) if hand in (one.refusal or "")]
    actions.recognise(attempt, by=checker)
    with pytest.raises(NotAllowed, match=hand):
        actions.revoke(project, Stage.SIGNED, by=both, **DOWN)
    assert attempt.state is SubmissionState.RECOGNISED


def test_a_revocation_takes_every_later_stage_with_it(project, owner, checker):
    forward(project, Stage.LANDED, owner=owner, checker=checker)
    forward(project, Stage.CONSTRUCTION, owner=owner, checker=checker)
    waiting = submitted(project, by=owner)
    assert (project.counted_stage, project.landed_on) == (Stage.LANDED, clock.today())
    assert actions.revoke(project, Stage.SIGNED, by=checker, **DOWN) == [Stage.SIGNED, Stage.LANDED]
    assert (project.stage, project.counted_stage) == (Stage.CONSTRUCTION, Stage.APPRAISAL)
    assert (project.signed_on, project.signed_amount, project.landed_on) == (None, None, None)
    assert entry(project).recognition is Recognition.REVOKED
    with pytest.raises(RuleBroken, match="“签约”、“落地”还没有认定"):
        actions.recognise(waiting, by=checker)
    with pytest.raises(RuleBroken, match="请先申报“签约”"):
        submitted(project, Stage.LANDED, by=owner)
    with pytest.raises(Stale):
        actions.revoke(project, Stage.SIGNED, by=checker, **DOWN)
    again = [submitted(project, stage, by=owner) for stage in (Stage.SIGNED, Stage.LANDED)]
    outcomes = actions.recognise_many([waiting.id, *(one.id for one in reversed(again))], by=checker)
    assert [one.refusal for one in outcomes] == [None, None, None]
    assert project.counted_stage is Stage.CONSTRUCTION


def test_a_framework_agreement_counts_on_while_the_formal_contract_waits(owner, checker):
    project = make_project(by=owner, stage=Stage.SIGNED)
    contract(project, by=owner, kind=ContractKind.FRAMEWORK, investment=Decimal(50_000))
    actions.recognise(submitted(project, by=owner), by=checker)
    assert (project.signed_on, project.framework_on, project.framework_amount) == (None, clock.today(), Decimal(50_000))
    with pytest.raises(RuleBroken, match="正式合同"):
        actions.submit(project, Stage.SIGNED, by=owner)
    contract(project, by=owner, kind=ContractKind.FORMAL, investment=Decimal(36_000))
    with pytest.raises(RuleBroken, match="请先上传正式合同"):
        actions.submit(project, Stage.SIGNED, by=owner)
    for end in ("return", "withdraw", "recognise"):
        attach(project, Stage.SIGNED, by=owner)
        formal = actions.submit(project, Stage.SIGNED, by=owner)
        assert (project.recognition, project.framework_on) == (Recognition.RECOGNISED, clock.today())
        if end == "return":
            actions.send_back(formal, by=checker, **BACK)
        elif end == "withdraw":
            actions.withdraw(project, Stage.SIGNED, by=owner)
        else:
            actions.recognise(formal, by=checker)
    assert (project.signed_on, project.signed_amount) == (clock.today(), Decimal(36_000))
    assert (project.framework_on, project.framework_amount) == (clock.today(), Decimal(50_000))
    actions.revoke(project, Stage.SIGNED, by=checker, **DOWN)
    assert (project.signed_on, project.framework_on, project.counted_stage) == (None, None, Stage.APPRAISAL)


def test_a_project_counts_once(owner, checker):
    one = make_project(by=owner, stage=Stage.SIGNED, investor="南通复核电子有限公司", content="车规芯片封装线")
    twin = make_project(by=owner, stage=Stage.SIGNED, investor="南通复核电子有限公司", content="车规芯片、封装线。")
    other = make_project(by=owner, stage=Stage.SIGNED, investor="南通复核电子有限公司", content="总部研发中心大楼")
    assert one.company_id == twin.company_id
    actions.recognise(submitted(one, by=owner), by=checker)
    actions.recognise(submitted(other, by=owner), by=checker)
    second = submitted(twin, by=owner)
    before = figures(one)
    with pytest.raises(RuleBroken, match=f"{one.code} 是同一企业"):
        actions.recognise(second, by=checker)
    assert (second.state, twin.signed_on, figures(one)) == (SubmissionState.SUBMITTED, None, before)
    actions.recognise(second, by=checker, counting=actions.Counting(None, one.id))
    assert twin.expansion_of_id == one.id


def test_an_expansion_counts_its_increment(owner, checker):
    one = make_project(by=owner, stage=Stage.SIGNED, investor="南通增资电子有限公司", content="封装线")
    more = make_project(by=owner, stage=Stage.SIGNED, investor="南通增资电子有限公司", content="封装线")
    prepare(more, Stage.SIGNED, by=owner)
    with pytest.raises(RuleBroken, match="已认定签约的项目"):
        actions.submit(more, Stage.SIGNED, by=owner, expansion_of=one, increment=Decimal(6_000))
    actions.recognise(submitted(one, by=owner), by=checker)
    for facts in (
        {"expansion_of": one},
        {"increment": Decimal(1)},
        {"expansion_of": one, "increment": Decimal(36_001)},
    ):
        with pytest.raises(RuleBroken):
            actions.submit(more, Stage.SIGNED, by=owner, **facts)
    attempt = actions.submit(more, Stage.SIGNED, by=owner, expansion_of=one, increment=Decimal(6_000))
    actions.recognise(attempt, by=checker)
    assert (more.expansion_of_id, more.signed_amount) == (one.id, Decimal(6_000))


@pytest.mark.parametrize("said_by", ["park", "bureau"])
def test_what_is_not_counted_is_recognised_and_counts_nowhere(project, owner, checker, said_by):
    before = figures(project)
    claimed = NotCounted.FISCAL if said_by == "park" else None
    attempt = submitted(project, by=owner, not_counted=claimed)
    assert project.not_counted is None
    counting = actions.Counting(NotCounted.FISCAL, None) if said_by == "bureau" else None
    actions.recognise(attempt, by=checker, counting=counting)
    assert (project.not_counted, project.recognition) == (NotCounted.FISCAL, Recognition.RECOGNISED)
    assert (project.signed_on, project.counted_stage, figures(project)) == (None, Stage.APPRAISAL, before)


def test_what_is_recognised_or_waits_does_not_disappear(project, owner, checker):
    attempt = submitted(project, by=owner)
    for forbidden in (
        lambda: projects.throw_away(project, by=owner),
        lambda: pipeline.move(project, Stage.APPRAISAL, by=owner, reason="企业改方案"),
    ):
        with pytest.raises(RuleBroken, match="正待认定"):
            forbidden()
    actions.recognise(attempt, by=checker)
    for forbidden in (
        lambda: projects.throw_away(project, by=owner),
        lambda: pipeline.move(project, Stage.APPRAISAL, by=owner, reason="企业改方案"),
    ):
        with pytest.raises(RuleBroken, match="已由商务局认定"):
            forbidden()
    actions.revoke(project, Stage.SIGNED, by=checker, **DOWN)
    projects.throw_away(project, by=owner)
    assert project.deleted_at is not None


def test_who_went_back_and_forward_begins_anew(project, owner, checker):
    first = submitted(project, by=owner)
    actions.send_back(first, by=checker, **BACK)
    pipeline.move(project, Stage.APPRAISAL, by=owner, reason="企业改方案")
    assert (first.current, project.recognition) == (False, None)
    pipeline.undo(project, by=owner)
    assert (first.current, project.recognition) == (True, Recognition.RETURNED)
    pipeline.move(project, Stage.APPRAISAL, by=owner, reason="企业改方案")
    pipeline.move(project, Stage.SIGNED, by=owner)
    assert (first.current, project.recognition) == (False, Recognition.NOT_SUBMITTED)
    assert submitted(project, by=owner).attempt == 1


def test_who_was_slower_is_told_who_was_quicker(project, owner, checker):
    attempt = submitted(project, by=owner)
    seen = attempt.version
    actions.recognise(attempt, by=checker, seen=seen)
    other = reviewer()
    for late in (
        lambda: actions.recognise(attempt, by=other, seen=seen),
        lambda: actions.send_back(attempt, by=other, **BACK),
        lambda: actions.withdraw(project, Stage.SIGNED, by=owner),
    ):
        with pytest.raises(Stale, match=f"“签约”没有办理：{checker.name}已于"):
            late()
    assert len(trail(project)) == 2


def test_reasons_are_asked_for(project, owner, checker):
    attempt = submitted(project, by=owner)
    for reason, text, field in (
        (None, "缺", "reason"),
        (ReviewReason.CANCELLED, "缺", "reason"),
        (ReviewReason.INCOMPLETE, " \n", "text"),
        (ReviewReason.INCOMPLETE, "长" * 1001, "text"),
    ):
        with pytest.raises(RuleBroken) as refused:
            actions.send_back(attempt, reason=reason, text=text, by=checker)
        assert refused.value.field == field
    assert attempt.state is SubmissionState.SUBMITTED


def test_many_at_once_each_on_its_own_merits(owner, checker):
    good = [make_project(by=owner, stage=Stage.SIGNED, content=f"内容{name}") for name in "甲乙丙"]
    attempts = [submitted(one, by=owner) for one in good]
    actions.withdraw(good[1], Stage.SIGNED, by=owner)
    lost = make_project(by=owner, stage=Stage.SIGNED)
    given_up = submitted(lost, by=owner)
    lost.status = "lost"
    foreign = reviewer(cities=["GZ"])
    numbers = [*(one.id for one in attempts), given_up.id, 999_999]
    assert actions.recognise_many(numbers, by=foreign) == []
    outcomes = {one.code: one.refusal for one in actions.recognise_many(numbers, by=checker)}
    assert outcomes[good[0].code] is None
    assert outcomes[good[2].code] is None
    assert "撤回申报" in outcomes[good[1].code]
    assert "流失" in outcomes[lost.code]
    assert len(outcomes) == 4
    with pytest.raises(RuleBroken):
        actions.send_back_many([given_up.id], reason=ReviewReason.OTHER, text="", by=checker)
    assert [one.refusal for one in actions.send_back_many([given_up.id], by=checker, **BACK)] == [None]


def test_owner_and_submitter_are_told_and_nobody_else(project, owner, checker):
    manager = person(Role.PARK_MANAGER, parks=[PARK])
    prepare(project, Stage.SIGNED, by=owner)
    attempt = actions.submit(project, Stage.SIGNED, by=manager)
    actions.send_back(attempt, by=checker, **BACK)
    here = f"/projects/{project.code}/recognition"
    mine = list(db.session.scalars(sa.select(Notice).where(Notice.link == here)))
    assert {one.user_id for one in mine} == {owner.id, manager.id}
    assert {one.title.split("：")[1] for one in mine} == {"“签约”被退回"}


def test_what_waits_for_whom_today(project, owner, checker):
    today = clock.today()
    attempt = submitted(project, by=owner)
    assert queries.todos(owner, today, 10) == queries.todos(checker, today, 10) == []
    later = queries.due_on(attempt.submitted_at)
    (one,) = queries.todos(checker, later, 10)
    assert (one.link, one.due, one.project_code) == (f"/reviews/{attempt.id}", later, project.code)
    actions.send_back(attempt, by=checker, **BACK)
    assert queries.todos(checker, later, 10) == []
    (two,) = queries.todos(owner, later, 10)
    assert (two.link, two.reason) == (f"/projects/{project.code}/recognition", "材料不全：缺签章页")
    assert len(queries.todos(person(Role.PARK_MANAGER, parks=[PARK]), later, 10)) == 1
    assert queries.todos(person(Role.OFFICER, parks=[PARK]), later, 10) == []
    actions.submit(project, Stage.SIGNED, by=owner)
    assert queries.todos(owner, later, 10) == []
