import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A worker over JDBC: one JSON line in, one out, in the form of `engines/workers/main.py`. The first line is the
 * options: url, user, password. Run from its source (`java Probe.java`) with the driver's jar on the class path.
 *
 * <p>`will` leaves statements that are run on a new connection when the input ends without `goodbye`: whoever asked was
 * killed, and nobody else is left to remove what was made.
 */
public final class Probe {
    private static final Map<Integer, Connection> SESSIONS = new HashMap<>();
    private static final PrintStream ANSWERS = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int LIMIT_SECONDS = 60;
    private static String url;
    private static final Properties PROPERTIES = new Properties();
    private static List<Object> will = new ArrayList<>();

    private Probe() {}

    public static void main(String[] ignored) throws Exception {
        System.setOut(System.err);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, Object> options = object(input.readLine());
        url = (String) options.get("url");
        for (String name : List.of("user", "password")) {
            if (options.get(name) instanceof String && !((String) options.get(name)).isEmpty()) {
                PROPERTIES.setProperty(name, (String) options.get(name));
            }
        }
        DriverManager.setLoginTimeout(20);
        try (Connection first = DriverManager.getConnection(url, PROPERTIES)) {
            DatabaseMetaData about = first.getMetaData();
            String title = about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
            String via = "JDBC driver " + about.getDriverName() + " " + about.getDriverVersion();
            ANSWERS.println("{\"ready\":" + text(title) + ",\"via\":" + text(via) + "}");
        } catch (SQLException error) {
            ANSWERS.println("{\"failed\":" + text(message(error)) + "}");
            System.exit(1);
        }
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Map<String, Object> request = object(line);
            String id = String.valueOf(((Number) request.get("id")).longValue());
            try {
                ANSWERS.println("{\"id\":" + id + ",\"ok\":" + handle(request) + "}");
            } catch (SQLException error) {
                ANSWERS.println("{\"id\":" + id + ",\"error\":" + told(error) + "}");
            }
        }
        for (Connection open : SESSIONS.values()) {
            try {
                open.close();
            } catch (SQLException error) {
                System.err.println(message(error));
            }
        }
        carryOut();
        System.exit(0);
    }

    private static void carryOut() {
        if (will.isEmpty()) {
            return;
        }
        try (Connection last = DriverManager.getConnection(url, PROPERTIES)) {
            for (Object sql : will) {
                try (Statement statement = last.createStatement()) {
                    statement.execute((String) sql);
                } catch (SQLException error) {
                    System.err.println(message(error));
                }
            }
        } catch (SQLException error) {
            System.err.println(message(error));
        }
    }

    private static String handle(Map<String, Object> request) throws SQLException {
        switch ((String) request.get("op")) {
            case "will":
                will = list(request.get("statements"));
                return "null";
            case "open":
                session(request);
                return "null";
            case "run":
                return run(session(request), (String) request.get("sql"), list(request.get("parameters")));
            case "autocommit":
                session(request).setAutoCommit((Boolean) request.get("on"));
                return "null";
            case "commit":
                session(request).commit();
                return "null";
            case "rollback":
                session(request).rollback();
                return "null";
            case "close":
                Connection gone = SESSIONS.remove(((Number) request.get("session")).intValue());
                if (gone != null) {
                    gone.close();
                }
                return "null";
            default:
                throw new SQLException("no request is called " + request.get("op"), "0A000");
        }
    }

    private static Connection session(Map<String, Object> request) throws SQLException {
        int number = ((Number) request.get("session")).intValue();
        Connection found = SESSIONS.get(number);
        if (found == null) {
            found = DriverManager.getConnection(url, PROPERTIES);
            SESSIONS.put(number, found);
        }
        return found;
    }

    private static String run(Connection connection, String sql, List<Object> parameters) throws SQLException {
        if (parameters.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                limit(statement);
                return result(statement, statement.execute(sql));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            limit(statement);
            for (int at = 0; at < parameters.size(); at++) {
                statement.setObject(at + 1, parameters.get(at));
            }
            return result(statement, statement.execute());
        }
    }

    /** A statement that waits for another connection's lock must end; a driver without a clock has none. */
    private static void limit(Statement statement) {
        try {
            statement.setQueryTimeout(LIMIT_SECONDS);
        } catch (SQLException error) {
            System.err.println(message(error));
        }
    }

    private static String result(Statement statement, boolean hasRows) throws SQLException {
        if (!hasRows) {
            return "{\"columns\":null,\"rows\":[],\"updated\":" + statement.getUpdateCount() + "}";
        }
        StringBuilder out = new StringBuilder("{\"columns\":[");
        try (ResultSet rows = statement.getResultSet()) {
            ResultSetMetaData about = rows.getMetaData();
            for (int at = 1; at <= about.getColumnCount(); at++) {
                out.append(at > 1 ? "," : "").append("[").append(text(about.getColumnLabel(at))).append(",");
                out.append(text(String.valueOf(about.getColumnTypeName(at)))).append("]");
            }
            out.append("],\"rows\":[");
            for (int count = 0; rows.next(); count++) {
                out.append(count > 0 ? ",[" : "[");
                for (int at = 1; at <= about.getColumnCount(); at++) {
                    out.append(at > 1 ? "," : "").append(text(rows.getString(at)));
                }
                out.append("]");
            }
        }
        return out.append("],\"updated\":-1}").toString();
    }

    private static String told(SQLException error) {
        String state = error.getSQLState();
        return "{\"message\":" + text(message(error)) + ",\"state\":" + text(state) + ",\"vendor\":"
                + error.getErrorCode() + ",\"kind\":" + text(error.getClass().getSimpleName()) + "}";
    }

    private static String message(SQLException error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    private static String text(String value) {
        if (value == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char letter : value.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < ' ' || Character.isSurrogate(letter) || letter > 0x7e) {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        return out.append('"').toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String line) {
        return (Map<String, Object>) new Json(line).value();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return value == null ? new ArrayList<>() : (List<Object>) value;
    }

    /** Reads what Python's `json.dumps` writes: one line, characters beyond ASCII as escapes. */
    private static final class Json {
        private final String line;
        private int at = 0;

        Json(String line) {
            this.line = line;
        }

        Object value() {
            space();
            char first = line.charAt(at);
            if (first == '{') {
                return members();
            }
            if (first == '[') {
                return items();
            }
            if (first == '"') {
                return string();
            }
            int start = at;
            while (at < line.length() && ",]} ".indexOf(line.charAt(at)) < 0) {
                at++;
            }
            String word = line.substring(start, at);
            switch (word) {
                case "null":
                    return null;
                case "true":
                    return Boolean.TRUE;
                case "false":
                    return Boolean.FALSE;
                default:
                    return Long.valueOf(word);
            }
        }

        private Map<String, Object> members() {
            Map<String, Object> found = new HashMap<>();
            at++;
            for (space(); line.charAt(at) != '}'; space()) {
                String key = string();
                space();
                at++;
                found.put(key, value());
                space();
                if (line.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
            return found;
        }

        private List<Object> items() {
            List<Object> found = new ArrayList<>();
            at++;
            for (space(); line.charAt(at) != ']'; space()) {
                found.add(value());
                space();
                if (line.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
            return found;
        }

        private String string() {
            StringBuilder out = new StringBuilder();
            for (at++; line.charAt(at) != '"'; at++) {
                char letter = line.charAt(at);
                if (letter != '\\') {
                    out.append(letter);
                    continue;
                }
                letter = line.charAt(++at);
                if (letter == 'u') {
                    out.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    int known = "nrtbf".indexOf(letter);
                    out.append(known < 0 ? letter : "\n\r\t\b\f".charAt(known));
                }
            }
            at++;
            return out.toString();
        }

        private void space() {
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
        }
    }
}
