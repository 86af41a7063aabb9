"""The scenarios that come with the package."""

from pathlib import Path

from destination_writer.verification.scenario import Scenario, read_scenario

FOLDER = Path(__file__).with_name("scenarios")


def bundled_scenarios() -> tuple[Scenario, ...]:
    """In the order of their file names."""
    return tuple(read_scenario(path) for path in sorted(FOLDER.glob("*.json")))
