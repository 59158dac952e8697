package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbDriversTest {
    @TempDir
    Path lib;

    private void brokenJar() throws IOException {
        try (ZipOutputStream jar =
                new ZipOutputStream(Files.newOutputStream(lib.resolve("broken.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/java.sql.Driver"));
            jar.write("no.such.Driver\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aDriverThatCannotBeLoadedIsToldOfAndHarmsNoOther() throws IOException, SQLException {
        brokenJar();
        assertNotNull(DbDrivers.source(DbUrl.of("postgres://me:pw@127.0.0.1/db", lib), lib));
        EngineException e = assertThrows(EngineException.class,
            () -> DbDrivers.source(DbUrl.of("jdbc:nosuch:thing", lib), lib));
        assertEquals(ErrorCode.EDB, e.code());
        assertTrue(e.getMessage().contains("no driver for jdbc:nosuch"), e::getMessage);
        assertTrue(e.getMessage().contains("no.such.Driver"), e::getMessage);
    }

    /** Drivers hold a whole result in memory unless they know how much of it is wanted. */
    @Test
    void aDriverIsAskedForNoMoreRowsThanAreWanted() throws SQLException {
        List<Object> asked = new ArrayList<>();
        InvocationHandler answers = (self, method, args) -> {
            if (method.getName().equals("setMaxRows")) {
                asked.add(args[0]);
            }
            return method.getReturnType() == boolean.class ? (Object) false
                : method.getReturnType() == long.class ? (Object) 0L : null;
        };
        PreparedStatement statement = (PreparedStatement) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, answers);
        Connection connection = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {Connection.class}, (self, method, args) -> statement);
        for (DbStatement.Shape shape : DbStatement.Shape.values()) {
            new DbStatement(shape, "SELECT 1", 10, new Object[0]).run(connection, null);
        }
        new DbStatement(DbStatement.Shape.ROWS, "SELECT 1", Integer.MAX_VALUE, new Object[0])
            .run(connection, null);
        assertEquals(List.of(11, 1, 11, 1, 0, Integer.MAX_VALUE), asked);
    }
}
