"""A form that asks something of each experiment is written out, one question for each of them."""

from dialogs.cards.expand import by_experiment, expanded, is_numbered, numbered
from dialogs.cards.reading import read
from dialogs.formats.model import Choice, Condition, Field, FieldType, Form, Text, Visibility


def text(said: str) -> Text:
    return Text(nl=said, en=f"{said} (en)")


def field(name: str, **more: object) -> Field:
    values: dict[str, object] = {"type": FieldType.SHORT_TEXT, "visibility": Visibility.GROUP, **more}
    return Field(id=name, label=text(name), **values)  # type: ignore[arg-type]


STATE = field(
    "end_state",
    type=FieldType.CHOICE,
    required=True,
    each="experiments",
    choices=(Choice(id="finished", text=text("af")), Choice(id="stopped", text=text("gestopt"))),
)
WHY = field("why", each="experiments", required=True, shown_if=Condition(field="end_state", choices=("stopped",)))
INSIGHT = field("insight", required=True)
FORM = Form(fields=(STATE, WHY, INSIGHT))


def test_each_experiment_gets_its_own_questions_with_its_title() -> None:
    made = expanded(FORM, ["Eerst bellen", "Samen eten"])

    assert [f.id for f in made.fields] == ["end_state.1", "why.1", "end_state.2", "why.2", "insight"]
    assert made.fields[0].label == Text(nl="“Eerst bellen” end_state", en="“Eerst bellen” end_state (en)")
    assert all(f.each is None for f in made.fields)


def test_without_experiments_nothing_is_asked_about_them() -> None:
    assert [f.id for f in expanded(FORM, []).fields] == ["insight"]


def test_a_form_without_such_questions_stays_as_it_is() -> None:
    form = Form(fields=(INSIGHT,))
    assert expanded(form, ["Eerst bellen"]) is form


def test_a_question_that_follows_from_another_follows_from_that_of_the_same_experiment() -> None:
    made = expanded(FORM, ["Eerst bellen", "Samen eten"])
    data = {"f-end_state.1": "finished", "f-end_state.2": "stopped", "f-why.2": "geen tijd", "f-insight": "kleiner"}

    fields = read(made, data, offers={})

    assert made.fields[3].shown_if == Condition(field="end_state.2", choices=("stopped",))
    assert fields == {"end_state.1": "finished", "end_state.2": "stopped", "why.2": "geen tijd", "insight": "kleiner"}


def test_what_was_said_is_found_back_by_experiment() -> None:
    stored = {"end_state.1": "finished", "end_state.2": "stopped", "insight": "x", "experiments": ("e1", "e2", "e3")}

    assert by_experiment(stored, "end_state") == {"e1": "finished", "e2": "stopped"}
    assert by_experiment({"insight": "x"}, "end_state") == {}


def test_only_what_counts_experiments_is_numbered() -> None:
    assert is_numbered(numbered("end_state", 12))
    assert not is_numbered("insight")
    assert not is_numbered("experiment.when")
