package software.amazon.awssdk.regions;

public final class Region {
    private Region() {}

    public static Region of(String value) {
        throw new UnsupportedOperationException();
    }
}
