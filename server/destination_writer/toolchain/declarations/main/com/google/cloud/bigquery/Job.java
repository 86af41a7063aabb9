package com.google.cloud.bigquery;

public class Job extends JobInfo {
    Job() {}

    public native boolean exists();
    public native boolean isDone();
    public native Job waitFor() throws InterruptedException;
    public native TableResult getQueryResults(BigQuery.QueryResultsOption... options) throws InterruptedException, JobException;
    public native Job reload(BigQuery.JobOption... options);
    public native boolean cancel();
}
