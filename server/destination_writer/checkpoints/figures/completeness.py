"""Members that are written, of those that each component owes, from the code alone."""

from collections.abc import Sequence

from destination_writer.checkpoints.components import phase_of_stub, real_components
from destination_writer.checkpoints.figures.model import ComponentCount
from destination_writer.connector.model import Component, Connector, Stub
from destination_writer.connector.roles import Role
from destination_writer.knowledge.phases import ComponentGoal, Phase


def component_counts(phases: Sequence[Phase], connector: Connector, era: str) -> dict[int, tuple[ComponentCount, ...]]:
    """By phase. A component without members of its own that a phase names owes its class, and its open stubs. What a
    connector may do without owes nothing where it is not there."""
    stubs: dict[int, list[Stub]] = {}
    for stub in connector.stubs:
        stubs.setdefault(phase_of_stub(stub, tuple(phases), era), []).append(stub)
    found: dict[int, tuple[ComponentCount, ...]] = {}
    for phase in phases:
        counts = (_count(goal, connector, stubs.get(phase.number, ())) for goal in phase.components_for(era))
        found[phase.number] = tuple(count for count in counts if count is not None)
    return found


def _count(goal: ComponentGoal, connector: Connector, stubs: Sequence[Stub]) -> ComponentCount | None:
    roles = tuple(Role(name) for name in goal.roles)
    classes = [component for role in roles for component in real_components(connector, role)]
    present = {name for component in classes for name in _members(component)}
    mine = [stub for stub in stubs if stub.role in roles]
    owed = goal.functions if goal.required else tuple(name for name in goal.functions if name in present)
    if not goal.required and (not classes or (goal.functions and not owed)):
        return None
    if not owed:
        return _by_stubs(goal, classes, mine)
    open_ones = {stub.call.function for stub in mine}
    missing = tuple(name for name in owed if name not in present or name in open_ones)
    return ComponentCount(goal.name, len(owed) - len(missing), len(owed), goal.required, missing)


def _by_stubs(goal: ComponentGoal, classes: Sequence[Component], stubs: Sequence[Stub]) -> ComponentCount:
    if not classes:
        return ComponentCount(goal.name, 0, 1, goal.required, ("the class",))
    names = tuple(dict.fromkeys(stub.call.function or "a property" for stub in stubs))
    return ComponentCount(goal.name, 1, 1 + len(names), goal.required, names)


def _members(component: Component) -> set[str]:
    declared = component.declaration
    return {item.name for item in declared.functions} | {item.name for item in declared.properties}
