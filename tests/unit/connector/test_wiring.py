"""What is a bean, and who gets which: a table of sources and answers, thought out by Micronaut's rules."""

import pytest
from wiring_texts import PACKAGE, wired_up

from destination_writer.connector.wiring.annotations import arguments_of, conditions_of, literal, words
from destination_writer.connector.wiring.contexts import main_contexts, suite_contexts
from destination_writer.connector.wiring.drawing import dot, page, svg
from destination_writer.connector.wiring.graph import NodeKind, graph_of
from destination_writer.connector.wiring.layout import lay_out
from destination_writer.connector.wiring.resolving import Verdict, key
from destination_writer.connector.wiring.settings import normal, operations_of, placeholders, settings_files
from destination_writer.kotlin.declarations import Annotation
from destination_writer.text.places import Span

FOUND, MISSING, SEVERAL, UNKNOWN = Verdict.FOUND, Verdict.MISSING, Verdict.SEVERAL, Verdict.UNKNOWN

ASKED: dict[str, tuple[str, Verdict, str]] = {
    # what stands in src/main; the first constructor of `Asker` decides; the verdict in `write`, and the bean's name
    "a class": ("@Singleton class Made\n@Singleton class Asker(m: Made)", FOUND, "Made"),
    "no annotation": ("class Made\n@Singleton class Asker(m: Made)", MISSING, ""),
    "an interface": ("interface I\n@Singleton class Made : I\n@Singleton class Asker(m: I)", FOUND, "Made"),
    "through a base class": (
        "interface I\nabstract class Base : I\n@Singleton class Made : Base()\n@Singleton class Asker(m: I)",
        FOUND,
        "Made",
    ),
    "a factory's method": (
        "class Made\n@Factory class F { @Singleton fun it(): Made = Made() }\n@Singleton class Asker(m: Made)",
        FOUND,
        "F.it",
    ),
    "a method without a scope": (
        "class Made\n@Factory class F { fun it(): Made = Made() }\n@Singleton class Asker(m: Made)",
        MISSING,
        "",
    ),
    "a method outside of a factory": (
        "class Made\nclass F { @Singleton fun it(): Made = Made() }\n@Singleton class Asker(m: Made)",
        MISSING,
        "",
    ),
    "a method that writes no type, but calls the constructor": (
        "class Made\n@Factory class F { @Singleton fun it() = Made() }\n@Singleton class Asker(m: Made)",
        FOUND,
        "F.it",
    ),
    "a method whose type nobody can tell": (
        "class Made\nclass Other\n@Factory class F { @Singleton fun it() = helper() }\n@Singleton class Asker(m: Made)",
        UNKNOWN,
        "",
    ),
    "a subtype and two of them": (
        "interface I\n@Singleton class A : I\n@Singleton class B : I\n@Singleton class Asker(m: I)",
        SEVERAL,
        "A B",
    ),
    "primary": (
        "interface I\n@Primary @Singleton class A : I\n@Singleton class B : I\n@Singleton class Asker(m: I)",
        FOUND,
        "A",
    ),
    "two that are primary": (
        "interface I\n@Primary @Singleton class A : I\n@Primary @Singleton class B : I\n@Singleton class Asker(m: I)",
        SEVERAL,
        "A B",
    ),
    "secondary": (
        "interface I\n@Secondary @Singleton class A : I\n@Singleton class B : I\n@Singleton class Asker(m: I)",
        FOUND,
        "B",
    ),
    "exactly the type goes before a subtype": (
        "open class A\n@Singleton class B : A()\n@Factory class F { @Singleton fun it(): A = A() }\n"
        "@Singleton class Asker(m: A)",
        FOUND,
        "F.it",
    ),
    "by name": (
        'interface I\n@Named("a") @Singleton class A : I\n@Named("b") @Singleton class B : I\n'
        '@Singleton class Asker(@Named("b") m: I)',
        FOUND,
        "B",
    ),
    "by a name that nobody has": (
        'interface I\n@Named("a") @Singleton class A : I\n@Singleton class Asker(@Named("b") m: I)',
        MISSING,
        "",
    ),
    "by the beginning of the class's name": (
        'interface Store\n@Singleton class LocalStore : Store\n@Singleton class Asker(@Named("local") m: Store)',
        FOUND,
        "LocalStore",
    ),
    "by a constant": (
        'interface I\n@Named("a") @Singleton class A : I\n@Singleton class Asker(@Named(NAME) m: I)',
        UNKNOWN,
        "A",
    ),
    "a qualifier of somebody's own": (
        "annotation class Mine\nclass Made\n@Singleton class Asker(@Mine m: Made)",
        UNKNOWN,
        "",
    ),
    "a scope of somebody's own": (
        "annotation class Mine\n@Mine class Made\n@Singleton class Asker(m: Made)",
        UNKNOWN,
        "Made",
    ),
    "a provider asks as well": ("class Made\n@Singleton class Asker(m: Provider<Made>)", MISSING, ""),
    "a list may be empty": ("class Made\n@Singleton class Asker(m: List<Made>)", UNKNOWN, ""),
    "an Optional may be empty": ("class Made\n@Singleton class Asker(m: Optional<Made>)", UNKNOWN, ""),
    "type arguments tell two apart": (
        "interface Store<T>\nclass A\nclass B\n@Singleton class StoreA : Store<A>\n@Singleton class StoreB : Store<B>\n"
        "@Singleton class Asker(m: Store<B>)",
        FOUND,
        "StoreB",
    ),
    "arguments that are left out are any": (
        "interface Store<T>\nclass A\n@Singleton class StoreA : Store<A>\n@Singleton class Asker(m: Store<*>)",
        FOUND,
        "StoreA",
    ),
    "a nested class": ("class Outer { @Singleton class Made }\n@Singleton class Asker(m: Outer.Made)", FOUND, "Made"),
    "for another operation": (
        '@Requires(property = Operation.PROPERTY, value = "check") @Singleton class Made\n'
        "@Singleton class Asker(m: Made)",
        MISSING,
        "",
    ),
    "for every operation but one": (
        '@Requires(property = Operation.PROPERTY, notEquals = "spec") @Singleton class Made\n'
        "@Singleton class Asker(m: Made)",
        FOUND,
        "Made",
    ),
    "in an environment that is not there": (
        '@Requires(env = ["component"]) @Singleton class Made\n@Singleton class Asker(m: Made)',
        MISSING,
        "",
    ),
    "under a condition that is not understood": (
        "@Requires(beans = [DataSource::class]) @Singleton class Made\n@Singleton class Asker(m: Made)",
        UNKNOWN,
        "Made",
    ),
    "one in the cloud, one elsewhere": (
        "import io.airbyte.cdk.command.AIRBYTE_CLOUD_ENV\ninterface I\n"
        "@Requires(notEnv = [AIRBYTE_CLOUD_ENV]) @Singleton class Oss : I\n"
        "@Requires(env = [AIRBYTE_CLOUD_ENV]) @Singleton class Cloud : I\n@Singleton class Asker(m: I)",
        FOUND,
        "Oss",
    ),
    "what the CDK supplies": (
        "import io.airbyte.cdk.output.OutputConsumer\n@Singleton class Asker(m: OutputConsumer)",
        FOUND,
        "OutputConsumer",
    ),
    "what nobody knows of the CDK": (
        "import io.airbyte.cdk.load.Unheard\n@Singleton class Asker(m: Unheard)",
        UNKNOWN,
        "",
    ),
    "what only a connector can supply": ("@Singleton class Asker(m: DataSource)", MISSING, ""),
    "a pool is a DataSource": (
        "import com.zaxxer.hikari.HikariDataSource\n"
        "@Factory class F { @Singleton fun pool(): HikariDataSource = TODO() }\n@Singleton class Asker(m: DataSource)",
        FOUND,
        "F.pool",
    ),
    "a type of another library may be a DataSource": (
        "import com.acme.Pool\n@Factory class F { @Singleton fun pool(): Pool = TODO() }\n"
        "@Singleton class Asker(m: DataSource)",
        UNKNOWN,
        "",
    ),
    "a value of the sync": (
        "import io.airbyte.cdk.load.dataflow.aggregate.StoreKey\n@Singleton class Asker(m: StoreKey)",
        MISSING,
        "",
    ),
    "a plain text": ("@Singleton class Asker(m: String)", MISSING, ""),
    "a setting": ('@Singleton class Asker(@Value("\\${a.b}") m: String)', UNKNOWN, ""),
    "replaced": (
        "interface I\n@Singleton class A : I\n@Replaces(A::class) @Singleton class B : I\n@Singleton class Asker(m: I)",
        FOUND,
        "B",
    ),
    "a type alias": ("class Made\ntypealias Alias = Made\n@Singleton class Asker(m: Alias)", UNKNOWN, ""),
    "a function": ("@Singleton class Asker(m: () -> String)", UNKNOWN, ""),
}


