package com.mongodb.client;

import com.mongodb.Function;
import java.util.Collection;

public interface MongoIterable<TResult> extends Iterable<TResult> {
    @Override
    MongoCursor<TResult> iterator();

    MongoCursor<TResult> cursor();

    TResult first();

    <U> MongoIterable<U> map(Function<TResult, U> mapper);

    <A extends Collection<? super TResult>> A into(A target);

    MongoIterable<TResult> batchSize(int batchSize);
}
