package dev.socketley.engine.cache;

import dev.socketley.engine.protocol.resp.RespWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** One command of the text protocol from within this process. Thread: the cache's home loop. */
final class TextCall implements Session.Output {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final boolean trusted;
    private Session session;
    private boolean begun;

    /** @param trusted whether it needs no password */
    TextCall(boolean trusted) {
        this.trusted = trusted;
    }

    CompletableFuture<byte[]> run(TextSession by, byte[] line) {
        session = by;
        byte[] whole = Arrays.copyOf(line, line.length + 1);
        whole[line.length] = '\n';
        session.receive(whole, 0, whole.length);
        begun = true;
        endIfDone();
        return result;
    }

    private void endIfDone() {
        if (begun && (lines.size() > 0 || !session.isWaiting()) && !result.isDone()) {
            session.closed();
            result.complete(lines.toByteArray());
        }
    }

    @Override
    public void send(RespWriter out) {
        lines.write(out.bytes(), 0, out.length());
        out.clear();
        endIfDone();
    }

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public boolean isLimited() {
        return false;
    }

    @Override
    public void admitted(int commands) {}

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public String localAddress() {
        return "local";
    }

    @Override
    public long queuedBytes() {
        return lines.size();
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public void resume() {}

    @Override
    public String address() {
        return "local";
    }

    @Override
    public void close(boolean atOnce) {
        begun = true;
        if (!result.isDone()) {
            session.closed();
            result.complete(lines.toByteArray());
        }
    }
}
