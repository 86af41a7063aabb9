"""What is generated compiles without a remark, phase by phase, in every style and era, and from nothing."""

import random
import re

import pytest
from contract_support import CompileConnector
from generated_support import CONNECTORS, KNOWLEDGE, TEMPLATES, after, generated, loaded, texts_of

from destination_writer.connector.roles import Role
from destination_writer.generate.api import complete_component, implement_phase, implement_stub
from destination_writer.text.changes import Change, NoChange

VERSIONS = {"A": "0.1.76", "B": "0.1.100", "C": "1.0.13"}
LATER = {"A": ["0.1.83"], "B": ["0.1.84", "0.1.108"], "C": ["0.2.0"]}


def tabs(text: str) -> str:
    return re.sub(r"(?m)^(?:    )+", lambda match: "\t" * (len(match[0]) // 4), text)


STYLES = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "tabs": tabs,
    "two spaces": lambda text: re.sub(r"(?m)^ +", lambda match: match[0][: len(match[0]) // 2], text),
}


@pytest.mark.parametrize("era", CONNECTORS)
def test_it_compiles_after_each_phase(compile_connector: CompileConnector, era: str) -> None:
    texts = texts_of(CONNECTORS[era])
    assert compile_connector(texts, VERSIONS[era]) == []
    for phase in range(1, 11):
        result = implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, phase)
        if isinstance(result, NoChange):
            continue
        texts = after(texts, result)
        assert compile_connector(texts, VERSIONS[era]) == [], f"after phase {phase}"
    assert loaded(texts).stubs == ()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("era", ["A", "C"])
def test_it_compiles_in_the_style_of_the_file(compile_connector: CompileConnector, era: str, style: str) -> None:
    change = STYLES[style]
    texts = {path: change(text) if path.endswith(".kt") else text for path, text in texts_of(CONNECTORS[era]).items()}
    written = generated(texts)
    assert compile_connector(written, VERSIONS[era]) == []
    for path, text in written.items():
        if not path.endswith(".kt"):
            continue
        ends = set(re.findall(r"\r\n|\r|\n", text))
        assert ends == ({"\r\n"} if style == "CRLF" else {"\n"}), path
        if style == "tabs":
            assert not re.search(r"(?m)^\t* {4}", text.replace('"""', "")), path


@pytest.mark.parametrize(
    ("era", "version"), [(era, version) for era, versions in LATER.items() for version in versions]
)
def test_it_compiles_against_other_versions_of_its_era(
    compile_connector: CompileConnector, era: str, version: str
) -> None:
    texts = texts_of(CONNECTORS[era]) | {"gradle.properties": f"cdkVersion={version}\n"}
    if era == "B" and version == "0.1.84":  # toFinalSchema came with 0.1.86
        mapper = next(path for path in texts if path.endswith("AcmeWriting.kt"))
        texts[mapper] = re.sub(r"(?m)^.*fun toFinalSchema.*\n", "", texts[mapper])
    assert compile_connector(generated(texts), version) == []


@pytest.mark.parametrize("era", VERSIONS)
def test_components_can_be_made_from_nothing(compile_connector: CompileConnector, era: str) -> None:
    source = texts_of(CONNECTORS["A" if era == "A" else "C"])
    texts = {path: text for path, text in source.items() if "src/main" in path and "/spec/" in path}
    texts["gradle.properties"] = f"cdkVersion={VERSIONS[era]}\n"
    texts[".destination-writer/state.yaml"] = 'state:\n  database: "postgres"\n'
    made: set[Role] = set()
    for role in dict.fromkeys(file.role for file in TEMPLATES.index.files if file.role):
        result = complete_component(loaded(texts), KNOWLEDGE, TEMPLATES, role)
        if isinstance(result, Change):
            texts = after(texts, result)
        if loaded(texts).components(role):
            made.add(role)
    missing = {
        "A": {
            Role.SCHEMA_MAPPER,
            Role.SCHEMA_EVOLUTION_SUITE,  # with 0.1.78
            Role.WIRING_SUITE,  # with 0.1.83
            Role.WRITE_INITIALIZATION_TEST,  # with 0.1.83
            Role.DATA_COERCION_SUITE,
            Role.SCHEMA_MAPPER_SUITE,
        },
        "B": {Role.NAME_GENERATOR, Role.COLUMN_NAME_MAPPER},
        "C": {Role.NAME_GENERATOR, Role.COLUMN_NAME_MAPPER},
    }
    assert {file.role for file in TEMPLATES.index.files if file.role} - made == missing[era]
    assert loaded(texts).stubs == ()
    assert compile_connector(texts, VERSIONS[era]) == []


@pytest.mark.parametrize("era", CONNECTORS)
def test_every_statement_that_runs_is_logged(era: str) -> None:
    """Each SQL statement of the generator goes through the connector's logging function."""
    texts = generated(texts_of(CONNECTORS[era]))
    written = texts_of(CONNECTORS[era])
    for path, text in texts.items():
        for component in loaded(texts).components(Role.SQL_GENERATOR):
            if component.path != path:
                continue
            for function in component.declaration.functions:
                body = text[function.body.span.start : function.body.span.end] if function.body else ""
                if body and body not in written[path] and "private" not in function.modifiers:
                    assert re.search(r"andLog\(\)|logged\(", body), function.name


@pytest.mark.parametrize("era", CONNECTORS)
def test_there_is_one_helper_of_each_kind_in_a_source_set(era: str) -> None:
    texts = generated(texts_of(CONNECTORS[era]))
    for kind in (
        r"fun (?:String\.)?quote\w*\(",
        r"fun (?:String\.)?(?:andLog|logged)\(",
        r"fun (?:\w+\.)?fullyQualified\w*\(",
    ):
        found = [path for path, text in texts.items() if "src/main" in path for _ in re.findall(kind, text)]
        assert len(found) == 1, (kind, found)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("era", CONNECTORS)
def test_it_compiles_in_whatever_order_stubs_are_written(
    compile_connector: CompileConnector, era: str, seed: int
) -> None:
    texts = texts_of(CONNECTORS[era])
    order = random.Random(seed)
    while stubs := loaded(texts).stubs:
        texts = after(texts, implement_stub(loaded(texts), KNOWLEDGE, TEMPLATES, order.choice(stubs)))
    assert compile_connector(texts, VERSIONS[era]) == []
