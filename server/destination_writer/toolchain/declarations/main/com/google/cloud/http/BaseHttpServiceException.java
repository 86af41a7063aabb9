package com.google.cloud.http;

import com.google.cloud.BaseServiceException;

public class BaseHttpServiceException extends BaseServiceException {}
