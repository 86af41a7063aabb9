package com.mongodb.client.model;

public class RenameCollectionOptions {
    public native RenameCollectionOptions dropTarget(boolean dropTarget);
}
