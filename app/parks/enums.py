"""What a park is measured by."""

from app.core.labels import Labelled


class ParkMetric(Labelled):
    """A yearly figure of a park for which the bureau sets a target."""

    SIGNED = "signed", "签约项目"
    LANDED = "landed", "落地项目"
