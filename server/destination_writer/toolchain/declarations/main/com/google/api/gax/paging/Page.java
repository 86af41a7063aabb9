package com.google.api.gax.paging;

public interface Page<ResourceT> {
    boolean hasNextPage();

    String getNextPageToken();

    Page<ResourceT> getNextPage();

    Iterable<ResourceT> iterateAll();

    Iterable<ResourceT> getValues();
}
