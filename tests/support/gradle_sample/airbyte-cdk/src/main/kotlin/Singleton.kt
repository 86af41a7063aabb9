package jakarta.inject

annotation class Singleton
