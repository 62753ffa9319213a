"""What a statement reads of a project, so that `title_for` can say to each reader what it is called."""

from app.projects.models import Project

OF_TITLE = (Project.code, Project.name, Project.code_name, Project.confidential, Project.owner_id, Project.park_id)
# The same for short lists that share a shape: the columns in it, and what a list of projects gives of them.
TITLE_TYPES = tuple((column.key, column.type) for column in OF_TITLE)
TITLE_COLUMNS = {column.key: column for column in OF_TITLE}
