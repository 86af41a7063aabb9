"""Tests that a connector's suite overrides: they call the CDK's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from destination_writer.connector.roles import simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import written_name

if TYPE_CHECKING:
    from destination_writer.generate.writing import Writing


def call_super(writing: Writing) -> str:
    """Kotlin that calls the suite's own test with the parameters at hand. Gives up where the CDK has none."""
    owner, function = writing.owner, writing.function
    assert owner is not None
    assert function is not None
    for parent in owner.supertypes:
        suite = simple_name(parent.name)
        found = writing.request.contract.type(suite)
        known = found.member(function.name) if found else ()
        fitting = [m for m in known if len(m.parameters) == len(function.parameters)]
        if fitting and not fitting[0].abstract:
            of = f"super<{suite}>" if len(owner.supertypes) > 1 else "super"
            arguments = ", ".join(writing.shown(p.name) for p in function.parameters)
            return f"{of}.{written_name(function.name)}({arguments})"
        if known:
            reason = f"{suite} leaves {function.name} to the connector"
            if not fitting:
                reason = f"{suite}.{function.name} takes {len(known[0].parameters)} parameters"
            raise CannotGenerate(reason, (f"what {function.name} must give for this connector",))
    version = writing.request.contract.version
    raise CannotGenerate(
        f"the suites of the CDK {version} have no test {function.name}", (f"a test of the suite {owner.name}",)
    )
