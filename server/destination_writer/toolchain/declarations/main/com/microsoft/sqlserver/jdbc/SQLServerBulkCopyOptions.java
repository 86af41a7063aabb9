package com.microsoft.sqlserver.jdbc;

import java.io.Serializable;

public class SQLServerBulkCopyOptions implements Serializable {
    public SQLServerBulkCopyOptions() {}

    public native int getBatchSize();
    public native void setBatchSize(int batchSize) throws SQLServerException;
    public native int getBulkCopyTimeout();
    public native void setBulkCopyTimeout(int timeout) throws SQLServerException;
    public native boolean isKeepIdentity();
    public native void setKeepIdentity(boolean keepIdentity);
    public native boolean isKeepNulls();
    public native void setKeepNulls(boolean keepNulls);
    public native boolean isTableLock();
    public native void setTableLock(boolean tableLock);
    public native boolean isUseInternalTransaction();
    public native void setUseInternalTransaction(boolean useInternalTransaction);
    public native boolean isCheckConstraints();
    public native void setCheckConstraints(boolean checkConstraints);
    public native boolean isFireTriggers();
    public native void setFireTriggers(boolean fireTriggers);
}
