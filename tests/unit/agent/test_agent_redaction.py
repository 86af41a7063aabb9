"""No secret leaves: shapes, names, known values; and code stays readable."""

import json
import string
from pathlib import Path

import pytest
from agent_talks import read_tool, talk
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_answers import calls, says

from destination_writer.agent.blocks import Message, Role, Text, ToolCall, ToolOutput
from destination_writer.agent.redaction import Redactor, holds_stand_in
from destination_writer.agent.values import SystemPrompt
from destination_writer.agent.wire import Frame, outgoing

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow" + "IBAAKCAQEA7\n" * 5 + "-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
SECRET = "Tr0ub4dor&3"

TELLING = {
    "a URL's password": ("jdbc:postgresql://me:{}@db.internal:5432/x", "p4ss/w@rd!"),
    "a URL's password without a user": ("redis://:{}@cache:6379", SECRET),
    "a mongo address": ("mongodb+srv://app:{}@cluster0.mongodb.net/db", "x9-Kd.2"),
    "oracle thin": ("jdbc:oracle:thin:scott/{}@//db:1521/x", "tiger1"),
    "a parameter of a URL": ("jdbc:sqlserver://db:1433;user=sa;password={};encrypt=true", "Yukon900!"),
    "a parameter behind ?": ("jdbc:mysql://db/x?user=a&password={}&useSSL=false", "abc123"),
    "an ODBC string": ("Driver=X;Uid=a;Pwd={};", "q1w2e3"),
    "an environment line": ("POSTGRES_PASSWORD={}", "hunter"),
    "an exported line": ("export SNOWFLAKE_TOKEN={}", "ver1-hint-8d"),
    "a JSON field": ('{{"host": "x", "password": "{}"}}', "correct horse battery"),
    "a JSON field inside a string": ('"config": "{{\\"password\\": \\"{}\\"}}"', "s3cr3t-value"),
    "a YAML field": ("password: {}", "hunter2!"),
    "a quoted YAML field": ("api_key: '{}'", "abcdefghijkl"),
    "a Kotlin argument": ('Config(password = "{}")', "hunter22"),
    "a Kotlin pair": ('mapOf("password" to "{}")', "hunter22"),
    "a put": ('props.put("password", "{}")', "hunter-22"),
    "properties": ("db.password = {}", "hunter22"),
    "a command line": ("psql --password {} -h db", "hunter22"),
    "a header": ("Authorization: Bearer {}", "abcDEF123456.789"),
    "SQL": ("CREATE USER a IDENTIFIED BY '{}'", "it''s"),
    "SQL of PostgreSQL": ("ALTER ROLE a WITH PASSWORD '{}'", "hunter"),
    "an AWS key": ("key {} in us-east-1", "AKIAIOSFODNN7EXAMPLE"),
    "an API key": ("using {} now", "sk-ant-api03-abcdefghijklmnop"),
    "a GitHub token": ("{}", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
    "a Databricks token": ("token is {}", "dapi0123456789abcdef0123456789abcdef"),
    "a JWT": ("got {} back", JWT),
    "a private key": ("key:\n{}\n", PEM),
    "an unfinished private key": ("{}", PEM[:60]),
    "a builder": ('.withUsername("me").withPassword("{}")', "plainword"),
    "a setter": ('source.setPassword("{}")', "plainword"),
    "a connection": ('DriverManager.getConnection(url, "sa", "{}")', "plainword"),
    "a typed value": ('val password: String = "{}"', "plainword"),
    "a raw text": ('val password = """{}"""', "plain-word"),
    "a delegate": ('val password by lazy {{ "{}" }}', "plainword"),
    "behind the elvis": ('val password = System.getenv("PW") ?: "{}"', "plainword"),
    "a joined address": ('"jdbc:x://h/db?user=a&password=" + "{}"', "plainword"),
    "an assertion": ('assertEquals("{}", config.password)', "plainword"),
    "an XML element": ("<password>{}</password>", "plainword"),
    "JSON in JSON in a string": ('"{{\\\\\\"password\\\\\\":\\\\\\"{}\\\\\\"}}"', "plainword"),
    "Markdown": ("`password`: `{}`", "plain word"),
    "a long flag": ("tool --auth-token {} run", "plainword"),
    "a quoted flag": ('tool --password "{}"', "plain-word"),
    "curl": ("curl -s -u admin:{} https://x/api", "plainword"),
    "mysql": ("mysql -uroot -p{} shop", "plainword"),
    "redis-cli": ("redis-cli -h cache -a {}", "plainword"),
    "sqlplus": ("sqlplus scott/{}@db", "plainword"),
    ".pgpass": ("db.host:5432:shop:me:{}", "plainword"),
    ".netrc": ("machine api.x login me password {}", "plainword"),
    "Oracle": ('CREATE USER a IDENTIFIED BY "{}"', "plainword"),
    "Oracle without quotes": ("CREATE USER a IDENTIFIED BY {};", "plainword"),
    "a foreign server": ("CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'x', password '{}')", "plainword"),
    "COPY": ("CREDENTIALS 'aws_access_key_id=x;aws_secret_access_key={}'", "plain/word+1"),
    "Azure": ("AccountName=x;AccountKey={}==;EndpointSuffix=core.windows.net", "aBcDeF0123"),
    "ODBC in braces": ("Driver=x;Pwd={{{}}};", "a;b=c"),
    "an encoded address": ("redirect=https%3A%2F%2Fme%3A{}%40host%2F", "plainword"),
    "a header of another scheme": ("Authorization: Token {}", "plainword"),
    "a cookie": ("Set-Cookie: {}", "session=plainword; Secure"),
    "a web hook": ("https://hooks.slack.com/services/{}", "T0AB12CD3/B0AB12CD3/plainwordplainword"),
    "words": ("the password is {} as of today", "hunter22"),
    "a log": ("connecting as me using password `{}`", "plainword"),
    "a key without any name": ("it answered to {} and closed", "q7Xz2LmP9vRt4KsW8yBn3HcJ6dFg1aQe5T"),
    "a signed address": ("https://x.blob.core.windows.net/c?sv=2020&sig={}&se=1", "aBcD1234%2Bxyz"),
}


@pytest.mark.parametrize("name", TELLING)
def test_secrets_are_taken_out(name: str) -> None:
    form, secret = TELLING[name]
    cleaned = Redactor().clean(form.format(secret))
    assert secret not in cleaned
    assert "[secret 1: " in cleaned


INNOCENT = [
    "val password: String",
    "val password: String = config.password",
    "ClientConfig(user = config.user, password = config.password, token = token)",
    'password = System.getenv("PASSWORD")',
    "password: ${DB_PASSWORD}",
    '"password": "<password>"',
    '"password": "${PASSWORD}"',
    "val tokens = tokenize(sql)",
    'listOf("token", "cursor", "pk")',
    "The secret of a good MERGE is its ON clause.",
    "jdbc:postgresql://localhost:5432/test",
    "https://example.com/a?b=c",
    "git@github.com:airbytehq/airbyte.git",
    'INSERT INTO t ("id", "token") VALUES (?, ?)',
    "password authentication failed for user",
    "fun credentials(): Credentials = Credentials.of(config)",
    'near "FORM": syntax error, unexpected token: "FORM", unrecognized token: "{"',
    "All of the upsert tests must pass: `upsert tables` first",
    'Path.of("secrets", "config-1.json")',
    'listOf("token", "cursor-1", "pk_2")',
    "val token = tokens[at + 1]",
    "password: [username, password]",
    "mongodb+srv://user:password@cluster0.example.mongodb.net/",
    "SnowflakeDirectLoadSqlGenerator2Test3AndV4Spec",
    "commit 0123456789abcdef0123456789abcdef01234567",
    "src/main/kotlin/io/airbyte/integrations/destination/postgres/v2/PostgresV2Client.kt",
    '"integrity": "sha512-nBrLsEWm4J2u5LpAPjxADTlq3trDgVZZXHNKabeXZtpq3d3AbN/KGO82R87rdDz5=="',
]


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor().clean(text) == text


SOURCES = sorted((Path(__file__).parents[3] / "examples").glob("*/src/main/**/*.kt"))


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_the_code_of_a_connector_stays_as_it_is(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert Redactor().clean(text) == text


def test_stand_ins_stay_the_same_and_are_not_cleaned_again() -> None:
    redactor = Redactor()
    first = redactor.clean('a password="hunter22" and token="other-33"')
    assert first == 'a password="[secret 1: secret]" and token="[secret 2: secret]"'
    assert redactor.clean('again password="hunter22"') == 'again password="[secret 1: secret]"'
    assert redactor.clean(first) == first
    assert redactor.count == 2
    assert holds_stand_in(first) and not holds_stand_in("a secret 1: b")


def test_what_was_found_once_is_secret_wherever_it_stands() -> None:
    redactor = Redactor()
    before = redactor.clean("login of me failed for k3y!of-mine")
    assert "k3y!of-mine" in before
    assert "k3y!of-mine" not in redactor.clean('password = "k3y!of-mine"; log.info("k3y!of-mine was sent")')
    assert redactor.clean("login of me failed for k3y!of-mine") == "login of me failed for [secret 1: secret]"
    # A name in code may be beside `token =` and is needed elsewhere.
    redactor.clean('token = "reader2.next"')
    assert redactor.clean("reader2.next is called twice") == "reader2.next is called twice"


def test_a_secret_that_reads_like_a_stand_in_harms_none() -> None:
    redactor = Redactor({"configuration": "key", "secret 1": "key"})
    assert "secret 1" not in redactor.clean("[secret 7: of secret 1]").replace("[secret 1: ", "")
    redactor = Redactor({"configuration": "key", "secret 1": "key"})
    cleaned = redactor.clean("the configuration is secret 1")
    assert cleaned == "the [secret 1: key] is [secret 2: key]"
    assert redactor.clean(cleaned) == cleaned


def test_known_values_are_secret_wherever_they_stand() -> None:
    redactor = Redactor({"zebra-crossing": "API key"})
    config = {"host": "db", "password": "plainword", "tunnel": {"ssh_private_key": "short-one"}, "port": 5}
    config |= {
        "credentials": {"auth_type": "Client", "username": "reader-of-all", "value": "in-a-group"},
        "x": "4kT!9z-Lm2",
    }
    redactor.learn_config(config)
    secrets = ("plainword", "zebra-crossing", "short-one", "in-a-group", "4kT!9z-Lm2")
    cleaned = redactor.clean(f"db said: {' and '.join(secrets)} are wrong, Client reader-of-all too")
    assert not [value for value in secrets if value in cleaned]
    assert cleaned.startswith("db said: [secret ") and cleaned.endswith(" are wrong, Client reader-of-all too")


def test_what_is_too_common_to_be_a_secret_stays_but_behind_a_name() -> None:
    redactor = Redactor()
    redactor.learn_config({"password": "postgres", "ssh_key_password": "hunter", "secret": "trombones"})
    text = "import org.postgresql.Driver // the postgres hunter hears trombones, not trombonesque"
    told = "import org.postgresql.Driver // the postgres hunter hears [secret 1: configuration], not trombonesque"
    assert redactor.clean(text) == told
    assert "hunter" not in redactor.clean('"password": "hunter"') and "postgres" not in redactor.clean("pwd=postgres")


def test_json_below_a_telling_key() -> None:
    cleaned = Redactor().clean_json({"user": "me", "password": "plain", "list": [{"api_key": "also"}], "n": 3})
    assert cleaned == {
        "user": "me",
        "password": "[secret 1: secret]",
        "list": [{"api_key": "[secret 2: secret]"}],
        "n": 3,
    }


ALPHABET = string.ascii_letters + string.digits + "!#%^*+_.~-"
secrets = st.text(ALPHABET, min_size=8, max_size=40).map(lambda t: f"Q7{t}9z")
around = st.text(string.ascii_letters + " \n.,;()", max_size=60)
forms = st.sampled_from([form for form, secret in TELLING.values() if secret in ("plainword", "hunter", "hunter22")])


@settings(max_examples=150, deadline=None)
@given(secrets, forms, around, around)
def test_no_text_around_a_secret_lets_it_through(secret: str, form: str, before: str, after: str) -> None:
    text = f"{before}\n{form.format(secret)}\n{after}"
    redactor = Redactor()
    cleaned = redactor.clean(text)
    assert secret not in cleaned
    assert redactor.clean(cleaned) == cleaned


@settings(max_examples=60, deadline=None)
@given(secrets, around, around)
def test_a_known_value_never_stays(secret: str, before: str, after: str) -> None:
    assert secret not in Redactor({secret: "key"}).clean(f"{before}{secret}{after}{secret}")


SIGNS = st.sampled_from([*"=:;,'\"`{}()[]<>/\\@&?$%#-+. \n\t", "\ud83d", "\udcff", "\0", "\u2028", "ß", "密", "😀"])
WORDS = st.sampled_from(
    ["password", "token", "Bearer", "://", "-----BEGIN PRIVATE KEY-----", "[secret 1: key]", "eyJ", "sk-"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SIGNS | WORDS | st.text(max_size=6), max_size=30).map("".join))
def test_any_text_is_cleaned_once_and_can_be_sent(text: str) -> None:
    redactor = Redactor()
    cleaned = redactor.clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert redactor.clean(cleaned) == cleaned


@settings(max_examples=25, deadline=None)
@given(secrets, forms, st.sampled_from(["", "the words ", "x" * 40_000]))
def test_no_place_in_a_request_lets_a_secret_through(secret: str, form: str, before: str) -> None:
    told = f"{before}\n{form.format(secret)}\n"
    call = ToolCall("c1", "read_file", {"path": told, "more": [{"in": told}], told: 1})
    messages = [
        Message(Role.USER, (Text(told),), opens=True),
        Message(Role.ASSISTANT, (Text(told), call)),
        Message(Role.USER, (ToolOutput("c1", told),)),
    ]
    frame = Frame("a-model", 100, told, (read_tool({}),))
    assert secret not in json.dumps(outgoing(frame, messages, Redactor()).body, ensure_ascii=False)


@pytest.mark.asyncio
async def test_nothing_secret_is_in_any_request() -> None:
    known = "quiet-known-value"
    leak = f'password="{SECRET}" and {known} and {JWT}'
    script = [calls("read_file", {"path": f"token={SECRET}"}), says(f"It is {known}."), says("Done.")]
    prompt = SystemPrompt(f"System. {leak}", f"Facts. {leak}")
    files = {f"token={SECRET}": leak}
    async with talk(script, [read_tool(files)], prompt=lambda: prompt, redactor=Redactor({known: "key"})) as one:
        await one.say(f"Why does {leak} fail?")
        await one.say("And then?")
        for body in one.bodies:
            text = json.dumps(body)
            assert SECRET not in text and known not in text and JWT not in text
        assert len(one.bodies) == 3
