package com.mongodb;

import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;

public class MongoBulkWriteException extends MongoServerException {
    private MongoBulkWriteException() {
        super(null);
    }

    public native BulkWriteResult getWriteResult();
    public native List<BulkWriteError> getWriteErrors();
    public native WriteConcernError getWriteConcernError();
}
