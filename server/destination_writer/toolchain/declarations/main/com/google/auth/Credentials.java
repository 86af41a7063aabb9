package com.google.auth;

import java.io.Serializable;

public abstract class Credentials implements Serializable {
    public abstract String getAuthenticationType();
}
