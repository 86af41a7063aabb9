package software.amazon.awssdk.auth.credentials;

public interface AwsCredentials {
    String accessKeyId();

    String secretAccessKey();
}