@pytest.mark.parametrize(("main", "verdict", "names"), ASKED.values(), ids=ASKED.keys())
def test_who_gets_what(main: str, verdict: Verdict, names: str) -> None:
    imports = "".join(f"{line}\n" for line in main.splitlines() if line.startswith("import "))
    body = "".join(f"{line}\n" for line in main.splitlines() if not line.startswith("import "))
    wiring, resolver = wired_up(imports + body)
    asker = next(bean for bean in wiring.own if bean.name == "Asker")
    context = next(context for context in main_contexts(wiring) if context.name == "write")
    resolution = resolver.resolve(asker.points[0], context)
    assert (resolution.verdict, " ".join(bean.name for bean in resolution.beans)) == (verdict, names)


BEANS = {
    # by Micronaut's BeanDefinitionCreatorFactory: a scope, a qualifier, something injected
    "@Singleton class A": True,
    '@Named("a") class A': True,
    "@Primary class A": True,
    "@Requires(env = []) class A": False,
    "class A @Inject constructor(val b: String)": True,
    "class A { @Inject lateinit var b: String }": True,
    "@Singleton abstract class A": False,
    "@Singleton interface A": False,
    "class A": False,
}


@pytest.mark.parametrize(("text", "is_bean"), BEANS.items())
def test_what_is_a_bean(text: str, is_bean: bool) -> None:
    wiring, _ = wired_up(text)
    assert [bean.id for bean in wiring.own] == ([f"{PACKAGE}.A"] if is_bean else [])


