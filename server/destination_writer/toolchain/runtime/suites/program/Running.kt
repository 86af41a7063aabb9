package destinationwriter.localrun

import destinationwriter.runtime.Beans

/** What the tests that run at this moment may ask for beyond what they are handed. */
object Running {
    /** Of the class that runs. */
    @Volatile var beans: Beans? = null

    /** The settings of the run's engine, by their names in a configuration file. */
    @Volatile var settings: Map<String, Any?> = emptyMap()

    private val reached = LinkedHashSet<String>()

    /** A suite's test begins, called by whichever test runs. */
    @Synchronized
    fun reach(test: String) {
        reached += test
    }

    /** The suites' tests that were begun since the last time. */
    @Synchronized
    fun taken(): List<String> = reached.toList().also { reached.clear() }

    fun <T : Any> bean(type: Class<T>): T =
        checkNotNull(beans) { "no test class is running" }.get(type)
}
