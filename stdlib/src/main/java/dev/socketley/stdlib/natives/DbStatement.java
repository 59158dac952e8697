package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One statement with its parameters, and what comes back as Lua values.
 *
 * @param shape   what is wanted of it
 * @param rowsMax rows that a result may have; more are refused, for {@code FIRST} and
 *                {@code VALUE} not read
 * @param values  parameters, already out of Lua's reach
 */
record DbStatement(Shape shape, String sql, int rowsMax, Object[] values) {
    /** Rows by column name; the first of them; names and rows as arrays; one value; no rows. */
    enum Shape { ROWS, FIRST, LISTS, VALUE, EXEC }

    private static final long WHOLE_MAX = 1L << 53;
    private static final int DIGITS_EXACT = 15;
    private static final int KEPT_BYTES_MAX = 64 << 10;

    /** Copies parameters, on the loop: text where bytes are UTF-8, else a blob. */
    static Object[] parameters(Varargs args, int from) {
        Object[] out = new Object[Math.max(0, args.narg() - from + 1)];
        for (int i = 0; i < out.length; i++) {
            out[i] = parameter(args.arg(from + i), i + 1);
        }
        return out;
    }

    private static Object parameter(LuaValue v, int number) {
        return switch (v.type()) {
            case LuaValue.TBOOLEAN -> v.toboolean();
            case LuaValue.TNUMBER -> {
                double d = v.todouble();
                if (d == Math.rint(d) && Math.abs(d) <= WHOLE_MAX) {
                    yield (long) d;
                }
                yield d;
            }
            case LuaValue.TSTRING -> {
                byte[] bytes = Bridge.bytes(v);
                if (Utf8.valid(bytes)) {
                    yield new String(bytes, StandardCharsets.UTF_8);
                }
                yield bytes;
            }
            case LuaValue.TNIL, LuaValue.TUSERDATA -> null;
            default -> throw LuaErrors.error("parameter " + number
                + ": string, number, boolean or nil expected, got " + v.typename());
        };
    }

    /**
     * Runs it; blocks.
     *
     * @param prepared the statements of a connection to SQLite; null of any other
     */
    Varargs run(Connection connection, DbPrepared prepared) throws SQLException {
        if ((shape != Shape.EXEC || values.length > 0) && saysNothing()) {
            throw new SQLException("the statement is empty"); // SQLite's driver has worse words
        }
        if (prepared != null) {
            return shape == Shape.EXEC && values.length == 0 ? script(connection)
                : run(prepared.of(connection, sql), prepared);
        }
        boolean insert = shape == Shape.EXEC && inserts();
        try (PreparedStatement statement = insert
                ? connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
                : connection.prepareStatement(sql)) {
            return run(statement, insert);
        }
    }

    private Varargs run(PreparedStatement statement, DbPrepared prepared) throws SQLException {
        boolean done = false;
        try {
            checkCount(statement);
            Varargs result = run(statement, shape == Shape.EXEC && inserts());
            done = !isLarge();
            return result;
        } finally {
            if (!done) {
                prepared.drop(sql);
            }
        }
    }

    private Varargs run(PreparedStatement statement, boolean insert) throws SQLException {
        bind(statement);
        statement.setMaxRows(rowsWanted());
        boolean rows = statement.execute();
        if (shape == Shape.EXEC) {
            Varargs changes = changes(statement, insert);
            if (rows) {
                statement.getResultSet().close();
            }
            return changes;
        }
        if (!rows) {
            return shape == Shape.ROWS || shape == Shape.LISTS
                ? LuaValue.varargsOf(new Table(), new Table()) : LuaValue.NIL;
        }
        try (ResultSet result = statement.getResultSet()) {
            return read(result);
        }
    }

    /** Drivers of servers hold all the rows in memory that they are not told to leave; 0 is all. */
    private int rowsWanted() {
        return switch (shape) {
            case EXEC -> 0;
            case FIRST, VALUE -> 1;
            case ROWS, LISTS -> (int) Math.min(rowsMax + 1L, Integer.MAX_VALUE);
        };
    }

