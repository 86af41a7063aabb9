package io.airbyte.integrations.destination.acme

class AcmeInsertBuffer(private val s3: S3Client, private val request: PutObjectRequest) {
    private val lines = mutableListOf<String>()

    suspend fun flush() {
        val csv = lines.joinToString("\n")
        //EXAMPLE
        lines.clear()
    }
}
