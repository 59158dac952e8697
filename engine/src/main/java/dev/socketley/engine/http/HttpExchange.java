package dev.socketley.engine.http;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One request and its response. The body is there whole or comes in pieces, and the response is
 * given whole or written in pieces; either side waits while the other cannot follow.
 *
 * <pre>
 * request:   arriving ─► complete | broken
 * response:  open ─begin─► begun ─write…─► ended;  gone at any time: the client cannot be reached
 * </pre>
 *
 * <p><b>Thread:</b> its connection's loop; what a script calls goes there by {@link #run}.
 * <b>Bounds:</b> {@value #PIECES_BYTES_MAX} bytes of body wait for the script.
 */
public abstract class HttpExchange {
    /** Hears a piece of the body, null at its end, or why there will be no more. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] piece, EngineException error);
    }

    /** Hears whether the client still takes the response, once there is room for more of it. */
    @FunctionalInterface
    public interface Writer {
        void written(boolean reachable);
    }

    private static final int PIECES_BYTES_MAX = 64 << 10;
    private static final byte[] NOTHING = {};

    private final HttpRequest request;
    private final long clientId;
    /** Null before the first. */
    private ArrayDeque<byte[]> pieces;
    /** So much of the first piece has been handed over: to copy its rest each time would take long. */
    private int firstUsed;
    private int queuedBytes;
    private byte[] whole;
    private boolean complete;
    private EngineException broken;
    private List<Map.Entry<String, String>> trailers = List.of();
    private Reader reader;
    private int readMax;

    private HttpResponse response;
    private long lengthLeft = -1;
    private boolean ended;
    private boolean gone;
    private Writer writer;
    private boolean endsWithPeer;
    private int usualStatus = 200;

    /** @param clientId id of the connection that the request came on */
    protected HttpExchange(HttpRequest request, long clientId) {
        this.request = request;
        this.clientId = clientId;
    }

    // ---- what carries it --------------------------------------------------------------------

    /** The connection's loop. */
    public abstract EventLoop loop();

    /** The script waits for more of the body. */
    protected abstract void demand();

    /** Sends a head; pieces or the end follow. */
    protected abstract void sendHead(HttpResponse head);

    /** Sends a piece that is not empty. */
    protected abstract void sendPiece(byte[] piece);

    /** Ends the response. */
    protected abstract void sendEnd(List<Map.Entry<String, byte[]>> responseTrailers);

    /** Cuts the connection: the rest of the response cannot be said. */
    protected abstract void cut(String cause);

    /** Sends bytes of the body as they are, below a head that told their length. */
    protected abstract void sendRaw(ByteBuf bytes);

    /**
     * As {@link #sendRaw}, of bytes that only the kernel is to see.
     *
     * @param then hears, on the connection's loop, whether the kernel has taken all of them
     * @return false when somebody else has to see them, such as TLS
     */
    protected abstract boolean sendStatic(ByteBuffer bytes, Consumer<Boolean> then);

    /** Whether what was sent may be followed by more at once. */
    protected abstract boolean isWritable();

    /** The client does not read as fast as it is written to. */
    protected void blocked() {}

    /** Whether somebody waits for the client to read. */
    protected final boolean isBlocked() {
        return writer != null;
    }

    /** Runs on the connection's loop, at once when already there. */
    public final void run(Runnable work) {
        if (loop().inEventLoop()) {
            work.run();
        } else {
            loop().execute(work);
        }
    }

    // ---- the request ------------------------------------------------------------------------

    public final HttpRequest request() {
        return request;
    }

    public final long clientId() {
        return clientId;
    }

    /** The body, when it came before the script was asked; null when it comes in pieces. */
    public final byte[] body() {
        return whole;
    }

    /** Fields behind a chunked body, once it is complete. */
    public final List<Map.Entry<String, String>> trailers() {
        return trailers;
    }

    /** The whole body is there. */
    public final void whole(byte[] bytes, List<Map.Entry<String, String>> behind) {
        whole = bytes;
        trailers = behind;
        complete = true;
        if (bytes.length > 0) {
            keep(bytes);
        }
    }

    private void keep(byte[] piece) {
        if (pieces == null) {
            pieces = new ArrayDeque<>(2);
        }
        pieces.add(piece);
    }

    private boolean hasPiece() {
        return pieces != null && !pieces.isEmpty();
    }

    /** Another piece of the body, which the exchange keeps. */
    protected final void piece(byte[] bytes) {
        if (bytes.length > 0) {
            keep(bytes);
            queuedBytes += bytes.length;
            answerReader();
        }
    }

    /** The body is complete. */
    protected final void complete(List<Map.Entry<String, String>> behind) {
        complete = true;
        trailers = behind;
        answerReader();
    }

    /** There will be no more of the body. */
    protected final void broken(ErrorCode code, String why) {
        if (!complete && broken == null) {
            broken = new EngineException(code, why);
            answerReader();
        }
    }

    public final boolean isComplete() {
        return complete;
    }

    /** Whether more of the body may be handed over. */
    protected final boolean hasRoom() {
        return !complete && broken == null && queuedBytes < PIECES_BYTES_MAX;
    }

    /** Whether the script waits for the client. */
    protected final boolean isStarved() {
        return reader != null;
    }

    /**
     * Takes the next piece of the body.
     *
     * @param bytesMax longest piece, 1 or more
     * @param to       hears it, on the connection's loop; not to be called while another waits
     */
    public final void read(int bytesMax, Reader to) {
        if (reader != null) {
            to.read(null, new EngineException(ErrorCode.ESTATE,
                "the body is being read by another task"));
            return;
        }
        reader = to;
        readMax = bytesMax;
        answerReader();
        if (reader != null) {
            demand();
        }
    }

    private void answerReader() {
        if (reader == null || !hasPiece() && !complete && broken == null) {
            return;
        }
        Reader to = reader;
        reader = null;
        if (!hasPiece()) {
            to.read(null, complete ? null : broken);
            return;
        }
        byte[] next = nextPiece();
        queuedBytes -= whole == null ? next.length : 0;
        to.read(next, null);
    }

    /** What waits, joined up to the length that was asked for: it comes in the network's pieces. */
    private byte[] nextPiece() {
        byte[] first = pieces.peek();
        if (firstUsed == 0 && (first.length == readMax || first.length < readMax && pieces.size() == 1)) {
            return pieces.poll();
        }
        int all = Math.min(readMax, whole == null ? queuedBytes : first.length - firstUsed);
        byte[] out = new byte[all];
        for (int at = 0; at < all; ) {
            first = pieces.peek();
            int n = Math.min(first.length - firstUsed, all - at);
            System.arraycopy(first, firstUsed, out, at, n);
            at += n;
            firstUsed += n;
            if (firstUsed == first.length) {
                pieces.poll();
                firstUsed = 0;
            }
        }
        return out;
    }

    // ---- the response -----------------------------------------------------------------------

    /** The status of a response that says none: of an error's page it is the error's. */
    public final int usualStatus() {
        return usualStatus;
    }

    protected final void usualStatus(int status) {
        usualStatus = status;
    }

    /** Whether the response has begun, so that no other can be given. */
    public final boolean isBegun() {
        return response != null;
    }

    public final boolean isEnded() {
        return ended;
    }

    /** The status of the response, or 0 before it has begun. */
    protected final int status() {
        return response == null ? 0 : response.status();
    }

    /** A peer that ends its own stream is gone: nobody else reads events that are sent for ever. */
    public final void endWithPeer() {
        endsWithPeer = true;
    }

    protected final boolean endsWithPeer() {
        return endsWithPeer;
    }

    /** Whether nothing reaches the client any more. */
    public final boolean isGone() {
        return gone;
    }

    /** The connection is closed. */
    protected final void lost() {
        gone = true;
        broken(ErrorCode.ECLOSED, "the client has closed the connection");
        drained();
    }

    /** There is room for more of the response, or never will be. */
    protected final void drained() {
        Writer to = writer;
        writer = null;
        if (to != null) {
            to.written(!gone);
        }
    }

    /**
     * Begins a response whose body is written in pieces.
     *
     * @return false when one has begun already or the client is gone
     */
    public final boolean begin(HttpResponse head) {
        if (response != null || gone) {
            return false;
        }
        response = head;
        lengthLeft = head.length();
        sendHead(head);
        return true;
    }

    /** Remembers a response that is sent whole. */
    protected final void begun(HttpResponse head) {
        response = head;
        ended = true;
    }

    /**
     * Sends a piece of the response that was begun.
     *
     * @param to hears when more may follow; not to be called while another waits
     * @return why not, or null
     */
    public final EngineException write(byte[] piece, Writer to) {
        if (ended || response == null && !gone) {
            return new EngineException(ErrorCode.ESTATE, "the response has ended");
        }
        if (writer != null) {
            return new EngineException(ErrorCode.ESTATE,
                "the response is being written by another task");
        }
        if (!gone && lengthLeft >= 0 && piece.length > lengthLeft) {
            return new EngineException(ErrorCode.EINVAL,
                "the body exceeds its content-length by " + (piece.length - lengthLeft));
        }
        if (!gone && piece.length > 0) {
            lengthLeft -= lengthLeft >= 0 ? piece.length : 0;
            sendPiece(piece);
        }
        if (gone || isWritable()) {
            to.written(!gone);
        } else {
            writer = to;
            blocked();
        }
        return null;
    }

    /** Ends the response that was begun; false when it has ended before. */
    public final boolean end(List<Map.Entry<String, byte[]>> responseTrailers) {
        if (response == null || ended) {
            return false;
        }
        ended = true;
        drained();
        if (!gone && lengthLeft > 0 && !request.method().equals("HEAD")) {
            cut("a response is " + lengthLeft + " bytes shorter than its content-length");
        } else if (!gone) {
            sendEnd(responseTrailers);
        }
        return true;
    }

    // ---- files ------------------------------------------------------------------------------

    /**
     * Answers with a file of a site.
     *
     * @param done hears, on the connection's loop, whether there was one; it has been sent then
     */
    protected final void serve(Site site, Consumer<Boolean> done) {
        String accept = request.headers().first("accept");
        boolean page = accept != null && accept.contains("text/html");
        site.find(request.path(), page, found -> {
            FileAnswer answer = FileAnswer.of(request, found, site.settings());
            run(() -> send(answer, done));
        });
    }

    /**
     * Answers with a file that a script names.
     *
     * @param wanted status and fields of the script
     * @param done   as for {@link #serve}
     */
    protected final void serve(Path file, HttpResponse wanted, Consumer<Boolean> done) {
        Thread.startVirtualThread(() -> {
            FileAnswer answer = null;
            try {
                SiteFile found = SiteFile.of(file);
                answer = found == null ? null : FileAnswer.of(request, found, wanted);
            } catch (IOException e) {
                Log.debug("file_failed", "path", file, "cause", e);
            }
            FileAnswer made = answer;
            run(() -> send(made, done));
        });
    }

    private void send(FileAnswer answer, Consumer<Boolean> done) {
        if (answer == null || gone) {
            done.accept(gone);
        } else if (answer.parts().isEmpty()) {
            sendWhole(answer.head());
            done.accept(true);
        } else if (request.method().equals("HEAD")) {
            begin(answer.head());
            lengthLeft = 0;
            end(List.of());
            done.accept(true);
        } else if (answer.content() != null) {
            begin(answer.head());
            for (FileAnswer.Part part : answer.parts()) {
                ByteBuffer slice = answer.content().slice((int) part.from(), (int) part.length());
                sendRaw(part.before().length == 0 ? Unpooled.wrappedBuffer(slice)
                    : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(part.before()),
                        Unpooled.wrappedBuffer(slice)));
            }
            sent(true, done);
        } else {
            FileSender.open(this, answer, found -> {
                if (!found) {
                    sendWhole(HttpResponse.plain(404));
                }
                done.accept(true);
            });
        }
    }

    /** The body that a head announced has gone out, or cannot. */
    final void sent(boolean well, Consumer<Boolean> done) {
        lengthLeft = 0;
        if (well || gone) {
            end(List.of());
        } else {
            ended = true;
            cut("a file could not be read to its end");
        }
        done.accept(true);
    }

    /** Sends a response that is whole. */
    protected abstract void sendWhole(HttpResponse whole);

    /** Sends bytes and waits, away from the loop, until more may follow. */
    final boolean push(ByteBuf bytes) {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        run(() -> {
            if (gone) {
                bytes.release();
                taken.complete(false);
                return;
            }
            sendRaw(bytes);
            if (isWritable()) {
                taken.complete(true);
            } else {
                writer = taken::complete;
                blocked();
            }
        });
        return taken.join();
    }

    /** A body that is empty. */
    protected static byte[] nothing() {
        return NOTHING;
    }
}
