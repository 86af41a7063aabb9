package com.google.auth.oauth2

import com.google.auth.Credentials
import java.io.InputStream

open class GoogleCredentials : Credentials()

/** The emulator asks for no credentials; any text stands for a key. */
class ServiceAccountCredentials private constructor() : GoogleCredentials() {
    companion object {
        @JvmStatic
        fun fromStream(credentialsStream: InputStream): ServiceAccountCredentials {
            credentialsStream.close()
            return ServiceAccountCredentials()
        }
    }
}
