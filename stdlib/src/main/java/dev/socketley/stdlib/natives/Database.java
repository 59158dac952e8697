package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.LuaTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A script's open database. Connections are lent in order of asking: for one statement, or to a
 * task for a transaction, in which that task's statements then take part.
 *
 * <p><b>Thread:</b> the script's loop; statements run in the pool's threads. <b>Owns</b> the pool.
 * <b>Bounds:</b> {@link #WAITING_MAX} statements wait.
 */
final class Database implements AutoCloseable {
    static final int WAITING_MAX = 10_000;
    /** sqlite-jdbc's {@code [SQLITE_ERROR] SQL error or missing database (the reason)}. */
    private static final Pattern SQLITE = Pattern.compile("^\\[SQLITE_\\w+\\].*?\\((.*)\\)$",
        Pattern.DOTALL);

    /** A task's transaction: open → committed, rolled back, or abandoned by a task that ended. */
    static final class Session {
        final Database database;
        private final LuaTask task;
        private final Connection connection;
        private boolean ended;

        Session(Database database, LuaTask task, Connection connection) {
            this.database = database;
            this.task = task;
            this.connection = connection;
        }
    }

    /** Work on a connection; blocks. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final NativeScope scope;
    private final DbUrl url;
    private final DbPool pool;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final List<Session> sessions = new ArrayList<>();
    private int free;
    private boolean closed;

    Database(NativeScope scope, DbUrl url, DbPool pool) {
        this.scope = scope;
        this.url = url;
        this.pool = pool;
        this.free = pool.size();
    }

    /** Runs a statement, in the running task's transaction if it has one; waits. */
    Varargs run(DbStatement statement) {
        Session session = sessionOf(scope.lua().current());
        return session != null ? run(session, statement) : refusing(() -> scope.lua().await(wake ->
            lend(() -> inPool(null, statement::run, outcome -> {
                giveBack();
                wake.resume(outcome.values());
            }), wake::resume)));
    }

    Varargs run(Session session, DbStatement statement) {
        if (session.ended || closed) {
            return Rows.refused(ErrorCode.ESTATE, "the transaction has ended");
        }
        return scope.lua().await(wake -> inPool(session.connection, statement::run,
            outcome -> wake.resume(outcome.values())));
    }

    /** Lends a connection to the running task; gives the session or a refusal; waits. */
    Varargs begin() {
        LuaTask task = scope.lua().current();
        if (sessionOf(task) != null) {
            return Rows.refused(ErrorCode.ESTATE, "a transaction is open already");
        }
        return refusing(() -> scope.lua().await(wake -> lend(() -> inPool(null, connection -> {
            connection.setAutoCommit(false);
            return connection;
        }, outcome -> {
            if (outcome.failure() != null) {
                giveBack();
                wake.resume(Rows.refused(outcome.failure()));
                return;
            }
            Session session = new Session(this, task, (Connection) outcome.result());
            sessions.add(session);
            wake.resume(LuaValue.userdataOf(session));
        }), wake::resume)));
    }

    /** Commits or rolls back, and takes the connection back; waits. */
    Varargs finish(Session session, boolean commit) {
        if (session.ended) {
            return Rows.refused(ErrorCode.ESTATE, "the transaction has ended");
        }
        return scope.lua().await(wake -> end(session, commit,
            outcome -> wake.resume(outcome.failure() == null ? LuaValue.TRUE
                : Rows.refused(outcome.failure()))));
    }

    private void end(Session session, boolean commit, Consumer<Outcome> then) {
        session.ended = true;
        inPool(session.connection, connection -> {
            try {
                if (commit) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
                pool.give(connection);
            }
            return LuaValue.TRUE;
        }, outcome -> {
            sessions.remove(session);
            giveBack();
            then.accept(outcome);
        });
    }

    private Session sessionOf(LuaTask task) {
        for (Session session : sessions) {
            if (session.task == task && !session.ended) {
                return session;
            }
        }
        return null;
    }

    private static Varargs refusing(java.util.function.Supplier<Varargs> work) {
        try {
            return work.get();
        } catch (EngineException e) {
            return Rows.refused(e);
        }
    }

    // ---- lending ----------------------------------------------------------------------------

    private void lend(Runnable use, Consumer<Varargs> refuse) {
        if (closed) {
            refuse.accept(Rows.refused(ErrorCode.ECLOSED, "the database is closed"));
        } else if (free > 0) {
            free--;
            use.run();
        } else if (waiting.size() >= WAITING_MAX) {
            refuse.accept(Rows.refused(ErrorCode.ELIMIT,
                "too many statements wait for the database: db-waiting-max=" + WAITING_MAX));
        } else {
            waiting.add(use);
            reclaim();
        }
    }

    private void giveBack() {
        Runnable next = waiting.poll();
        if (next != null) {
            next.run();
        } else {
            free++;
        }
    }

    /** A task that was ended from outside inside a transaction cannot give back what it has. */
    private void reclaim() {
        for (Session session : List.copyOf(sessions)) {
            if (session.task.ended() && !session.ended) {
                end(session, false, outcome -> { });
            }
        }
    }

    // ---- work in the pool -------------------------------------------------------------------

    /** How work ended: exactly one of the two is set, unless the result is nil. */
    private record Outcome(Object result, EngineException failure) {
        Varargs values() {
            return failure == null ? (Varargs) result : Rows.refused(failure);
        }
    }

    /**
     * Runs work in a pool thread and {@code then} on the loop.
     *
     * @param connection the one to use; null takes one, and gives it back unless it is the result
     */
    private void inPool(Connection connection, Work<?> work, Consumer<Outcome> then) {
        try {
            pool.execute(() -> {
                Outcome outcome = attempt(connection, work);
                scope.loop().execute(() -> then.accept(outcome));
            });
        } catch (RejectedExecutionException e) {
            then.accept(new Outcome(null,
                new EngineException(ErrorCode.ECLOSED, "the database is closed")));
        }
    }

    private Outcome attempt(Connection connection, Work<?> work) {
        try {
            if (connection != null) {
                return new Outcome(work.on(connection), null);
            }
            Connection taken = pool.take();
            Object result = null;
            try {
                result = work.on(taken);
            } finally {
                if (result != taken) {
                    pool.give(taken);
                }
            }
            return new Outcome(result, null);
        } catch (SQLException e) {
            return new Outcome(null, failure(url, e));
        } catch (EngineException e) {
            return new Outcome(null, e);
        } catch (RuntimeException e) {
            // The boundary to drivers: whoever waits must hear of whatever they throw.
            return new Outcome(null, new EngineException(ErrorCode.EDB,
                url.redact("the driver failed: " + e), e));
        }
    }

    /** The reason in the database's own words, without password or stack. */
    static EngineException failure(DbUrl url, SQLException e) {
        String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        Matcher sqlite = SQLITE.matcher(message);
        return new EngineException(ErrorCode.EDB,
            url.redact(sqlite.matches() ? sqlite.group(1) : message), e);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        scope.disown(this);
        for (Session session : List.copyOf(sessions)) {
            if (!session.ended) {
                end(session, false, outcome -> { });
            }
        }
        // Their work is refused by the pool, which tells whoever waits.
        pool.close();
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
