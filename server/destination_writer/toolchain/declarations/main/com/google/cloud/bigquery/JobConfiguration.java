package com.google.cloud.bigquery;

import java.io.Serializable;

public abstract class JobConfiguration implements Serializable {
    JobConfiguration() {}
}
