package dev.socketley.lua.lib;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/**
 * What the libraries of one state may reach outside it.
 *
 * @param out where {@code io.stdout} writes
 * @param in what {@code io.stdin} reads
 * @param err where {@code io.stderr} writes
 * @param directory what relative file names are relative to
 * @param exit what {@code os.exit} calls with the status; it throws whatever ends the script
 */
public record LibraryContext(
    PrintStream out, InputStream in, PrintStream err, Path directory, IntConsumer exit) {}
