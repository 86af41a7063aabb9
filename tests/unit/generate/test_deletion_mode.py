"""The deletion mode goes all the way: the user's field, the configuration's value, the factory, the upsert."""

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import implement_phase, implement_stub_named
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.edits import with_argument
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

SPEC = """package p

import com.fasterxml.jackson.annotation.JsonProperty
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaInject
import io.airbyte.cdk.command.ConfigurationSpecification

class AcmeSpecification : ConfigurationSpecification() {{
    @get:JsonProperty("host")
    @get:JsonSchemaInject(json = \"\"\"{{"group": "connection", "order": 3}}\"\"\")
    val host: String = ""
    {field}
}}
"""
CONFIGURATION = """package p

data class AcmeConfiguration(val host: String{parameter}) : DestinationConfiguration() {{
    val url: String get() = host
    {member}
}}
"""
FACTORY = """package p

class AcmeFactory : DestinationConfigurationFactory<AcmeSpecification, AcmeConfiguration> {{
    override fun makeWithoutExceptionHandling(pojo: AcmeSpecification): AcmeConfiguration {body}
}}
"""
GENERATOR = """package p

import io.airbyte.cdk.load.table.CDC_DELETED_AT_COLUMN

class AcmeSqlGenerator(private val config: AcmeConfiguration) {{
    fun upsertTable(m: ColumnNameMapping) = m[CDC_DELETED_AT_COLUMN]?.let {{ quote(it) }}
    {member}
}}
"""


def connector(
    field: str = "", parameter: str = "", member: str = "", body: str = "= AcmeConfiguration(pojo.host)", hook: str = ""
) -> tuple[dict[str, str], Connector]:
    texts = {
        "src/main/kotlin/p/Spec.kt": SPEC.format(field=field),
        "src/main/kotlin/p/Config.kt": CONFIGURATION.format(parameter=parameter, member=member),
        "src/main/kotlin/p/Factory.kt": FACTORY.format(body=body),
        "src/main/kotlin/p/Sql.kt": GENERATOR.format(member=hook),
        "gradle.properties": "cdkVersion=1.0.13\n",
        ".destination-writer/state.yaml": 'state:\n  database: "postgres"\n',
    }
    return texts, load_connector(MemoryFiles(texts))


@pytest.fixture
def after_phase_10(knowledge, templates):
    def write(**stubs: str) -> dict[str, str]:
        """File -> its text, by the name of the file alone."""
        texts, found = connector(**stubs)
        change = implement_phase(found, knowledge, templates, 10)
        assert isinstance(change, Change), change
        assert not [note for note in change.notes if note.startswith("stays open")]
        texts |= apply_change(change, texts)
        assert isinstance(implement_phase(load_connector(MemoryFiles(texts)), knowledge, templates, 10), NoChange)
        return {path.rpartition("/")[2]: text for path, text in texts.items()}

    return write


FIELDS = [
    ('val cdcDeletionMode: CdcDeletionMode? = TODO("Phase 10")', "val cdcDeletionMode: CdcDeletionMode? = null"),
    (
        'override val cdcDeletionMode: CdcDeletionMode get() = TODO("Phase 10")',
        "override val cdcDeletionMode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE",
    ),
    (
        'val cdcDeletionMode: CdcDeletionMode\n        get() {\n            return TODO("Phase 10")\n        }',
        "val cdcDeletionMode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE",
    ),
    ('val deletionMode: AcmeDeletions? = TODO("Phase 10")', "val deletionMode: AcmeDeletions? = null"),
]


@pytest.mark.parametrize(("stub", "field"), FIELDS)
def test_a_field_is_written_with_its_annotations_and_its_enum(after_phase_10, stub: str, field: str) -> None:
    text = after_phase_10(field=stub)["Spec.kt"]
    inject = '@get:JsonSchemaInject(json = """{"group": "connection", "order": 4, "default": "Hard delete"}""")'
    assert f"    {inject}\n    {field}\n" in text
    assert '@get:JsonProperty("cdc_deletion_mode")' in text
    enum = 'val value: String) {\n    HARD_DELETE("Hard delete"),\n    SOFT_DELETE("Soft delete"),\n}'
    assert f"@get:JsonValue {enum}" in text
    assert "import com.fasterxml.jackson.annotation.JsonValue\n" in text


def test_what_a_field_has_already_is_not_written_twice(after_phase_10) -> None:
    stub = '@get:JsonProperty("deletions")\n    val cdcDeletionMode: CdcDeletionMode? = TODO("Phase 10")'
    text = after_phase_10(field=stub)["Spec.kt"]
    assert text.count("@get:JsonProperty(") == 2
    assert '@get:JsonProperty("deletions")' in text


VALUES = [
    {"member": 'val cdcDeletionMode: CdcDeletionMode get() = TODO("Phase 10")'},
    {"member": 'val cdcDeletionMode: CdcDeletionMode = TODO("Phase 10")'},
    {"parameter": ', val cdcDeletionMode: CdcDeletionMode = TODO("Phase 10")'},
]


