package com.google.cloud

import com.google.auth.Credentials
import java.io.Closeable
import java.nio.channels.WritableByteChannel

interface Service<OptionsT> {
    val options: OptionsT
}

abstract class ServiceOptions<ServiceT, OptionsT : ServiceOptions<ServiceT, OptionsT>>(val projectId: String?) {
    abstract class Builder<ServiceT, OptionsT : ServiceOptions<ServiceT, OptionsT>, B : Builder<ServiceT, OptionsT, B>> {
        protected var project: String? = null

        @Suppress("UNCHECKED_CAST")
        private fun self(): B = this as B

        fun setProjectId(projectId: String?): B {
            project = projectId
            return self()
        }

        fun setHost(host: String?): B = self()

        fun setCredentials(credentials: Credentials?): B = self()

        abstract fun build(): OptionsT
    }

    abstract fun getService(): ServiceT
}

interface WriteChannel : WritableByteChannel, Closeable {
    fun setChunkSize(chunkSize: Int)
}
