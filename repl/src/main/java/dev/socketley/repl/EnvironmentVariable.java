package dev.socketley.repl;

import java.util.List;

/** A variable of the environment that the program looks at. */
record EnvironmentVariable(String name, String summary) {
    static final List<EnvironmentVariable> ALL = List.of(
        new EnvironmentVariable("SOCKETLEY_SOCKET", "Path of the engine's control socket; without "
            + "it $XDG_RUNTIME_DIR/socketley.sock, else one of this user's below /tmp."),
        new EnvironmentVariable("SOCKETLEY_JAVA_OPTS", "More flags of the JVM, such as -Xmx2g."),
        new EnvironmentVariable("SOCKETLEY_LIB", "Directory of JDBC drivers; without it ./lib."),
        new EnvironmentVariable("JAVA_HOME", "A JDK 25 or newer, which goes before others."));
}
