"""Whatever is asked for, in whatever order: the Change applies, and the file reads no worse than before."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import implement_stub
from destination_writer.generate.masking import mask
from destination_writer.text.changes import Change, FileEdit, apply_change
from destination_writer.text.files import MemoryFiles

_CACHE = SourceCache()
STYLES = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "tabs": lambda text: text.replace("    ", "\t"),
    "unusual separators": lambda text: text.replace("/** ", "/** \u2028\x85\x0c "),
}


def loaded(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), cache=_CACHE, name="destination-postgres")


def members(connector: Connector, path: str) -> set[tuple[str, str]]:
    source = connector.source(path)
    assert source is not None
    return {(c.name, f.name) for c in source.declared.all_classes() for f in c.functions}


def balance(text: str) -> list[int]:
    masked = mask(text)
    return [masked.count(a) - masked.count(b) for a, b in ("{}", "()", "[]")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), style=st.sampled_from(sorted(STYLES)))
def test_stubs_can_be_written_in_any_order(example, knowledge, templates, seed: int, style: str) -> None:
    change = STYLES[style]
    texts = {source.path: change(source.text) for source in example.sources} | dict(example.texts)
    order = random.Random(seed)
    for _ in range(6):
        connector = loaded(texts)
        stub = order.choice(connector.stubs)
        result = implement_stub(connector, knowledge, templates, stub)
        assert isinstance(result, Change), result
        new = apply_change(result, texts)
        after = loaded({**texts, **new})
        assert len(after.stubs) == len(connector.stubs) - 1
        for file in result.files:
            if isinstance(file, FileEdit):
                assert members(connector, file.path) <= members(after, file.path)
                assert balance(new[file.path]) == [0, 0, 0]
                ends = set(re.findall(r"\r\n|\r|\n", new[file.path]))
                assert ends == ({"\r\n"} if style == "CRLF" else {"\n"})
        texts |= new


@pytest.mark.parametrize("suffix", ["", "\n// the end", "\n\nfun String.extra() = this\n"])
def test_a_file_without_a_last_line_end_keeps_that(make_connector, knowledge, templates, suffix: str) -> None:
    text = 'class AcmeSqlGenerator {\n    fun dropTable(t: TableName): String = TODO("Phase 3")\n}' + suffix
    connector = make_connector(AcmeSqlGenerator=text)
    result = implement_stub(connector, knowledge, templates, connector.stubs[0])
    assert isinstance(result, Change)
    (new,) = apply_change(result, {s.path: s.text for s in connector.sources}).values()
    assert new.endswith("}" + suffix)
