package com.mongodb;

public class MongoException extends RuntimeException {
    public static final String TRANSIENT_TRANSACTION_ERROR_LABEL = "TransientTransactionError";
    public static final String UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL = "UnknownTransactionCommitResult";

    public MongoException(String msg) {}

    public MongoException(int code, String msg) {}

    public native int getCode();
    public native boolean hasErrorLabel(String errorLabel);
}
