package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.LuaTask;
import dev.socketley.lua.Wake;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A script's open database. Connections are lent in order of asking: for one statement, or to a
 * task for a transaction, in which that task's statements then take part. Statements of one text that
 * wait for the one connection to SQLite are run in one go, as to change threads takes longer than they do.
 *
 * <p><b>Thread:</b> the script's loop; statements run in the pool's threads. <b>Owns</b> the pool.
 * <b>Bounds:</b> {@link #WAITING_MAX} statements wait.
 */
final class Database implements AutoCloseable {
    static final int WAITING_MAX = 10_000;
    /** Statements of one text that are run in one go, and for how long, where there is one connection. */
    private static final int TOGETHER_MAX = 64;
    private static final long TOGETHER_NANOS = 1_000_000;
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

    /** What waits for a connection: a statement with who waits for it, or something else to do. */
    private record Waiting(Runnable use, DbStatement statement, Wake wake) {
    }

    /** Work on a connection; blocks. */
    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final NativeScope scope;
    private final DbUrl url;
    private final DbPool pool;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<Session> sessions = new ArrayList<>();
    private int free;
    private boolean closed;
    /** Whether what waits will be looked at in this turn of the loop. */
    private boolean serving;

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
            lend(new Waiting(null, statement, wake), wake::resume)));
    }

    Varargs run(Session session, DbStatement statement) {
        if (session.ended || closed) {
            return LuaFailures.refused(ErrorCode.ESTATE, "the transaction has ended");
        }
        return scope.lua().await(wake -> inPool(session.connection, work(statement),
            outcome -> wake.resume(outcome.values())));
    }

    /** Lends a connection to the running task; gives the session or a refusal; waits. */
    Varargs begin() {
        LuaTask task = scope.lua().current();
        if (sessionOf(task) != null) {
            return LuaFailures.refused(ErrorCode.ESTATE, "a transaction is open already");
        }
        return refusing(() -> scope.lua().await(wake -> lend(
            new Waiting(() -> begin(task, wake), null, wake), wake::resume)));
    }

    private void begin(LuaTask task, Wake wake) {
        inPool(null, connection -> {
            connection.setAutoCommit(false);
            return connection;
        }, outcome -> {
            if (outcome.failure() != null) {
                giveBack();
                wake.resume(LuaFailures.refused(outcome.failure()));
                return;
            }
            Session session = new Session(this, task, (Connection) outcome.result());
            sessions.add(session);
            wake.resume(LuaValue.userdataOf(session));
        });
    }

    /** Commits or rolls back, and takes the connection back; waits. */
    Varargs finish(Session session, boolean commit) {
        if (session.ended) {
            return LuaFailures.refused(ErrorCode.ESTATE, "the transaction has ended");
        }
        return scope.lua().await(wake -> end(session, commit,
            outcome -> wake.resume(outcome.failure() == null ? LuaValue.TRUE
                : LuaFailures.refused(outcome.failure()))));
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

    private static Varargs refusing(Supplier<Varargs> work) {
        try {
            return work.get();
        } catch (EngineException e) {
            return LuaFailures.refused(e);
        }
    }

    // ---- lending ----------------------------------------------------------------------------

    private void lend(Waiting asks, Consumer<Varargs> refuse) {
        if (closed) {
            refuse.accept(LuaFailures.refused(ErrorCode.ECLOSED, "the database is closed"));
        } else if (waiting.size() >= WAITING_MAX) {
            refuse.accept(LuaFailures.refused(ErrorCode.ELIMIT,
                "too many statements wait for the database: db-waiting-max=" + WAITING_MAX));
        } else {
            waiting.add(asks);
            if (free == 0) {
                reclaim();
            } else if (!serving) {
                // At the end of the turn, so that what the turn brings goes to the pool in one go.
                serving = true;
                scope.loop().execute(this::serve);
            }
        }
    }

    private void giveBack() {
        free++;
        serve();
    }

    private void serve() {
        serving = false;
        while (free > 0 && !waiting.isEmpty()) {
            free--;
            use(waiting.poll());
        }
    }

    private void use(Waiting next) {
        if (next.statement == null) {
            next.use.run();
            return;
        }
        List<Waiting> together = new ArrayList<>();
        together.add(next);
        while (pool.isOne() && together.size() < TOGETHER_MAX && isLike(next, waiting.peek())) {
            together.add(waiting.poll());
        }
        try {
            pool.execute(() -> {
                List<Outcome> outcomes = attempt(together);
                scope.loop().execute(() -> ended(together, outcomes));
            });
        } catch (RejectedExecutionException e) {
            together.forEach(each -> each.wake.resume(
                LuaFailures.refused(ErrorCode.ECLOSED, "the database is closed")));
        }
    }

    /** Whether a statement most likely takes as long as another, as it has the same text. */
    private static boolean isLike(Waiting one, Waiting other) {
        return other != null && other.statement != null
            && other.statement.sql().equals(one.statement.sql());
    }

    private List<Outcome> attempt(List<Waiting> together) {
        if (together.size() == 1 || !together.getFirst().statement.isSelect()) {
            return attemptEach(together);
        }
        // One transaction, since SQLite locks its file for each, which takes longer than to read.
        try {
            Connection only = pool.take();
            only.setAutoCommit(false);
            List<Outcome> outcomes = attemptEach(together);
            only.setAutoCommit(true);
            return outcomes;
        } catch (SQLException e) {
            Outcome failed = new Outcome(null, failure(url, e));
            return together.stream().map(each -> failed).toList();
        }
    }

    /** Runs statements until there are no more, or they have taken their time. */
    private List<Outcome> attemptEach(List<Waiting> together) {
        List<Outcome> outcomes = new ArrayList<>(together.size());
        long until = System.nanoTime() + TOGETHER_NANOS;
        for (Waiting each : together) {
            if (!outcomes.isEmpty() && System.nanoTime() > until) {
                break;
            }
            outcomes.add(attempt(null, work(each.statement)));
        }
        return outcomes;
    }

    private Work<Varargs> work(DbStatement statement) {
        return connection -> statement.run(connection, pool.prepared());
    }

    private void ended(List<Waiting> together, List<Outcome> outcomes) {
        for (int i = together.size() - 1; i >= outcomes.size(); i--) {
            waiting.addFirst(together.get(i));
        }
        if (closed) {
            refuseWaiting();
        } else {
            giveBack();
        }
        for (int i = 0; i < outcomes.size(); i++) {
            together.get(i).wake.resume(outcomes.get(i).values());
        }
    }

    /** The pool refuses it, and whoever waits hears of that. */
    private void refuseWaiting() {
        while (!waiting.isEmpty()) {
            use(waiting.poll());
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
            return failure == null ? (Varargs) result : LuaFailures.refused(failure);
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
        } catch (RuntimeException | LinkageError e) {
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
        refuseWaiting();
    }
}
