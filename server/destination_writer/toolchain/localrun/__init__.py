"""A connector's own tests on this machine, without Gradle: compiled, run in a JVM of their own, and reported."""
