"""One conversation in the terminal in which everything happens: what is sent, told, written and counted in the end."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from loopback_answers import calls, cut, rate_limited, refuses, says, silent, wrong_key
from loopback_messages import LoopbackMessages
from terminal_process import TerminalProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is missing on Windows")

EXAMPLE = Path(__file__).parents[2] / "examples" / "destination-postgres"
GENERATOR = "src/main/kotlin/io/airbyte/integrations/destination/postgres/client/PostgresSqlGenerator.kt"
STUB = 'private fun hardDeletes(): Boolean = TODO("Phase 10")'
DECIDED = "private fun hardDeletes(): Boolean = false"
KEY, PASSWORD = "sk-ant-loopback-0123456789", "zebra-crossing-9"
PROMPT = "\n› "


def proposal(new: str) -> Any:
    edit = {"kind": "replace", "path": GENERATOR, "old": STUB, "new": new}
    return calls("propose_change", {"title": "Keep deleted rows", "purpose": "As asked.", "edits": [edit]})


SCRIPT = [
    # 1: a tool, a limit of the API, an answer
    calls("read_file", {"path": GENERATOR}, text="I look at the generator. "),
    rate_limited(0.05),
    says("It knows no deletions yet."),
    # 2: a proposal that does not hold, one that does
    proposal("private fun hardDeletes(): Boolean = ("),
    proposal(DECIDED),
    says("Written."),
    # 3: the connection breaks, and the answer goes on
    cut(says("It broke off here. And then", chunk=30), 3),
    says("It went on."),
    # 4: the person stops it
    silent(says("One. Two. Three."), 2),
    # 5: the person says no
    calls("run_checkpoint", {"phase": 4}),
    says("Then it does not run."),
    # 6: the model declines
    refuses("cyber", "Not that."),
    # 7: dear
    calls("check", {}, usage={"input_tokens": 900_000}),
    # 8: going on, 9: the key is revoked
    says("A new answer."),
    wrong_key(),
]


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    made = tmp_path / "destination-postgres"
    shutil.copytree(EXAMPLE, made, ignore=shutil.ignore_patterns("build", ".destination-writer"))
    (made / "secrets").mkdir(exist_ok=True)
    (made / "secrets" / "config.json").write_text(json.dumps({"user": "etl", "password": PASSWORD}), "utf-8")
    return made


def texts(message: dict[str, Any]) -> str:
    return json.dumps(message["content"], ensure_ascii=False)


def test_a_conversation_in_which_everything_happens(connector: Path) -> None:
    environment = {
        "ANTHROPIC_API_KEY": KEY,
        "DESTINATION_WRITER_TURN_COST": "1",
        "DESTINATION_WRITER_KOTLIN": "none",
    }
    with LoopbackMessages(SCRIPT) as server:
        environment["ANTHROPIC_BASE_URL"] = server.base_url
        with TerminalProcess("chat", folder=connector, environment=environment) as chat:
            chat.until(PROMPT)

            chat.type(f"What about deletions? The password is {PASSWORD}.")
            answer = chat.until(PROMPT)
            assert "→ Reading" in answer and "limit is reached" in answer and "It knows no deletions yet." in answer

            chat.type("Keep deleted rows.")
            shown = chat.until(r"Should I write this\? \[Y/n/modify/q\] ")
            assert "A proposal did not hold (1 of 3)" in shown and f"+    {DECIDED}" in shown
            chat.type("y")
            assert "✓ wrote" in chat.until(PROMPT)
            assert DECIDED in (connector / GENERATOR).read_text("utf-8")

            chat.type("Tell me more.")
            answer = chat.until(PROMPT)
            at = [answer.index(part) for part in ("It broke off here.", "The connection broke", "It went on.")]
            assert at == sorted(at)

            chat.type("And more.")
            server.wait_for_requests(9, 60)
            chat.interrupt()
            assert "The answer was stopped." in chat.until(PROMPT)

            chat.type("Run phase 4.")
            assert "destination-writer checkpoint" in chat.until(r"Do it\? \[y/N/q\] ")
            chat.type("n")
            chat.until(r"What should be different\?.*\) ")
            chat.type()
            assert "Then it does not run." in chat.until(PROMPT)

            chat.type("Something else.")
            assert chat.until(PROMPT).count("The model declines to answer this.") == 1

            chat.type("Check everything.")
            assert chat.until(PROMPT).count("its budget is $1.00") == 1

            chat.type("Go on.")
            assert "A new answer." in chat.until(PROMPT)

            chat.type("And?")
            assert "does not accept the key" in chat.until(PROMPT)

            chat.type("/cost")
            assert "$1.81 of $10.00" in chat.until(PROMPT)
            chat.type("/quit")
            assert chat.end() == 0
            assert "Traceback" not in chat.text and KEY not in chat.text
        assert server.unused == 0
        server.wait_until_closed()
        sent = [request.body for request in server.requests]
    assert KEY not in json.dumps(sent) and PASSWORD not in json.dumps(sent)
    check_the_last_request(sent[-1]["messages"])
    assert all(body["system"] == sent[0]["system"] and body["tools"] == sent[0]["tools"] for body in sent)


def check_the_last_request(messages: list[dict[str, Any]]) -> None:
    """What the model knows in the end: who speaks takes turns, every call has its output, nothing is there twice."""
    roles = [message["role"] for message in messages]
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
    blocks = [block for message in messages for block in message["content"]]
    asked = [block["id"] for block in blocks if block["type"] == "tool_use"]
    assert asked == [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"] and len(asked) == 5
    whole = json.dumps(messages, ensure_ascii=False)
    assert whole.count("It broke off here.") == whole.count("It went on.") == 1
    assert "The person accepted it." in whole and "The person said no" in whole
    assert "Something else." not in whole  # it was declined, and is out
    assert "The password is [secret 1: configuration]." in whole
