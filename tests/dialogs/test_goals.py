"""The learning goals on a card: what was ticked, in words, each once with who ticked it."""

from dialogs.cards.blocks import Nothing
from dialogs.cards.goals_block import GoalLine, Goals
from dialogs.ids import PersonId
from dialogs.usecases.goals import Goal, goals_shown


def chose(name: str, text: str) -> Goal:
    return Goal(person=PersonId(name.lower()), name=name, text=text)


def test_what_most_chose_comes_first_and_each_goal_once() -> None:
    block = goals_shown([chose("Anna", "Voorkomen"), chose("Bert", "Ruimte"), chose("Chaima", "Ruimte")])
    assert block == Goals(
        items=(GoalLine(text="Ruimte", names=("Bert", "Chaima")), GoalLine(text="Voorkomen", names=("Anna",)))
    )


def test_without_goals_the_card_says_that_there_is_nothing() -> None:
    assert goals_shown([]) == Nothing()
