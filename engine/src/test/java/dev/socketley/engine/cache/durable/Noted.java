package dev.socketley.engine.cache.durable;

import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Entries as lines of text. */
final class Noted implements Entries.Sink {
    final List<String> lines = new ArrayList<>();

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[][] parts) {
        StringBuilder out = new StringBuilder();
        for (byte[] part : parts) {
            out.append(' ').append(text(part));
        }
        return out.toString();
    }

    @Override
    public void time(long ms) {
        lines.add("time " + ms);
    }

    @Override
    public void command(int database, Args args) {
        lines.add(database + ": " + args);
    }

    @Override
    public void put(int database, int kind, byte[] key, long deadlineMs, byte[][] parts) {
        lines.add(database + "/" + kind + " " + text(key) + " @" + deadlineMs + text(parts));
    }

    @Override
    public void more(byte[][] parts) {
        lines.add("more" + text(parts));
    }

    @Override
    public void delete(int database, byte[] key) {
        lines.add(database + " delete " + text(key));
    }

    @Override
    public void clear(int database) {
        lines.add(database + " clear");
    }

    @Override
    public void end(long keys) {
        lines.add("end " + keys);
    }
}