def test_a_second_constructor_leaves_open_which_one_is_called() -> None:
    wiring, _ = wired_up("class B\n@Singleton class A(val b: B) { constructor() : this(B()) }")
    assert [point.is_opaque for point in wiring.own[0].points] == [True]


def test_an_unreadable_file_may_hold_what_is_missing() -> None:
    from destination_writer.connector.load import load_connector
    from destination_writer.connector.wiring.api import resolver_of, wiring_of
    from destination_writer.text.files import MemoryFiles, UnreadableFile

    class Broken(MemoryFiles):
        def read(self, path: str) -> str:
            if path.endswith("B.kt"):
                raise UnreadableFile("B.kt is not UTF-8; save it as UTF-8")
            return super().read(path)

    text = "package a\nimport jakarta.inject.Singleton\nclass B\n@Singleton class Asker(b: B)\n"
    files = Broken({"src/main/kotlin/A.kt": text, "src/main/kotlin/B.kt": ""})
    wiring = wiring_of(load_connector(files, name="x"), None, None)
    asker = next(bean for bean in wiring.own if bean.name == "Asker")
    resolver = resolver_of(wiring, None, None)
    assert resolver.resolve(asker.points[0], main_contexts(wiring)[0]).verdict is UNKNOWN


def test_a_component_test_sees_beans_of_main_and_of_the_tests() -> None:
    tests = (
        '@Requires(env = ["component"]) @Factory class F { @Primary @Singleton fun it(): Made = Made() }\n'
        '@MicronautTest(environments = ["component"]) class ATest(val made: Made)\n'
        "@MicronautTest class BTest { @Inject lateinit var made: Made }\n"
    )
    wiring, resolver = wired_up("@Singleton class Made", tests)
    contexts = {c.name: c for c in suite_contexts(wiring, {"component": "write"})}
    given = {n: resolver.resolve(c.test.points[0], c) for n, c in contexts.items() if c.test}
    assert {name: [bean.name for bean in found.beans] for name, found in given.items()} == {
        "ATest": ["F.it"],
        "BTest": ["Made"],
    }
    assert contexts["ATest"].operation == "write"


