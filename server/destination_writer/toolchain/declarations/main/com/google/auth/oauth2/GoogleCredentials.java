package com.google.auth.oauth2;

import com.google.auth.Credentials;
import java.io.IOException;
import java.io.InputStream;

public class GoogleCredentials extends Credentials {
    protected GoogleCredentials() {}

    public static native GoogleCredentials fromStream(InputStream credentialsStream) throws IOException;
    public static native GoogleCredentials getApplicationDefault() throws IOException;

    @Override
    public native String getAuthenticationType();
}
