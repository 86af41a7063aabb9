package com.google.cloud;

public interface Service<OptionsT> {
    OptionsT getOptions();
}
