package org.bson.conversions

interface Bson
