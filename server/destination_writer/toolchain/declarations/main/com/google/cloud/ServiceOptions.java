package com.google.cloud;

import com.google.auth.Credentials;
import java.io.Serializable;

public abstract class ServiceOptions<ServiceT, OptionsT extends ServiceOptions<ServiceT, OptionsT>> implements Serializable {
    public abstract static class Builder<
            ServiceT, OptionsT extends ServiceOptions<ServiceT, OptionsT>, B extends Builder<ServiceT, OptionsT, B>> {
        protected Builder() {}

        protected abstract ServiceOptions<ServiceT, OptionsT> build();

        public native B setHost(String host);
        public native B setProjectId(String projectId);
        public native B setCredentials(Credentials credentials);
        public native B setQuotaProjectId(String quotaProjectId);
    }

    public native ServiceT getService();
    public native String getProjectId();
    public native String getHost();
    public native Credentials getCredentials();
}
