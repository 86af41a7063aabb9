"""The three ways of working, as prompts that a client offers to its person."""

from collections.abc import Mapping

import mcp_types as types

from destination_writer.agent.prompting.api import Prompter
from destination_writer.mcp.house import House

PROMPTS = (
    types.Prompt(
        name="implement",
        title="Go on with the connector",
        description="Walk the phase at work: what it needs, code step by step, its checkpoint.",
        arguments=[
            types.PromptArgument(name="wish", description="What to begin with; may stay empty.", required=False)
        ],
    ),
    types.Prompt(
        name="ask",
        title="Ask about the connector, the CDK or the database",
        description="An answer from what is known here, with its sources.",
        arguments=[types.PromptArgument(name="question", description="The question.", required=True)],
    ),
    types.Prompt(
        name="debug",
        title="Find out why a test fails",
        description="Cause, place and a proven fix of a failing test.",
        arguments=[
            types.PromptArgument(name="test", description="Its name; else the latest results.", required=False),
            types.PromptArgument(name="output", description="Its output, pasted.", required=False),
        ],
    ),
)


def prompt(house: House, name: str, given: Mapping[str, str]) -> str:
    """The words to the model: how to work, where things stand, and what the person wants. Raises ValueError for a name
    that no prompt has."""
    wish = _wish(name, given)
    why_none = house.why_none()
    home = house.home
    if home is None:
        return f"{why_none}\n\n{wish}"
    made = Prompter(home.knowledge(), home.facts)()
    return "\n\n".join(part for part in (made.fixed, made.facts, wish) if part)


def _wish(name: str, given: Mapping[str, str]) -> str:
    if name == "implement":
        return given.get("wish") or "Help me go on with this connector: begin with where it stands and the next step."
    if name == "ask":
        return given.get("question") or "What should I know before I go on?"
    if name == "debug":
        test, output = given.get("test", ""), given.get("output", "")
        first = f"My {test!r} test is failing." if test else "A test is failing: look at the latest results."
        return f"{first} Find the cause and propose a fix." + (
            f"\n\nIts output:\n\n{_fenced(output)}" if output else ""
        )
    raise ValueError(f"no prompt is called {name!r}; there are: {', '.join(one.name for one in PROMPTS)}")


def _fenced(output: str) -> str:
    from destination_writer.agent.prompting.api import material

    return material("test output", output)
