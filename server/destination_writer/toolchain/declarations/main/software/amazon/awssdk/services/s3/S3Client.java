package software.amazon.awssdk.services.s3;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

public interface S3Client extends AutoCloseable {
    static S3ClientBuilder builder() {
        throw new UnsupportedOperationException();
    }

    PutObjectResponse putObject(PutObjectRequest putObjectRequest, RequestBody requestBody);

    DeleteObjectResponse deleteObject(DeleteObjectRequest deleteObjectRequest);

    @Override
    void close();
}
