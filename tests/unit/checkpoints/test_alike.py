"""A removed import breaks many lines: the checkpoint tells of the one cause once, with every name."""

from pathlib import Path

from acme_connector import MAIN, finished
from scripted_runner import ScriptedRunner, write_texts

from destination_writer.checkpoints.alike import alike
from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict
from destination_writer.checkpoints.mending import Mend
from destination_writer.checkpoints.runner import Cancellation
from destination_writer.checkpoints.validation import validation
from destination_writer.checkpoints.verdictreport import to_report
from destination_writer.checkpoints.workspace import open_workspace

CLIENT, WRITER = f"{MAIN}/AcmeAirbyteClient.kt", f"{MAIN}/AcmeWriter.kt"


def run(folder: Path, *errors: tuple[str, int, str]) -> Verdict:
    """A build whose compiler says these errors: file, line, message."""
    write_texts(folder, finished())
    console = "\n".join(f"e: file://{folder}/{path}:{line}:1 {said}" for path, line, said in errors)
    runner = ScriptedRunner(absent=frozenset({"connect to database"}), console=console)
    judged = Checkpoint(open_workspace(folder), "", runner)
    return judged.run(judged.plan(1), lambda _: None, Cancellation())


def test_unresolved_names_are_one_item_with_every_place(tmp_path: Path) -> None:
    errors = [(CLIENT, line, f"Unresolved reference '{name}'.") for line, name in ((3, "Foo"), (5, "Bar"), (6, "Foo"))]
    verdict = run(tmp_path / "destination-acme", *errors)
    (item,) = [line for line in validation(verdict) if "The compiler rejects this" in line]
    assert "Unresolved reference 'Foo', 'Bar'. This is a blocker." in item
    assert "   Places: 'Foo' in lines 3, 6; 'Bar' in line 5" in list(validation(verdict))
    assert len(to_report(verdict)["findings"]) == len(verdict.findings) > 2  # scripts and editors get each place


def test_several_files_are_named_each_with_its_places(tmp_path: Path) -> None:
    errors = [(CLIENT, 3, "Unresolved reference 'Foo'."), (WRITER, 2, "Unresolved reference 'Foo'.")]
    other = (WRITER, 4, "Argument type mismatch: actual type is 'String', but 'Int' was expected.")
    verdict = run(tmp_path / "destination-acme", *errors, other, (CLIENT, 7, "Unresolved reference 'Bar'."))
    items = [line for line in validation(verdict) if "The compiler rejects this" in line]
    assert len(items) == 2, items
    assert "Unresolved reference 'Foo', 'Bar'. This is a blocker." in items[0]
    places = "   Places: AcmeAirbyteClient.kt: 'Foo' in line 3; 'Bar' in line 7. AcmeWriter.kt: 'Foo' in line 2"
    assert places in list(validation(verdict))


def test_errors_of_several_files_that_a_change_mends_stay_apart(tmp_path: Path) -> None:
    """The Change is of one file: the next one is told with its own."""
    errors = [(CLIENT, 3, "Unresolved reference 'Foo'."), (WRITER, 2, "Unresolved reference 'Foo'.")]
    findings = run(tmp_path / "destination-acme", *errors).findings
    mends = ((Mend("Import Foo", "", "", ""),),) * 2
    assert [one.finding for one in alike(findings, mends)] == list(findings)


def test_different_errors_of_one_file_stay_apart(tmp_path: Path) -> None:
    verdict = run(
        tmp_path / "destination-acme",
        (CLIENT, 3, "Unresolved reference 'Foo'."),
        (CLIENT, 5, "'createTable' overrides nothing."),
        (CLIENT, 6, "Argument type mismatch: actual type is 'String', but 'Int' was expected."),
    )
    told = list(alike(verdict.findings, verdict.mends))
    assert [one.finding for one in told] == list(verdict.findings)
    assert not any(one.also for one in told)


def test_older_compilers_name_without_quotes(tmp_path: Path) -> None:
    errors = [(CLIENT, 3, "Unresolved reference: Foo"), (CLIENT, 5, "Unresolved reference: Bar")]
    (one,) = alike(run(tmp_path / "destination-acme", *errors).findings)
    assert one.also == "'Foo' in line 3; 'Bar' in line 5"
