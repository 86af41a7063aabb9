"""How far the components of a phase are, read from the code alone."""

import re
from collections.abc import Iterable

from destination_writer.checkpoints.status import ComponentStatus, Progress
from destination_writer.connector.model import Component, Connector, SourceFile, Stub
from destination_writer.connector.roles import TEST_ROLES, Role, supertype_of
from destination_writer.knowledge.phases import ComponentGoal, Phase, owners
from destination_writer.kotlin.tokens import mask_literals

_IMPORT = re.compile(r"^[ \t]*import[ \t].*$", re.MULTILINE)


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
    present = _functions(classes)
    wanted = goal.functions if goal.required else tuple(name for name in goal.functions if name in present)
    if goal.functions and not wanted:
        return ComponentStatus(goal.name, Progress.NOT_STARTED, required=False)
    own = {s.call.function for s in stubs if s.role in roles and (not wanted or s.call.function in wanted)}
    parts = [name in present and name not in own for name in wanted] if wanted else [not own]
    unused = [name for name in goal.mentions if not _is_used(name, classes, connector)]
    parts += [name not in unused for name in goal.mentions]
    if all(parts):
        return ComponentStatus(goal.name, Progress.DONE)
    begun = (parts[: len(wanted)] if wanted else [True]) if not goal.mentions else parts[-len(goal.mentions) :]
    progress = Progress.IN_PROGRESS if any(begun) else Progress.NOT_STARTED
    lacks = _lacks_functions(classes[0], [name for name in wanted if name not in present])
    return ComponentStatus(goal.name, progress, lacks=lacks)


def _is_used(name: str, classes: list[Component], connector: Connector) -> bool:
    """Whether the classes' files use a name; or a file of `main` that plays no part itself and only helps."""
    paths = {component.path for component in classes}
    return any(
        uses(source, name)
        for source in connector.sources
        if source.path in paths or not (source.is_test or source.components or _declares(source, name))
    )


def uses(source: SourceFile, name: str) -> bool:
    """Whether the code of a file names it, imports apart."""
    return name in source.text and name in _IMPORT.sub("", mask_literals(source.text))


def _declares(source: SourceFile, name: str) -> bool:
    return any(declared.name == name for declared in source.declared.all_classes())


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
