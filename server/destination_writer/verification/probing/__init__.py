"""Experiments against a database that the user names: planned, shown, carried out in a scratch namespace, removed."""

from destination_writer.verification.probing.answering import Denied, Verdict, judge
from destination_writer.verification.probing.carryout import Outcome
from destination_writer.verification.probing.plan import Planned
from destination_writer.verification.probing.probe import Prepared, Probed, Subject, prepare
from destination_writer.verification.probing.scratch import CannotMake

__all__ = ["CannotMake", "Denied", "Outcome", "Planned", "Prepared", "Probed", "Subject", "Verdict", "judge", "prepare"]
