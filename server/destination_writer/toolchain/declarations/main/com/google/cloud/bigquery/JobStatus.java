package com.google.cloud.bigquery;

import java.io.Serializable;
import java.util.List;

public class JobStatus implements Serializable {
    JobStatus() {}

    public native BigQueryError getError();
    public native List<BigQueryError> getExecutionErrors();
}
