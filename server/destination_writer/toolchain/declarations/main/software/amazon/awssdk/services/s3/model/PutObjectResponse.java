package software.amazon.awssdk.services.s3.model;

public final class PutObjectResponse {
    private PutObjectResponse() {}
}
