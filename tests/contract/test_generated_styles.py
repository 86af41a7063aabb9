"""Connectors in the styles of other people: what is generated compiles, is complete, and leaves the rest as it was."""

import re
from dataclasses import dataclass

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, PROJECT, TEMPLATES, after, loaded, texts_of

from destination_writer.generate.api import implement_component, implement_phase, implement_stub
from destination_writer.text.changes import Change

FIXTURES = PROJECT / "tests" / "fixtures" / "connectors"


@dataclass(frozen=True)
class Style:
    """`open` are the stubs that stay, with what the reason says; `kept` are lines of the author's that must."""

    open: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()


STYLES = {
    # Era A as the guide has it: several classes in a file, parameters left out, one-letter helper.
    "guide": Style(kept=("        // the guide grows this one", "    // Stubs")),
    # The client runs SQL and there is no generator.
    "no_generator": Style(kept=("/** Talks to the database. 🐘 */",)),
    # An object as generator; Sequence, Array, nullable and missing return types; a Unit where SQL is wanted.
    "odd_types": Style(
        open=(("PostgresSqlGenerator.upsertTable", "the function returns Unit"),),
        kept=("    // keep: used elsewhere", "    private fun traced(sql: String): String {"),
    ),
    # Generator behind an interface, client over a base class, import aliases, tabs, CRLF.
    "interfaces": Style(kept=("\t\tfun isIdentifier(s: String) = s.length > 0",)),
    # Many classes in one file, one-line classes, SQL of the author's that looks like helpers, stubs inside expressions.
    "one_file": Style(
        open=(
            ("PgSqlGenerator.upsertTable", "a part of a larger expression"),
            ("PgSqlGenerator.mergeTable", "a part of a larger expression"),
            ("PgSqlGenerator.alterTable", "a part of a larger expression"),
        ),
        kept=("        // keep me", "        // and me", "    /** Copies. */"),
    ),
    # The setting for deletions as field, constructor default and argument, its enum not declared.
    "deletion_mode": Style(kept=("    /** What happens to deleted rows. */",)),
}


def fixture(name: str) -> dict[str, str]:
    """The connector's texts; those with tabs get CRLF as well, which the repository would not keep."""
    texts = texts_of(FIXTURES / name)
    ends = {path: "\r\n" if path.endswith(".kt") and "\n\t" in text else "\n" for path, text in texts.items()}
    return {path: text.replace("\n", ends[path]) for path, text in texts.items()}


def version_of(texts: dict[str, str]) -> str:
    return texts["gradle.properties"].partition("=")[2].strip()


def errors(compile_connector: CompileConnector, texts: dict[str, str]) -> list[str]:
    """What the compiler says beside the author's own: names of overridden parameters, and types that a stub lacks."""
    found = compile_connector(texts, version_of(texts))
    return [str(m) for m in found if "PARAMETER_NAME_CHANGED_ON_OVERRIDE" not in m.message]


@pytest.fixture(scope="module", params=STYLES)
def style(request: pytest.FixtureRequest) -> tuple[Style, dict[str, str]]:
    return STYLES[request.param], fixture(request.param)


def test_phase_by_phase(compile_connector: CompileConnector, style: tuple[Style, dict[str, str]]) -> None:
    expected, texts = style
    was_whole = not errors(compile_connector, texts)
    before, reasons = texts, ""
    for phase in range(12):
        result = implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase)
        if not isinstance(result, Change):
            reasons += result.reason
            continue
        reasons += "\n".join(result.notes)
        texts = after(texts, result)
        assert not isinstance(implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase), Change), "applied twice"
        if was_whole:
            assert errors(compile_connector, texts) == [], f"after phase {phase}"
    assert errors(compile_connector, texts) == []
    left = [f"{s.call.class_name}.{s.call.function}" for s in loaded(texts).stubs]
    assert sorted(left) == sorted(name for name, _ in expected.open)
    for name, reason in expected.open:
        assert re.search(rf"{re.escape(name)}: .*{re.escape(reason)}", reasons), name
    lines = {line for text in texts.values() for line in re.split(r"\r\n|\n", text)}
    assert not [line for line in expected.kept if line not in lines]
    assert {path for path in before if before[path] != texts[path]} <= {p for p in before if p.endswith(".kt")}


@pytest.mark.parametrize("name", ["guide", "odd_types", "one_file"])
def test_one_by_one_ends_where_phases_end(compile_connector: CompileConnector, name: str) -> None:
    """Stub by stub, the last first, no stub of the author's is lost and nothing is left that does not compile."""
    texts, skipped = fixture(name), 0
    while skipped < len(loaded(texts).stubs):
        connector = loaded(texts)
        result = implement_stub(connector, KNOWLEDGE, TEMPLATES, connector.stubs[-1 - skipped])
        if not isinstance(result, Change):
            skipped += 1
            continue
        texts = after(texts, result)
        assert len(loaded(texts).stubs) < len(connector.stubs)
    assert errors(compile_connector, texts) == []
    assert len(loaded(texts).stubs) == len(STYLES[name].open)


@pytest.mark.parametrize("name", ["guide", "interfaces"])
def test_class_by_class_ends_where_phases_end(compile_connector: CompileConnector, name: str) -> None:
    texts = fixture(name)
    while stubs := loaded(texts).stubs:
        path, class_name = stubs[-1].path, stubs[-1].call.class_name
        assert class_name is not None
        texts = after(texts, implement_component(loaded(texts), KNOWLEDGE, TEMPLATES, path, class_name))
    assert errors(compile_connector, texts) == []


@pytest.mark.parametrize("name", STYLES)
def test_line_ends_stay(name: str) -> None:
    texts = fixture(name)
    for phase in range(12):
        result = implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase)
        texts = after(texts, result) if isinstance(result, Change) else texts
    for path, text in texts.items():
        before = fixture(name).get(path, "")
        wanted = {"\r\n"} if "\r\n" in before else {"\n"}
        assert set(re.findall(r"\r\n|\r|\n", text)) == wanted, path
