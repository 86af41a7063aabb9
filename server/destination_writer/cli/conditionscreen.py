"""What a phase depends on, asked where nobody has answered yet."""

from collections.abc import Sequence

from destination_writer.checkpoints.introduction import UPSERT_PHASE, Introduction, conditions, decision_tree
from destination_writer.cli.asking import ask
from destination_writer.cli.paint import say
from destination_writer.generate.conditions import Standing, mattering
from destination_writer.knowledge.dialects import StrategyKind


def ask_conditions(about: Introduction, *, asks: bool) -> dict[str, bool]:
    """The answers by key of `database_characteristics`; only new ones. Without `asks` what is known is shown and taken.

    Raises Left.
    """
    if not about.conditions:
        return {}
    say()
    for line in conditions(about):
        say(line)
    if about.number == UPSERT_PHASE and StrategyKind.UPSERT in about.ways:
        say()
        for line in decision_tree(about, StrategyKind.UPSERT):
            say(line)
    untold = [standing for standing in mattering(about.conditions) if standing.told is None]
    if not untold or not asks:
        return {}
    unknown = [standing for standing in untold if standing.known is None]
    if unknown:
        say("What nobody has said yet has to be asked.")
        return _each(about, about.conditions)
    if _is_right(untold):
        return {s.condition.characteristic: bool(s.known) for s in untold}
    return _each(about, about.conditions)


def _is_right(untold: Sequence[Standing]) -> bool:
    while True:
        said = ask("Is that right for your version?", ("y", "n", "?"), default="y")
        if said != "?":
            return said == "y"
        for standing in untold:
            _explain(standing)


def _each(about: Introduction, standings: Sequence[Standing]) -> dict[str, bool]:
    told: dict[str, bool] = {}
    for standing in standings:
        condition = standing.condition
        own = {s.condition.capability: s.holds for s in standings} | {
            k.removeprefix("has_"): v for k, v in told.items()
        }
        if standing.told is not None or any(own.get(name) for name in condition.only_without):
            continue
        question = condition.question.replace("{database}", about.dialect.name)
        default = "" if standing.known is None else "y" if standing.known else "n"
        while (said := ask(question, ("y", "n", "?"), default=default)) == "?":
            _explain(standing)
        told[condition.characteristic] = said == "y"
        if said == "n":
            say(condition.without.says)
    return told


def _explain(standing: Standing) -> None:
    condition = standing.condition
    say(f"{condition.label}: {condition.why}")
    say(f"  To find out: {condition.find_out}")
    if standing.note:
        say(f"  Known: {standing.note} ({standing.proof})")
