package com.google.cloud.bigquery;

import com.google.cloud.http.BaseHttpServiceException;
import java.util.List;

public final class BigQueryException extends BaseHttpServiceException {
    public BigQueryException(int code, String message) {}

    public native BigQueryError getError();
    public native List<BigQueryError> getErrors();
}
