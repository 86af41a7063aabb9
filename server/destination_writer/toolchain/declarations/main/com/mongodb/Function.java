package com.mongodb;

public interface Function<T, R> {
    R apply(T t);
}
