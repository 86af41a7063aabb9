package software.amazon.awssdk.auth.credentials;

public final class StaticCredentialsProvider implements AwsCredentialsProvider {
    private StaticCredentialsProvider() {}

    public static StaticCredentialsProvider create(AwsCredentials credentials) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        throw new UnsupportedOperationException();
    }
}
