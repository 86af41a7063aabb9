package destinationwriter.runtime

import destinationwriter.bridge.BridgeDataSource
import destinationwriter.vendors.Vendors
import java.sql.Connection
import java.sql.DriverManager
import java.sql.ResultSet
import java.util.Properties
import javax.sql.DataSource

/** The data source for a description: `jdbc` with url, user and password; `bridge` with port and token; or neither, for none. */
fun openDatabase(asked: Map<*, *>): NotingDataSource {
    (asked["jdbc"] as Map<*, *>?)?.let { jdbc ->
        val properties = Properties().apply {
            (jdbc["user"] as String?)?.let { setProperty("user", it) }
            (jdbc["password"] as String?)?.let { setProperty("password", it) }
        }
        return NotingDataSource { DriverManager.getConnection(jdbc.text("url"), properties) }
    }
    (asked["bridge"] as Map<*, *>?)?.let { bridge ->
        val source = BridgeDataSource((bridge["port"] as Long).toInt(), bridge.text("token"), Vendors.unwrappers)
        Vendors.engine = source
        Vendors.note = Statements::note
        return NotingDataSource { source.connection }
    }
    return NotingDataSource(::connectionToNothing)
}

/** Every cell as its text, beside the columns' names and type names. What the connector wrote is read without its help. */
fun query(database: DataSource, sql: String, parameters: List<*>): Map<String, Any?> =
    database.connection.use { connection ->
        connection.prepareStatement(sql).use { statement ->
            parameters.forEachIndexed { index, value -> statement.setString(index + 1, value as String?) }
            statement.executeQuery().use(::cells)
        }
    }

private fun cells(rows: ResultSet): Map<String, Any?> {
    val columns = 1..rows.metaData.columnCount
    return mapOf(
        "columns" to columns.map { rows.metaData.getColumnLabel(it) },
        "types" to columns.map { rows.metaData.getColumnTypeName(it) },
        "rows" to buildList { while (rows.next()) add(columns.map { rows.getString(it) }) },
    )
}

/** Runs statements one by one, outside of any transaction. */
fun execute(database: DataSource, statements: List<*>) {
    database.connection.use { connection: Connection ->
        connection.createStatement().use { statement -> statements.forEach { statement.execute(it as String) } }
    }
}
