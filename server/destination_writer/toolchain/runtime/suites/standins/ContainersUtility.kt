package org.testcontainers.utility

class DockerImageName private constructor(private val name: String) {
    fun asCompatibleSubstituteFor(otherImageName: String): DockerImageName = this

    fun withTag(tag: String): DockerImageName = DockerImageName("$name:$tag")

    companion object {
        @JvmStatic fun parse(fullImageName: String): DockerImageName = DockerImageName(fullImageName)
    }
}
