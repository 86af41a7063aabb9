package software.amazon.awssdk.auth.credentials;

public final class AwsBasicCredentials implements AwsCredentials {
    private AwsBasicCredentials() {}

    public static AwsBasicCredentials create(String accessKeyId, String secretAccessKey) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String accessKeyId() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String secretAccessKey() {
        throw new UnsupportedOperationException();
    }
}
