package dev.socketley.stdlib.natives;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.socketley.engine.log.Log;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;

/**
 * Connections to one database and the threads that use them. SQLite has one connection, which
 * makes it the one writer; a server has a pool. <b>Thread:</b> its own, but {@link #execute} any. Platform
 * threads, since SQLite's native calls would pin virtual ones. <b>Bounds:</b> {@link #size}.
 */
final class DbPool {
    private static final int BUSY_MS_MAX = 5000;
    private static final int CONNECT_MS_MAX = 10_000;
    /**
     * SQLite's work is as much as that of a loop that asks it. On a core that they share, whoever asked for
     * something else would wait for a slice of the scheduler.
     */
    private static final int NICER = 5;

    private final int size;
    private final ThreadPoolExecutor threads;
    private final HikariDataSource pooled;
    private final Connection only;
    private final DbPrepared prepared;

    private DbPool(int size, HikariDataSource pooled, Connection only, ThreadPoolExecutor threads) {
        this.size = size;
        this.pooled = pooled;
        this.only = only;
        prepared = only == null ? null : new DbPrepared();
        this.threads = threads;
    }

    /** Threads for a pool of that size, none of which keeps the process alive. */
    static ThreadPoolExecutor threads(int size) {
        ThreadPoolExecutor out = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> Thread.ofPlatform().daemon().name("db").unstarted(() -> {
                Niceness.add(NICER);
                work.run();
            }));
        out.allowCoreThreadTimeOut(true);
        return out;
    }

    /** Connects; blocks. */
    static DbPool open(DbUrl url, int size, ThreadPoolExecutor threads) throws SQLException {
        quiet();
        return url.sqlite() ? new DbPool(1, null, sqlite(url.jdbc().getFirst()), threads)
            : new DbPool(size, server(url, size, DbDrivers.libDirectory()), null, threads);
    }

    /** Without this the drivers' logging library writes about itself to standard error. */
    private static void quiet() {
        System.setProperty("slf4j.internal.verbosity",
            System.getProperty("slf4j.internal.verbosity", "ERROR"));
    }

    private static Connection sqlite(String jdbc) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS_MAX);
        config.enforceForeignKeys(true);
        Connection made = config.createConnection(jdbc);
        try (Statement statement = made.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
        } catch (SQLException e) {
            made.close();
            throw e;
        }
        return made;
    }

    static HikariDataSource server(DbUrl url, int size, Path lib) throws SQLException {
        DataSource source = DbDrivers.source(url, lib);
        source.getConnection().close();
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_MS_MAX);
        config.setInitializationFailTimeout(-1);
        config.setPoolName("db");
        return new HikariDataSource(config);
    }

    int size() {
        return size;
    }

    /** Whether all statements share a connection, and so run one after the other. */
    boolean isOne() {
        return only != null;
    }

    /** Statements that stay prepared; null where the driver keeps them. */
    DbPrepared prepared() {
        return prepared;
    }

    void execute(Runnable work) {
        threads.execute(work);
    }

    Connection take() throws SQLException {
        return only != null ? only : pooled.getConnection();
    }

    void give(Connection connection) throws SQLException {
        if (connection != only) {
            connection.close();
        }
    }

    /** Closes after what runs; does not wait. */
    void close() {
        threads.execute(() -> {
            try {
                if (only != null) {
                    only.close();
                } else {
                    pooled.close();
                }
            } catch (SQLException e) {
                Log.warn("db_close_failed", "cause", e.getMessage());
            }
        });
        threads.shutdown();
    }
}
