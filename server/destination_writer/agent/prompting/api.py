"""The door of the room: what a face or a tool needs to tell the model where things stand."""

from destination_writer.agent.prompting.composing import Prompter, compose
from destination_writer.agent.prompting.facts import Facts
from destination_writer.agent.prompting.gathering import facts_of
from destination_writer.agent.prompting.material import material, one_line, plain

__all__ = ["Facts", "Prompter", "compose", "facts_of", "material", "one_line", "plain"]
