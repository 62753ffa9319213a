"""Assigning values and knowing what changed, for the audit trail."""

from typing import Any

Changes = dict[str, tuple[Any, Any]]


def assign(record: object, **values: Any) -> Changes:
    """Set the values and say what changed: name → (old, new).

    SQLAlchemy's own attribute history is not used for this: any flush resets it silently.
    """
    changes: Changes = {}
    for name, new in values.items():
        if (old := getattr(record, name)) != new:
            setattr(record, name, new)
            changes[name] = (old, new)
    return changes
