package com.google.cloud.bigquery

import destinationwriter.runtime.json.Json
import destinationwriter.vendors.Vendors
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/** BigQuery's REST interface, as far as the stand-in for its client needs it. */
internal object Rest {
    private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    private val place by lazy { Vendors.calls().call("endpoint", null) as Map<*, *> }
    private val project by lazy { place["project"] as String }

    /** The answer, null for 404. Throws BigQueryException for every other refusal. */
    fun get(path: String): Map<*, *>? = send("GET", "/bigquery/v2/projects/$project$path", null, "application/json")

    fun post(path: String, body: Any?): Map<*, *> =
        send("POST", "/bigquery/v2/projects/$project$path", Json.write(body).toByteArray(), "application/json")
            ?: throw BigQueryException(404, "Not found: $path")

    /** A load job with its data in the same request. */
    fun upload(job: Any?, data: ByteArray): Map<*, *> {
        val line = "destinationwriter"
        val head =
            "--$line\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${Json.write(job)}\r\n" +
                "--$line\r\nContent-Type: application/octet-stream\r\n\r\n"
        val body = head.toByteArray() + data + "\r\n--$line--\r\n".toByteArray()
        val path = "/upload/bigquery/v2/projects/$project/jobs?uploadType=multipart"
        return send("POST", path, body, "multipart/related; boundary=$line")
            ?: throw BigQueryException(404, "Not found: $path")
    }

    private fun send(method: String, path: String, body: ByteArray?, type: String): Map<*, *>? {
        val content =
            if (body == null) HttpRequest.BodyPublishers.noBody() else HttpRequest.BodyPublishers.ofByteArray(body)
        val request =
            HttpRequest.newBuilder(URI.create(place["url"] as String + path))
                .header("Content-Type", type)
                .method(method, content)
                .build()
        val answer = http.send(request, HttpResponse.BodyHandlers.ofString())
        if (answer.statusCode() == 404) return null
        val told = runCatching { Json.read(answer.body()) as Map<*, *> }.getOrDefault(emptyMap<Any, Any>())
        if (answer.statusCode() >= 400) throw refusal(answer.statusCode(), told)
        return told
    }

    private fun refusal(status: Int, told: Map<*, *>): BigQueryException {
        val error = told["error"] as Map<*, *>? ?: emptyMap<Any, Any>()
        val all = (error["errors"] as List<*>?).orEmpty().map { error(it as Map<*, *>) }
        return BigQueryException(status, error["message"] as String? ?: "HTTP status $status", all)
    }

    fun error(told: Map<*, *>) =
        BigQueryError(told["reason"] as String?, told["location"] as String?, told["message"] as String?)
}
