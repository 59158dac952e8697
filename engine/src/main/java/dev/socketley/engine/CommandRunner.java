package dev.socketley.engine;

import java.util.concurrent.CompletionStage;

/** A runtime that keeps values and runs commands on them for others: a cache. Any thread. */
public interface CommandRunner {
    /**
     * Runs a command of the text protocol as a client of its own would.
     *
     * @param line    the command without a newline
     * @param trusted whether it needs no password, as it comes from whoever runs the engine
     * @return the reply's lines, each with its newline; fails with ESTATE when it does not run
     */
    CompletionStage<byte[]> runText(byte[] line, boolean trusted);

    /**
     * Keeps a value as a client's {@code SET} would.
     *
     * @return completes when that is done or refused; fails with ESTATE when it does not run
     */
    CompletionStage<Void> keep(byte[] key, byte[] value);
}
