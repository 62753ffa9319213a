"""`flask plans load`: reads plan files and hands each part to the package that keeps it, lower packages first."""


def load_bundled_plans() -> None:
    """Load `app/plans/data`; loading again changes nothing."""
