"""The door to remedies: from the name of one to the Change that mends this connector, or why there is none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.masking import mask
from destination_writer.generate.remedies import (
    add_branch,
    add_setting,
    carry_meta_columns,
    carry_over,
    complete_merge,
    declare_bean,
    drop_toolkit,
    edit_places,
    implement_members,
    mark_tests,
    marks,
    match_signature,
    mend_import,
    mend_quotes,
    mend_sql,
    mend_type,
    provide_bean,
    rename_parameter,
    start_context,
    suppress,
    use_name,
    write_without_merge,
)
from destination_writer.generate.remedies.case import ALTERNATIVE, Case, Mending, to_change
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.changes import Change, NoChange
from destination_writer.text.findings import Remedy

MAKERS: dict[str, Callable[[Case], Mending]] = {
    "declare-bean": declare_bean.make,
    "provide-bean": provide_bean.make,
    "add-setting": add_setting.make,
    "mend-import": mend_import.make,
    "implement-members": implement_members.make,
    "add-branch": add_branch.make,
    "mend-type": mend_type.make,
    "mend-quotes": mend_quotes.make,
    "mend-sql": mend_sql.make,
    "carry-meta-columns": carry_meta_columns.make,
    "complete-merge": complete_merge.make,
    "write-without-merge": write_without_merge.make,
    "mark-tests": mark_tests.make,
    "start-context": start_context.make,
    "annotate": marks.annotate,
    "unmark": marks.unmark,
    "reword": marks.reword,
    "upgrade": carry_over.make,
    "match-signature": match_signature.signature,
    "match-suspend": match_signature.suspend,
    "write-override": match_signature.override,
    "rename-parameter": rename_parameter.make,
    "use-name": use_name.make,
    "drop-toolkit": drop_toolkit.make,
    "edit-places": edit_places.make,
    "suppress": suppress.suppress,
    "remove-suppression": suppress.remove,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A remedy with the Change that it makes here."""

    remedy: Remedy
    change: Change

    @property
    def alternative(self) -> str:
        """What else can be done where this is blocked; empty when nothing is known."""
        return alternative_of(self.change)


def alternative_of(change: Change) -> str:
    """The note of a remedy's Change that says what else can be done, as a sentence."""
    note = next((note for note in change.notes if note.startswith(ALTERNATIVE)), "")
    text = note.removeprefix(ALTERNATIVE)
    return text[:1].upper() + text[1:]


def mend(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    remedy: Remedy,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """The Change of one remedy. Paths in it are those of the workspace.

    A Change is given only when what it leaves can be read as Kotlin and keeps every class and function that was there.
    """
    maker = MAKERS.get(remedy.name)
    if maker is None:
        return NoChange(f"nothing here makes the remedy {remedy.name}", ("a maker of that name",))
    case = Case(connector, knowledge, templates, remedy.arguments, dialect, cdk)
    try:
        mending = maker(case)
        _demand_sound(connector, mending)
        return to_change(connector, mending)
    except CannotGenerate as error:
        return error.told()


def offered(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    remedies: Iterable[Remedy],
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> tuple[Offered, ...]:
    """The remedies that have their place in this connector, each with its Change, the surest first."""
    found: list[Offered] = []
    for remedy in remedies:
        made = mend(connector, knowledge, templates, remedy, dialect=dialect, cdk=cdk)
        if isinstance(made, Change) and all(made.files != other.change.files for other in found):
            found.append(Offered(remedy, made))
    return tuple(found)


def _demand_sound(connector: Connector, mending: Mending) -> None:
    for path, text in mending.texts.items():
        source = connector.source(path)
        if source is None:
            continue
        masked = mask(text)
        balanced = all(masked.count(a) == masked.count(b) for a, b in ("{}", "()", "[]"))
        kept = mending.restructures or _signatures(source.text) <= _signatures(text)
        if not balanced or not kept:
            raise CannotGenerate(
                f"the code around this place of {path} is not understood", ("code that can be parsed",)
            )


def _signatures(text: str) -> set[str]:
    declared = parse_file(text)
    functions = [("", f) for f in declared.functions]
    functions += [(c.name, f) for c in declared.all_classes() for f in c.functions]
    found = {f"{owner}.{f.name}({', '.join(p.type for p in f.parameters)})" for owner, f in functions}
    return found | {c.name for c in declared.all_classes()}
