"""The morning's reminders: everything that is due and was not told yet. Told once each, however often this runs.

The key of a notice holds what it is about and the day it is about: a next step that is put off is told again for its
new day, a run that was missed is made up for by the next, two runs at once tell it once. Of a project that nobody looks
after the heads of its park's team are told.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from app.core import clock
from app.core.transaction import transaction
from app.follow_up import limits
from app.follow_up.enums import Addressee
from app.follow_up.queries import dues
from app.follow_up.queries.dues import Due, OrderDue, Place
from app.follow_up.queries.people import bureau_of, managers_by_park
from app.follow_up.queries.weekly import parks_without
from app.follow_up.rules import week_of
from app.notices.actions import Told, tell_all
from app.notices.enums import NoticeKind

Finder = Callable[[date, Place], list[Due]]


def remind(today: date) -> int:
    """Tell everybody what is due; how many notices were new. It commits chunk by chunk: call it outside of any unit of work."""
    return (
        _about_projects(today, dues.next_steps, lambda due: f"下一步到期（{due.on:%m-%d}）：{due.public_name}")
        + _about_projects(today, dues.turned_red, _red_words)
        + _about_projects(today, dues.limits_near, lambda due: _limit_words(due, today))
        + _about_projects(today, dues.to_review, lambda due: f"搁置到期，须复核（{due.on:%m-%d}）：{due.public_name}")
        + _about_projects(today, dues.sent_back(week_of(today).code), _back_words)
        + _about_instructions(today)
        + _about_weekly_reports(today)
    )


def _limit_words(due: Due, today: date) -> str:
    passed = due.on is not None and due.on < today
    return f"{'已过' if passed else '临近'}时限（{due.on:%m-%d}）：{due.public_name}"


def _red_words(due: Due) -> str:
    words = "搁置到期未复核，转红灯" if due.on_hold else "转红灯"
    return f"{words}（{due.on:%m-%d}）：{due.public_name}"


def _back_words(due: Due) -> str:
    how = due.came_back.label if due.came_back is not None else ""
    return f"认定{how}，待重新申报：{due.public_name}"


def _about_projects(today: date, find: Finder, title: Callable[[Due], str]) -> int:
    """To the owners first, then to those who stand in where there is none."""
    return sum(_to_people(today, find, title, Place(stand_ins=stand_ins)) for stand_ins in (False, True))


def _to_people(today: date, find: Finder, title: Callable[[Due], str], after: Place) -> int:
    told = 0
    while True:
        with transaction():
            found = find(today, after)
            told += tell_all(
                Told(
                    user_id=due.user_id,
                    kind=NoticeKind.DUE,
                    key=due.key,
                    title=title(due),
                    link=f"/projects/{due.code}",
                    text=due.next_step if find is dues.next_steps and due.next_step else "",
                )
                for due in found
            )
        if len(found) < dues.CHUNK:
            return told
        after = replace(after, project_id=found[-1].project_id, user_id=found[-1].user_id)


def _about_instructions(today: date) -> int:
    """To the unit addressed the day before and when it is late; then also to the leader."""
    with transaction():
        found = dues.instructions(today)
        heads = managers_by_park({one.park_id for one in found if one.addressee is Addressee.PARK})
        bureaus = {
            city: bureau_of(city) for city in {one.city_id for one in found if one.addressee is Addressee.BUREAU}
        }
        return tell_all(_of_instructions(found, heads, bureaus))


def _of_instructions(
    found: list[OrderDue], heads: dict[int, list[int]], bureaus: dict[int, list[int]]
) -> Iterator[Told]:
    for one in found:
        people = set(bureaus[one.city_id] if one.addressee is Addressee.BUREAU else heads[one.park_id])
        if one.addressee is Addressee.PARK and one.owner_id is not None:
            people.add(one.owner_id)
        if one.late:
            people.add(one.by_id)
        words = "批示逾期" if one.late else "批示将到期"
        for number in people:
            yield Told(
                user_id=number,
                kind=NoticeKind.INSTRUCTION,
                key=f"instruction:{one.number}:{'late' if one.late else 'due'}:{one.due_on}",
                title=f"{words}（{one.due_on:%m-%d}）：{one.public_name}",
                link=f"/instructions/{one.number}",
            )


def _about_weekly_reports(today: date) -> int:
    """On the day the report of the past week is due, and once more when it is late."""
    week = week_of(today).previous
    due_at = limits.due_at(week)
    if today < clock.local(due_at).date():
        return 0
    late = clock.now() > due_at
    with transaction():
        parks = {park.id: park for park in parks_without(week)}
        people = managers_by_park(set(parks))
        return tell_all(
            Told(
                user_id=number,
                kind=NoticeKind.WEEKLY,
                key=f"weekly:{park.id}:{week.code}:{'late' if late else 'due'}",
                title=f"{'周报逾期未交' if late else '今天提交周报'}：{park.short_name} {week.label}",
                link=f"/weekly/{park.code}/{week.code}",
            )
            for park in parks.values()
            for number in people[park.id]
        )
