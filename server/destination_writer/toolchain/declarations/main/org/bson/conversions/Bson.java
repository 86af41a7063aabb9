package org.bson.conversions;

public interface Bson {}
