"""How far the components of a phase are, read from the code alone."""

from collections.abc import Iterable

from destination_writer.checkpoints.status import ComponentStatus, Progress
from destination_writer.connector.model import Component, Connector, Stub
from destination_writer.connector.roles import TEST_ROLES, Role, supertype_of
from destination_writer.knowledge.phases import ComponentGoal, Phase, owners


def phase_of_stub(stub: Stub, phases: tuple[Phase, ...], era: str) -> int:
    """The phase that a stub holds up: the number in its text; else, or when there is no such phase, the first phase
    that owns the member; else the last phase."""
    if stub.phase is not None and 0 <= stub.phase < len(phases):
        return stub.phase
    owning = owners(phases, stub.role.value, stub.call.function, era) if stub.role else ()
    return owning[0].number if owning else len(phases) - 1


def component_statuses(
    phase: Phase, connector: Connector, stubs: Iterable[Stub], era: str
) -> tuple[ComponentStatus, ...]:
    """The phase's components. `stubs` are the open ones that hold up this phase."""
    open_stubs = tuple(stubs)
    return tuple(_status(goal, connector, open_stubs) for goal in phase.components_for(era))


def _status(goal: ComponentGoal, connector: Connector, stubs: tuple[Stub, ...]) -> ComponentStatus:
    roles = tuple(Role(name) for name in goal.roles)
    classes = [c for role in roles for c in real_components(connector, role)]
    if not classes:
        return ComponentStatus(goal.name, Progress.NOT_STARTED, goal.required, _lacks_class(roles))
    own = [s for s in stubs if s.role in roles and (not goal.functions or s.call.function in goal.functions)]
    if not goal.functions:
        return ComponentStatus(goal.name, Progress.IN_PROGRESS if own else Progress.DONE, goal.required)
    present = _functions(classes)
    missing = [name for name in goal.functions if name not in present]
    stubbed = {stub.call.function for stub in own}
    finished = [name for name in goal.functions if name in present and name not in stubbed]
    if len(finished) == len(goal.functions):
        return ComponentStatus(goal.name, Progress.DONE, goal.required)
    progress = Progress.IN_PROGRESS if finished else Progress.NOT_STARTED
    return ComponentStatus(goal.name, progress, goal.required, _lacks_functions(classes[0], missing))


def real_components(connector: Connector, role: Role) -> tuple[Component, ...]:
    """The components of a role that count: a double of the client in the tests is not the client."""
    sets = {source.path: source.is_test for source in connector.sources}
    return tuple(c for c in connector.components(role) if sets[c.path] is False or role in TEST_ROLES)


def _functions(classes: list[Component]) -> set[str]:
    """What the classes declare, functions and properties alike: a bean may be either."""
    functions = {f.name for c in classes for f in c.declaration.functions}
    return functions | {p.name for c in classes for p in c.declaration.properties}


def _lacks_class(roles: tuple[Role, ...]) -> str:
    wanted = [name for role in roles if (name := supertype_of(role))]
    if wanted:
        return "no class extends " + " or ".join(wanted)
    return f"no class plays the part of {' or '.join(role.value.replace('_', ' ') for role in roles)}"


def _lacks_functions(component: Component, missing: list[str]) -> str:
    return f"{component.declaration.name} has no {' and no '.join(missing)}" if missing else ""
