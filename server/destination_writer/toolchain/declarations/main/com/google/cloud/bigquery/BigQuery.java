package com.google.cloud.bigquery;

import com.google.api.gax.paging.Page;
import com.google.cloud.Service;
import java.io.Serializable;

public interface BigQuery extends Service<BigQueryOptions> {
    class DatasetOption implements Serializable {
        private DatasetOption() {}
    }

    class DatasetListOption implements Serializable {
        private DatasetListOption() {}

        public static native DatasetListOption pageSize(long pageSize);
    }

    class DatasetDeleteOption implements Serializable {
        private DatasetDeleteOption() {}

        public static native DatasetDeleteOption deleteContents();
    }

    class TableOption implements Serializable {
        private TableOption() {}
    }

    class TableListOption implements Serializable {
        private TableListOption() {}

        public static native TableListOption pageSize(long pageSize);
    }

    class JobOption implements Serializable {
        private JobOption() {}
    }

    class QueryResultsOption implements Serializable {
        private QueryResultsOption() {}

        public static native QueryResultsOption pageSize(long pageSize);
    }

    Dataset create(DatasetInfo datasetInfo, DatasetOption... options);

    Table create(TableInfo tableInfo, TableOption... options);

    Job create(JobInfo jobInfo, JobOption... options);

    Dataset getDataset(String datasetId, DatasetOption... options);

    Dataset getDataset(DatasetId datasetId, DatasetOption... options);

    Page<Dataset> listDatasets(DatasetListOption... options);

    boolean delete(String datasetId, DatasetDeleteOption... options);

    boolean delete(DatasetId datasetId, DatasetDeleteOption... options);

    boolean delete(TableId tableId);

    Table getTable(String datasetId, String tableId, TableOption... options);

    Table getTable(TableId tableId, TableOption... options);

    Page<Table> listTables(String datasetId, TableListOption... options);

    Job getJob(JobId jobId, JobOption... options);

    boolean cancel(JobId jobId);

    TableResult query(QueryJobConfiguration configuration, JobOption... options) throws InterruptedException, JobException;

    TableResult query(QueryJobConfiguration configuration, JobId jobId, JobOption... options)
            throws InterruptedException, JobException;

    TableDataWriteChannel writer(WriteChannelConfiguration writeChannelConfiguration);

    TableDataWriteChannel writer(JobId jobId, WriteChannelConfiguration writeChannelConfiguration);
}
