"""Gradle as a process: where the build is, what it has, how it is started, watched and ended."""
