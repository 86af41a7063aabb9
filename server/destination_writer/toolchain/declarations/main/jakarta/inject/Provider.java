package jakarta.inject;

public interface Provider<T> {
    T get();
}