@pytest.mark.parametrize("stubs", VALUES)
def test_a_value_goes_from_the_user_to_the_upsert(after_phase_10, stubs: dict[str, str]) -> None:
    texts = after_phase_10(**stubs)
    declared = "(val host: String, val cdcDeletionMode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE) :"
    assert declared in texts["Config.kt"]
    assert "    val url: String get() = host\n" in texts["Config.kt"]
    chosen = "cdcDeletionMode = pojo.cdcDeletionMode ?: CdcDeletionMode.HARD_DELETE"
    assert f"AcmeConfiguration(pojo.host, {chosen})" in texts["Factory.kt"]
    assert "    val cdcDeletionMode: CdcDeletionMode? = null\n" in texts["Spec.kt"]
    assert ".takeIf { config.cdcDeletionMode == CdcDeletionMode.HARD_DELETE }" in texts["Sql.kt"]


def test_a_function_of_the_generator_brings_the_setting(after_phase_10) -> None:
    texts = after_phase_10(hook='private fun hardDeletes(): Boolean = TODO("Phase 10")')
    assert "hardDeletes(): Boolean = config.cdcDeletionMode == CdcDeletionMode.HARD_DELETE" in " ".join(
        texts["Sql.kt"].split()
    )
    assert "val cdcDeletionMode: CdcDeletionMode = CdcDeletionMode.HARD_DELETE" in texts["Config.kt"]


@pytest.mark.parametrize(
    ("member", "written"),
    [
        ('fun cdcDeletionMode() = TODO("Phase 10")', "fun cdcDeletionMode() = cdcDeletionMode\n"),
        ('fun isHardDelete(): Boolean = TODO("Phase 10")', "cdcDeletionMode == CdcDeletionMode.HARD_DELETE\n"),
    ],
)
def test_a_function_of_the_configuration_gives_the_value(after_phase_10, member: str, written: str) -> None:
    assert written in after_phase_10(member=member)["Config.kt"]


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ('= TODO("Phase 10")', "AcmeConfiguration( host = pojo.host, cdcDeletionMode = pojo.mode, )"),
        ('{ TODO("Phase 10") }', "AcmeConfiguration( host = pojo.host, cdcDeletionMode = pojo.mode, )"),
        (
            '= AcmeConfiguration(pojo.host, cdcDeletionMode = TODO("Phase 10"))',
            "AcmeConfiguration(pojo.host, cdcDeletionMode = pojo.mode)",
        ),
    ],
)
def test_the_factory_hands_every_field_on(after_phase_10, body: str, written: str) -> None:
    texts = after_phase_10(
        field="val deletionMode: CdcDeletionMode? = null\n}\n\nenum class CdcDeletionMode { HARD_DELETE",
        parameter=", val cdcDeletionMode: CdcDeletionMode",
        body=body,
    )
    chosen = written.replace("pojo.mode", "pojo.deletionMode ?: CdcDeletionMode.HARD_DELETE")
    assert chosen in " ".join(texts["Factory.kt"].split())


def test_a_type_that_is_none_of_the_setting_is_refused(knowledge, templates) -> None:
    _, found = connector(field='val cdcDeletionMode: String = TODO("Phase 10")')
    result = implement_stub_named(found, knowledge, templates, "AcmeSpecification.cdcDeletionMode")
    assert isinstance(result, NoChange)
    assert "cdcDeletionMode is declared as String" in result.reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class A", "class A(val x: Int)"),
        ("class A<T> : B()", "class A<T>(val x: Int) : B()"),
        ("class A() : B()", "class A(val x: Int) : B()"),
        ("class A(val a: Int)", "class A(val a: Int, val x: Int)"),
        ("class A(\n    val a: Int,\n)", "class A(\n    val a: Int,\n    val x: Int,\n)"),
        ("class A(\n    val a: Int\n)", "class A(\n    val a: Int,\n    val x: Int\n)"),
        ("class A(\r\n\tval a: Int, // one\r\n)", "class A(\r\n\tval a: Int, // one\r\n\tval x: Int,\r\n)"),
    ],
)
def test_a_constructor_gets_one_more_parameter(before: str, after: str) -> None:
    assert with_parameter(before, parse_file(before).classes[0], "val x: Int") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(x = 1)"),
        ("f(a)", "f(a, x = 1)"),
        ('f(g(")"), b)', 'f(g(")"), b, x = 1)'),
        ("f(\n    a,\n)", "f(\n    a,\n    x = 1,\n)"),
        ("f(\n    a\n)", "f(\n    a,\n    x = 1\n)"),
    ],
)
def test_a_call_gets_one_more_argument(before: str, after: str) -> None:
    assert with_argument(before, 2, "x = 1") == after
