package software.amazon.awssdk.services.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

public interface S3ClientBuilder {
    S3ClientBuilder region(Region region);

    S3ClientBuilder credentialsProvider(AwsCredentialsProvider credentialsProvider);

    S3Client build();
}
