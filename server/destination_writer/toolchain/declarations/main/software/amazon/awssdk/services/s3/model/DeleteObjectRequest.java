package software.amazon.awssdk.services.s3.model;

public final class DeleteObjectRequest {
    private DeleteObjectRequest() {}

    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    public interface Builder {
        Builder bucket(String bucket);

        Builder key(String key);

        DeleteObjectRequest build();
    }
}
