"""Whole new files for components that a connector lacks."""

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made
from destination_writer.generate.request import Request


def make_file(request: Request, connector: Connector, role: Role) -> tuple[Draft, list[Made]]:
    """A draft with the component's file in it. Raises CannotGenerate when there is no template for it."""
    raise CannotGenerate(f"no template makes a {role.value.replace('_', ' ')}", (role.value,))
