package io.github.oshai.kotlinlogging

/** Makes loggers. What they are given is formed and dropped, so that a lambda that throws still shows. */
public object KotlinLogging {
    public fun logger(func: () -> Unit): KLogger = logger(func.javaClass.name.substringBefore("Kt$"))

    public fun logger(name: String): KLogger =
        object : KLogger {
            override val name: String = name
        }
}

public interface KLogger {
    public val name: String

    public fun trace(message: () -> Any?) {
        message()
    }

    public fun trace(throwable: Throwable?, message: () -> Any?) {
        message()
    }

    public fun debug(message: () -> Any?) {
        message()
    }

    public fun debug(throwable: Throwable?, message: () -> Any?) {
        message()
    }

    public fun info(message: () -> Any?) {
        message()
    }

    public fun info(throwable: Throwable?, message: () -> Any?) {
        message()
    }

    public fun warn(message: () -> Any?) {
        message()
    }

    public fun warn(throwable: Throwable?, message: () -> Any?) {
        message()
    }

    public fun error(message: () -> Any?) {
        message()
    }

    public fun error(throwable: Throwable?, message: () -> Any?) {
        message()
    }

    public fun isTraceEnabled(): Boolean = false

    public fun isDebugEnabled(): Boolean = false

    public fun isInfoEnabled(): Boolean = false
}