def test_types_of_the_cdk_are_one_wherever_its_package_was() -> None:
    old = "io.airbyte.cdk.load.orchestration.db.TempTableNameGenerator"
    assert key(old) == key("io.airbyte.cdk.load.table.TempTableNameGenerator")
    nested = "io.airbyte.cdk.load.command.DestinationStream.Descriptor"
    assert key(nested) != key("io.airbyte.cdk.load.command.DestinationStream")
    assert key("com.acme.A") == "com.acme.A"


def test_what_annotations_say() -> None:
    given = arguments_of('property = Operation.PROPERTY, value = "a, b = c", env = ["x", Y]')
    assert given == {"property": "Operation.PROPERTY", "value": '"a, b = c"', "env": '["x", Y]'}
    assert arguments_of('"only"') == {"value": '"only"'}
    assert literal('"\\${a.b:c}"') == "${a.b:c}"
    assert literal('"$a"') is None
    assert words('["x", a.Y]') == ("x", "Y")
    assert words("[*NAMES]") is None
    (condition,) = conditions_of([Annotation("Requires", Span(0, 1), 'env = ["component"]')])
    assert (condition.environments, condition.is_opaque) == (("component",), False)


def test_keys_of_resources() -> None:
    texts = {
        "src/main/resources/application-connector.yml": "airbyte:\n  dataChannel:\n    medium: STDIO\na.b: 1\n",
        "src/test-integration/resources/application-component.yml": "airbyte.connector.operation: write\n",
        "src/main/resources/other.yml": "x: 1\n",
        "src/main/resources/application-broken.yml": "a: [\n",
    }
    files = {file.path.rpartition("/")[2]: file for file in settings_files(texts)}
    assert sorted(files) == ["application-broken.yml", "application-component.yml", "application-connector.yml"]
    connector = files["application-connector.yml"]
    assert [(k.name, k.line, k.value) for k in connector.keys] == [
        ("airbyte.data-channel.medium", 3, "STDIO"),
        ("a.b", 4, "1"),
    ]
    assert not files["application-broken.yml"].is_read
    assert operations_of(tuple(files.values())) == {"component": "write"}
    assert list(placeholders("${a.bC} and ${d:1}")) == [("a.b-c", False), ("d", True)]
    assert normal("dataChannel_medium") == "data-channel-medium"


CIRCLE = """@Singleton class A(b: B)
@Singleton class B(a: A, c: C)
@Singleton class C
@Singleton class D(g: Gone)
class Gone
"""


def test_the_graph_its_layout_and_its_pictures() -> None:
    wiring, resolver = wired_up(CIRCLE)
    graph = graph_of(wiring, resolver, {})
    assert {(a.source.rpartition(".")[2], a.target.rpartition(".")[2]) for a in graph.arrows} == {
        ("A", "B"),
        ("B", "A"),
        ("B", "C"),
        ("D", "?Gone"),
    }
    assert [node.title for node in graph.nodes if node.kind is NodeKind.MISSING] == ["Gone"]
    layout = lay_out(graph, {})
    boxes = layout.boxes.values()
    assert layout.boxes[f"{PACKAGE}.B"].x < layout.boxes[f"{PACKAGE}.C"].x
    apart = [a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
             for a in boxes for b in boxes if a is not b]  # fmt: skip
    assert all(apart)
    drawn = svg(graph, lambda place: f"x:{place.path}")
    assert drawn.count('class="wrong"') == 3  # both arrows of the circle, and the one to what is missing
    told = page("acme", graph, lambda _: None)
    assert "<li>D asks for g: Gone, which nothing supplies.</li>" in told
    assert "<li>B asks for a: A, which closes a circle.</li>" in told
    assert "<script" not in told
    assert f'"{PACKAGE}.B" -> "{PACKAGE}.C" [label="c"];' in dot("acme", graph)


def test_a_picture_of_what_has_signs_of_its_own_is_still_xml() -> None:
    from xml.etree import ElementTree

    wiring, resolver = wired_up(
        'class Of<T>\n@Factory class F { @Named("a&b") @Singleton fun it(): Of<String> = Of() }'
    )
    drawn = svg(graph_of(wiring, resolver, {}), lambda _: 'command:x?["<&>"]')
    assert "Of&lt;String&gt;" in drawn
    ElementTree.fromstring(drawn)
