package dev.socketley.stdlib.natives;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statements of one SQLite connection that stay prepared, since to prepare one takes longer than to
 * run it. What servers offer, their drivers keep themselves.
 *
 * <p><b>Thread:</b> the connection's. <b>Owns</b> the statements, which end with the connection.
 * <b>Bounds:</b> {@link #STATEMENTS_MAX}; what was not used for longest goes.
 */
final class DbPrepared {
    static final int STATEMENTS_MAX = 64;

    private final Map<String, PreparedStatement> kept =
        new LinkedHashMap<>(2 * STATEMENTS_MAX, 0.75f, true);

    /** A statement that is not in use. */
    PreparedStatement of(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = kept.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            kept.put(sql, statement);
            if (kept.size() > STATEMENTS_MAX) {
                kept.remove(kept.keySet().iterator().next()).close();
            }
        }
        return statement;
    }

    /** Lets a statement go that failed, as the driver may have closed it. */
    void drop(String sql) {
        PreparedStatement statement = kept.remove(sql);
        if (statement == null) {
            return;
        }
        try {
            statement.close();
        } catch (SQLException e) {
            // SQLite says once more what failed, which the caller knows.
        }
    }

    int count() {
        return kept.size();
    }
}
