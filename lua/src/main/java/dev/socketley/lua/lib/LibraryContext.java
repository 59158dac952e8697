package dev.socketley.lua.lib;

import dev.socketley.lua.LuaStreams;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What the libraries of one state may reach outside it.
 *
 * @param streams what {@code io.stdin}, {@code io.stdout} and {@code io.stderr} are
 * @param directory what relative file names are relative to
 * @param exit what {@code os.exit} calls with the status; it throws whatever ends the script
 * @param atClose takes what is to run when the state is closed
 * @param blocking where calls of the system are made
 */
public record LibraryContext(
    LuaStreams streams, Path directory, IntConsumer exit, Consumer<Runnable> atClose,
    Blocking blocking) {}
