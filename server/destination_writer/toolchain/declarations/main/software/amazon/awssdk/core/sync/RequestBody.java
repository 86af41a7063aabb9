package software.amazon.awssdk.core.sync;

import java.nio.file.Path;

public final class RequestBody {
    private RequestBody() {}

    public static RequestBody fromBytes(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    public static RequestBody fromFile(Path path) {
        throw new UnsupportedOperationException();
    }

    public static RequestBody fromString(String contents) {
        throw new UnsupportedOperationException();
    }
}
