package bridgecases

import java.sql.Connection
import java.sql.DriverManager
import java.sql.SQLException

/** Arguments: URL, user, password, statements that make table `s.t (id BIGINT, x text)`. Prints what was seen, a line each. */
fun main(args: Array<String>) {
    fun connect() = DriverManager.getConnection(args[0], args[1], args[2])
    connect().use { connection ->
        for (sql in args.drop(3)) connection.createStatement().use { it.execute(sql) }
        connection.prepareStatement("INSERT INTO s.t VALUES (?, ?)").use {
            for (id in 1..3) {
                it.setInt(1, id)
                it.setString(2, "text $id")
                it.addBatch()
            }
            println("batch ${it.executeBatch().size}")
        }
        connection.autoCommit = false
        connection.createStatement().use { it.executeUpdate("DELETE FROM s.t") }
        connection.rollback()
        connection.autoCommit = true
        connect().use { println("count ${it.count()}") }
        try {
            connection.createStatement().executeQuery("SELECT * FROM s.nope")
        } catch (failure: SQLException) {
            println("missing ${failure.sqlState} ${failure.errorCode}")
        }
        println("again ${connection.count()}")
    }
}

private fun Connection.count(): Long = createStatement().executeQuery("SELECT COUNT(*) FROM s.t").use { it.next().let { _ -> it.getLong(1) } }
