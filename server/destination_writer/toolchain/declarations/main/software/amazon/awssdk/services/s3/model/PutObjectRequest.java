package software.amazon.awssdk.services.s3.model;

public final class PutObjectRequest {
    private PutObjectRequest() {}

    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    public interface Builder {
        Builder bucket(String bucket);

        Builder key(String key);

        PutObjectRequest build();
    }
}
