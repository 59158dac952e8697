package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.Wake;
import dev.socketley.stdlib.natives.Database.Session;
import dev.socketley.stdlib.natives.DbStatement.Shape;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code db.lua} needs: databases and transactions as opaque handles. */
final class DbNatives {
    private DbNatives() {}

    static List<Native> all(NativeScope scope) {
        return List.of(
            Native.row("db", "open", "Opens the database of a url with a pool of connections_max.",
                args -> open(scope, args)),
            statement("rows", Shape.ROWS, "Rows of a statement by column name."),
            statement("first", Shape.FIRST, "First row of a statement by column name, or nil."),
            statement("lists", Shape.LISTS, "Column names, and rows as arrays."),
            statement("value", Shape.VALUE, "First column of the first row, or nil."),
            statement("exec", Shape.EXEC, "Runs a statement; changed rows, then the new row's id."),
            Native.row("db", "begin", "Begins a transaction of this task; its handle.",
                args -> args.touserdata(1) instanceof Database d ? d.begin() : LuaValue.NIL),
            Native.row("db", "finish", "Commits or rolls back a transaction.", args -> {
                Session session = (Session) args.touserdata(1);
                return session.database.finish(session, args.toboolean(2));
            }),
            Native.row("db", "close", "Closes a database; whether it was open.", args -> {
                Database database = (Database) args.touserdata(1);
                boolean open = !database.isClosed();
                database.close();
                return LuaValue.valueOf(open);
            }));
    }

    /** Arguments: handle, rows_max, sql, parameters. */
    private static Native statement(String name, Shape shape, String summary) {
        return Native.row("db", name, summary, args -> {
            DbStatement statement = new DbStatement(shape, Bridge.string(args.arg(3)),
                args.toint(2), DbStatement.parameters(args, 4));
            return args.touserdata(1) instanceof Session session
                ? session.database.run(session, statement)
                : ((Database) args.touserdata(1)).run(statement);
        });
    }

    private static Varargs open(NativeScope scope, Varargs args) {
        DbUrl url;
        try {
            url = DbUrl.of(Bridge.string(args.arg1()), scope.directory());
        } catch (EngineException e) {
            return LuaFailures.refused(e);
        }
        int size = args.toint(2);
        ThreadPoolExecutor threads = DbPool.threads(url.sqlite() ? 1 : size);
        return scope.lua().await(wake -> threads.execute(
            () -> connect(scope, url, size, threads, wake)));
    }

    private static void connect(NativeScope scope, DbUrl url, int size,
            ThreadPoolExecutor threads, Wake wake) {
        try {
            DbPool pool = DbPool.open(url, size, threads);
            scope.loop().execute(() -> {
                Database database = new Database(scope, url, pool);
                scope.hold(database);
                if (!wake.resume(LuaValue.userdataOf(database))) {
                    database.close();
                }
            });
        } catch (SQLException e) {
            threads.shutdown();
            wake.resume(LuaFailures.refused(Database.failure(url, e).at("cannot open " + url.shown())));
        } catch (EngineException e) {
            threads.shutdown();
            wake.resume(LuaFailures.refused(e));
        } catch (RuntimeException | LinkageError e) {
            // The boundary to drivers, as in Database.
            threads.shutdown();
            wake.resume(LuaFailures.refused(ErrorCode.EDB,
                url.redact("the driver failed: " + e)));
        }
    }
}
