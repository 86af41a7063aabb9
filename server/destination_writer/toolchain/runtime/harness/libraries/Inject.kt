package jakarta.inject

annotation class Inject

annotation class Named(val value: String = "")

annotation class Qualifier

annotation class Scope

annotation class Singleton

fun interface Provider<T> {
    fun get(): T
}
