package com.google.auth.oauth2;

import java.io.IOException;
import java.io.InputStream;

public class ServiceAccountCredentials extends GoogleCredentials {
    ServiceAccountCredentials() {}

    public static native ServiceAccountCredentials fromStream(InputStream credentialsStream) throws IOException;
    public final native String getClientEmail();
    public final native String getProjectId();
}
