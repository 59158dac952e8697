package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * JDBC drivers that users put beside the program: jars in {@code $SOCKETLEY_LIB} or {@code ./lib}.
 * <b>Thread:</b> any but a loop's. Loaded jars stay for the process's life.
 */
final class DbDrivers {
    private static final Map<List<Path>, ClassLoader> LOADERS = new HashMap<>();

    private DbDrivers() {}

    static Path libDirectory() {
        String set = System.getenv("SOCKETLEY_LIB");
        return Path.of(set == null || set.isEmpty() ? "lib" : set).toAbsolutePath();
    }

    /** @throws EngineException EDB, saying which jar belongs where, when no driver takes the URL */
    static DataSource source(DbUrl url, Path lib) throws SQLException {
        Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader(lib)).iterator();
        StringBuilder broken = new StringBuilder();
        for (Driver driver = next(drivers, broken); driver != null; driver = next(drivers, broken)) {
            for (String jdbc : url.jdbc()) {
                if (driver.acceptsURL(jdbc)) {
                    return new Source(driver, jdbc, url.login());
                }
            }
        }
        throw new EngineException(ErrorCode.EDB, "no driver for " + kind(url) + ": put " + url.jar()
            + " into " + lib + " (SOCKETLEY_LIB names another directory)" + broken);
    }

    /** The next driver that can be loaded, or null; why others cannot is appended. */
    private static Driver next(Iterator<Driver> drivers, StringBuilder broken) {
        for (;;) {
            try {
                return drivers.hasNext() ? drivers.next() : null;
            } catch (ServiceConfigurationError e) {
                broken.append("; ").append(e.getMessage());
            }
        }
    }

    private static String kind(DbUrl url) {
        String[] parts = url.jdbc().getFirst().split(":", 3);
        return parts[0] + ":" + parts[1];
    }

    private static synchronized ClassLoader loader(Path lib) {
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(lib, "*.jar")) {
                found.forEach(jars::add);
            } catch (IOException e) {
                throw new EngineException(ErrorCode.EIO, "cannot read " + lib, e);
            }
        }
        jars.sort(null);
        return LOADERS.computeIfAbsent(jars, key -> new URLClassLoader(
            key.stream().map(DbDrivers::url).toArray(URL[]::new),
            DbDrivers.class.getClassLoader()));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new EngineException(ErrorCode.EIO, "cannot read " + jar, e);
        }
    }

    /** A driver that DriverManager may not see, as its class came from a loader of ours. */
    private record Source(Driver driver, String url, Properties login) implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return driver.connect(url, login);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            Properties other = new Properties();
            other.setProperty("user", user);
            other.setProperty("password", password);
            return driver.connect(url, other);
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
