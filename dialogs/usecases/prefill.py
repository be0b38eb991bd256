"""What a form starts from, when its author wrote it elsewhere: never the words of somebody else."""

from collections.abc import Mapping

from dialogs.formats.model import Form
from dialogs.ids import PersonId
from dialogs.usecases.scene import Scene


def prefilled(form: Form, scene: Scene, person: PersonId) -> Mapping[str, str]:
    """Inputs by field id, for `prefill: look_back.x` (the person's newest report) and `harvest.x` (their card). Used
    where there is no own answer and no draft. Reads what `parts_of_form` says."""
    del form, scene, person  # until there are reports and harvest cards
    return {}
