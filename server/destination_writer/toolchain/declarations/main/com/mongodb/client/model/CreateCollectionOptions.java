package com.mongodb.client.model;

public class CreateCollectionOptions {
    public native CreateCollectionOptions validationOptions(ValidationOptions validationOptions);
}
