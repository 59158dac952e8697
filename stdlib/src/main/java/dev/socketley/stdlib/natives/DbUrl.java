package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where a database is, read from what a script says.
 *
 * @param sqlite whether the driver is the one that is built in
 * @param jdbc   the URL for the driver; where several drivers would do, each one's
 * @param login  user and password, if the URL has them
 * @param jar    name of a driver's jar, for whoever lacks it
 * @param shown  how messages call it, without secrets
 */
record DbUrl(boolean sqlite, List<String> jdbc, Properties login, String jar, String shown) {
    private static final String SHAPES =
        "sqlite:file, sqlite::memory:, postgres://user:password@host/name, mysql://… or jdbc:…";

    /** @throws EngineException EINVAL when it has none of the known shapes */
    static DbUrl of(String url, Path directory) {
        if (url.startsWith("jdbc:sqlite:")) {
            return sqlite(url.substring("jdbc:sqlite:".length()), directory);
        }
        if (url.startsWith("sqlite:")) {
            return sqlite(url.substring("sqlite:".length()), directory);
        }
        if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
            return server(url, List.of("jdbc:postgresql"), "postgresql-*.jar");
        }
        if (url.startsWith("mysql://") || url.startsWith("mariadb://")) {
            return server(url, List.of("jdbc:mysql", "jdbc:mariadb"),
                "mysql-connector-j-*.jar or mariadb-java-client-*.jar");
        }
        if (url.startsWith("jdbc:")) {
            return new DbUrl(false, List.of(url), new Properties(), "the driver's jar",
                "the database");
        }
        throw new EngineException(ErrorCode.EINVAL,
            "unknown kind of database, expected " + SHAPES);
    }

    private static DbUrl sqlite(String file, Path directory) {
        boolean plain = !file.isEmpty() && !file.startsWith(":") && !file.startsWith("file:");
        String place = plain ? directory.resolve(file).toAbsolutePath().toString() : file;
        return new DbUrl(true, List.of("jdbc:sqlite:" + place), new Properties(), "",
            plain ? place : "sqlite:" + file);
    }

    private static DbUrl server(String url, List<String> prefixes, String jar) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new EngineException(ErrorCode.EINVAL,
                "database URL is not one (encode special characters of the password as %xx)");
        }
        Properties login = new Properties();
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            login.setProperty("user", decode(parts[0]));
            if (parts.length > 1) {
                login.setProperty("password", decode(parts[1]));
            }
        }
        String rest = "://" + uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "")
            + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return new DbUrl(false, prefixes.stream().map(p -> p + rest).toList(), login, jar,
            uri.getHost() + uri.getRawPath());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** In no message may a password be seen. */
    String redact(String message) {
        String password = login.getProperty("password", "");
        return password.isEmpty() ? message : message.replaceAll(
            "(?<![A-Za-z0-9])" + Pattern.quote(password) + "(?![A-Za-z0-9])", "***");
    }
}
