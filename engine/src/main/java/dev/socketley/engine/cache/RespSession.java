package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.Streamed;
import dev.socketley.engine.cache.store.Doubles;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** A connection that speaks RESP2. */
final class RespSession extends Session {
    private static final Set<String> WHILE_SUBSCRIBED = Set.of("SUBSCRIBE", "UNSUBSCRIBE",
        "PSUBSCRIBE", "PUNSUBSCRIBE", "PING", "QUIT", "RESET");
    private static final Reply RATE_LIMITED = Reply.error("ERR rate limited");
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PATTERN_MESSAGE = "pmessage".getBytes(StandardCharsets.US_ASCII);

    private final RespDecoder decoder;

    RespSession(long id, Cache cache, Buffers buffers, Output output, RespLimits limits) {
        super(id, cache, buffers, output);
        decoder = new RespDecoder(limits);
    }

    @Override
    int next(byte[] bytes, int from, int to) throws ProtocolException {
        int end = decoder.next(bytes, from, to);
        if (end != RespDecoder.MORE && decoder.args().count() > 0) {
            answer(run(decoder.args()));
        }
        return end;
    }

    private Reply run(Args args) {
        if (!admits()) {
            return RATE_LIMITED;
        }
        Command row = CommandTable.find(args);
        if (row == null || row.isTextOnly()) {
            return CommandTable.unknown(args);
        }
        Reply refusal = cache.refusal(row, args);
        if (refusal != null) {
            return refusal;
        }
        if (isSubscribed() && !WHILE_SUBSCRIBED.contains(row.name())) {
            return Reply.error("ERR Can't execute '" + row.lowerName() + "': only (P|S)SUBSCRIBE /"
                + " (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        }
        writesAtOnce();
        return cache.execute(row, args, this, this);
    }

    @Override
    int bytesNeeded() {
        return decoder.bytesNeeded();
    }

    @Override
    void write(Reply reply, RespWriter to) {
        encode(reply, to);
    }

    static void encode(Reply reply, RespWriter to) {
        switch (reply.kind()) {
            case BULK -> bulk(reply, to);
            case DOUBLE -> to.bulk(reply.bytes());
            case STATUS -> status(reply, to);
            case INTEGER -> to.integer(reply.integer());
            case NIL -> to.nil();
            case NIL_ARRAY -> to.nilArray();
            case ERROR -> to.error(reply.line());
            case ARRAY, MAP, PAIRS, SET -> array(reply, to);
            case SEQUENCE -> encodeAll(reply.items(), to);
            case NONE -> { }
        }
    }

    private static void status(Reply reply, RespWriter to) {
        if (reply == Reply.OK) {
            to.ok();
        } else {
            to.status(reply.line());
        }
    }

    private static void bulk(Reply reply, RespWriter to) {
        Slice slice = reply.slice();
        if (slice == null) {
            to.bulk(reply.bytes());
        } else {
            to.bulk(slice.bytes(), slice.from(), slice.length());
        }
    }

    private static void array(Reply reply, RespWriter to) {
        Streamed elements = reply.streamed();
        if (elements == null) {
            to.array(reply.items().size());
            encodeAll(reply.items(), to);
        } else {
            to.array(elements.count());
            elements.stream(new RespSink(to));
        }
    }

    private record RespSink(RespWriter to) implements Streamed.Sink {
        @Override
        public void bulk(byte[] bytes, int from, int length) {
            to.bulk(bytes, from, length);
        }

        @Override
        public void number(double value) {
            to.bulk(Doubles.bytes(value));
        }
    }

    private static void encodeAll(List<Reply> replies, RespWriter to) {
        for (Reply reply : replies) {
            encode(reply, to);
        }
    }

    @Override
    void refuse(String reason, RespWriter to) {
        to.error("ERR Protocol error: " + reason);
    }

    @Override
    void write(byte[] pattern, byte[] channel, byte[] message, RespWriter to) {
        to.array(pattern == null ? 3 : 4);
        to.bulk(pattern == null ? MESSAGE : PATTERN_MESSAGE);
        if (pattern != null) {
            to.bulk(pattern);
        }
        to.bulk(channel);
        to.bulk(message);
    }

    @Override
    protected boolean isText() {
        return false;
    }
}
