package com.google.cloud.bigquery;

import java.util.List;

public class JobException extends RuntimeException {
    JobException() {}

    public native JobId getId();
    public native List<BigQueryError> getErrors();
}
