package com.google.auth

abstract class Credentials