    /** Whether a statement that stays prepared would hold on to a lot. */
    private boolean isLarge() {
        for (Object value : values) {
            if (value instanceof byte[] bytes && bytes.length > KEPT_BYTES_MAX
                    || value instanceof String text && text.length() > KEPT_BYTES_MAX) {
                return true;
            }
        }
        return false;
    }

    /** Unprepared, which is how SQLite's driver runs several statements to the last. */
    private Varargs script(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            LuaValue count = Bridge.number(statement.executeLargeUpdate(sql));
            return inserts() ? withId(statement, count) : count;
        }
    }

    /** Whether there are only blanks, comments and semicolons. */
    private boolean saysNothing() {
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
            } else if (c == ';' || Character.isWhitespace(c)) {
                at++;
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean inserts() {
        return begins("insert") || begins("replace");
    }

    /** Whether it surely changes nothing. */
    boolean isSelect() {
        return begins("select");
    }

    private boolean begins(String word) {
        return sql.stripLeading().regionMatches(true, 0, word, 0, word.length());
    }

    /** SQLite's driver takes too few as NULLs; others check, and would ask their server for this. */
    private void checkCount(PreparedStatement statement) throws SQLException {
        int wanted = statement.getParameterMetaData().getParameterCount();
        if (wanted != values.length) {
            throw new EngineException(ErrorCode.EDB, "the statement has " + wanted
                + " parameters, got " + values.length);
        }
    }

    private void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case null, default -> statement.setObject(i + 1, values[i]);
            }
        }
    }

    private static Varargs changes(Statement statement, boolean insert) throws SQLException {
        LuaValue count = Bridge.number(Math.max(0, statement.getLargeUpdateCount()));
        return insert ? withId(statement, count) : count;
    }

    private static Varargs withId(Statement statement, LuaValue count) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            return keys.next() ? LuaValue.varargsOf(count, value(keys, 1)) : count;
        }
    }

    private Varargs read(ResultSet result) throws SQLException {
        if (shape == Shape.VALUE) {
            return result.next() ? value(result, 1) : LuaValue.NIL;
        }
        LuaString[] names = names(result.getMetaData());
        LuaTable rows = new Table();
        int n = 0;
        while (result.next()) {
            if (++n > rowsMax && shape != Shape.FIRST) {
                throw new EngineException(ErrorCode.ELIMIT, "result exceeds rows_max=" + rowsMax);
            }
            LuaTable row = new Table();
            for (int i = 0; i < names.length; i++) {
                LuaValue key = shape == Shape.LISTS ? LuaValue.valueOf(i + 1) : names[i];
                row.rawset(key, value(result, i + 1));
            }
            if (shape == Shape.FIRST) {
                return row;
            }
            rows.rawset(n, row);
        }
        return shape == Shape.FIRST ? LuaValue.NIL : shape == Shape.ROWS ? rows
            : LuaValue.varargsOf(Table.of(names), rows);
    }

    private static LuaString[] names(ResultSetMetaData meta) throws SQLException {
        LuaString[] out = new LuaString[meta.getColumnCount()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Bridge.text(meta.getColumnLabel(i + 1));
        }
        return out;
    }

    /** What a number cannot hold exactly comes as its digits. */
    private static LuaValue value(ResultSet result, int column) throws SQLException {
        return switch (result.getObject(column)) {
            case null -> LuaValue.NIL;
            case Boolean b -> LuaValue.valueOf(b);
            case byte[] bytes -> LuaString.valueUsing(bytes);
            case Double d -> LuaValue.valueOf(d);
            case Float f -> LuaValue.valueOf(f.doubleValue());
            case BigInteger big -> whole(big);
            case BigDecimal big -> big.precision() <= DIGITS_EXACT
                ? LuaValue.valueOf(big.doubleValue()) : Bridge.text(big.toPlainString());
            case Number n -> Math.abs(n.longValue()) <= WHOLE_MAX ? Bridge.number(n.longValue())
                : Bridge.text(n.toString());
            case Object other -> Bridge.text(other.toString());
        };
    }

    private static LuaValue whole(BigInteger big) {
        return big.bitLength() <= 53 ? Bridge.number(big.longValue()) : Bridge.text(big.toString());
    }
}
