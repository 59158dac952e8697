package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Channels;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.Streamed;
import dev.socketley.engine.cache.store.Doubles;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.util.List;

/** A connection that speaks RESP2, or RESP3 once it asked for it. */
final class RespSession extends Session {
    private static final Reply RATE_LIMITED = Reply.error("ERR rate limited");

    private final RespDecoder decoder;

    RespSession(long id, Cache cache, Buffers buffers, Output output, RespLimits limits) {
        super(id, cache, buffers, output);
        decoder = new RespDecoder(limits);
    }

    @Override
    int next(byte[] bytes, int from, int to) throws ProtocolException {
        if (!output().isLimited() && cache.readsPlainly(this)) {
            return batch(bytes, from, to);
        }
        int end = decoder.next(bytes, from, to);
        if (end != RespDecoder.MORE && decoder.args().count() > 0) {
            answer(run(decoder.args()));
        }
        return end;
    }

    /** Runs commands that were read ahead, up to the first that may change what holds for others. */
    private int batch(byte[] bytes, int from, int to) throws ProtocolException {
        Batch batch = buffers().batch();
        batch.read(decoder, bytes, from, to);
        int count = batch.count();
        if (count == 0) {
            return RespDecoder.MORE;
        }
        if (count > 1) {
            batch.fetch(cache.context().keyspace().database(database()));
        }
        boolean writes = cache.writesPlainly(this);
        int plain = 0;
        for (int i = 0; i < count; i++) {
            Command row = batch.row(i);
            Args args = batch.args(i);
            Reply reply = row != null && row.isPlain() && (writes || !row.mayChange())
                && row.takes(args.count()) ? runPlainly(row, args) : null;
            boolean isLast = i == count - 1 || isPortion();
            if (reply != null) {
                plain++;
                answer(reply);
            } else if (Reading.takes(row, args) && cache.misses(row, args, this)) {
                int last = read(batch, i);
                plain += last - i + 1;
                i = last;
                isLast = true;
            } else if (args.count() > 0) {
                answer(run(args));
                isLast = true;
            }
            if (isLast) {
                output().admitted(plain);
                if (i < count - 1) {
                    decoder.reset();
                }
                return batch.end(i);
            }
        }
        throw new IllegalStateException("a batch has a last command");
    }

    /** Runs commands of which the first misses its keys; answers which was the last. */
    private int read(Batch batch, int first) {
        Reading reading = new Reading(cache, this, this::replies);
        // Whether a client wants the reply is known command by command, unless it wants all.
        boolean several = info().wantsReply() && !cache.loads().isFull();
        int end = Math.min(batch.count(), first + (several ? Reading.COMMANDS_MAX : 1));
        int i = first;
        for (; i < end && Reading.takes(batch.row(i), batch.args(i)); i++) {
            reading.add(batch.row(i), batch.args(i));
        }
        List<Reply> replies = reading.run();
        if (replies == null) {
            answer(null);
        } else {
            replies.forEach(this::answer);
        }
        return i - 1;
    }

    private Reply runPlainly(Command row, Args args) {
        writesAtOnce();
        Reply reply = cache.runPlainly(row, args, this);
        if (reply == null) {
            writesLater();
        }
        return reply;
    }

    @Override
    int nextBusy(byte[] bytes, int from, int to) throws ProtocolException {
        int end = decoder.next(bytes, from, to);
        if (end != RespDecoder.MORE && decoder.args().count() > 0) {
            answer(cache.acceptBusy(decoder.args(), this, this));
        }
        return end;
    }

    private Reply run(Args args) {
        if (!admits()) {
            return RATE_LIMITED;
        }
        writesAtOnce();
        return cache.accept(args, this, this);
    }

    @Override
    int bytesNeeded() {
        return decoder.bytesNeeded();
    }

    @Override
    void write(Reply reply, RespWriter to) {
        encode(reply, to, isResp3());
    }

    static void encode(Reply reply, RespWriter to, boolean resp3) {
        switch (reply.kind()) {
            case BULK -> bulk(reply, to);
            case STATUS -> status(reply, to);
            case INTEGER -> to.integer(reply.integer());
            case ERROR -> to.error(reply.line());
            case NONE -> { }
            case SEQUENCE -> encodeAll(reply.items(), to, resp3);
            case ARRAY -> array(reply, to, resp3);
            default -> {
                if (resp3) {
                    encode3(reply, to);
                } else {
                    encode2(reply, to);
                }
            }
        }
    }

    private static void encode2(Reply reply, RespWriter to) {
        switch (reply.kind()) {
            case NIL -> to.nil();
            case NIL_ARRAY -> to.nilArray();
            case BOOLEAN -> to.integer(reply.integer());
            case DOUBLE, TEXT -> to.bulk(reply.bytes());
            default -> array(reply, to, false);
        }
    }

    private static void encode3(Reply reply, RespWriter to) {
        switch (reply.kind()) {
            case DOUBLE -> to.number(reply.bytes());
            case TEXT -> to.text(reply.bytes());
            case BOOLEAN -> to.bool(reply.integer() != 0);
            case NIL, NIL_ARRAY -> to.none();
            case PAIRS -> pairs(reply, to);
            default -> array(reply, to, true);
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

    private static void array(Reply reply, RespWriter to, boolean resp3) {
        Streamed elements = reply.streamed();
        header(reply.kind(), elements == null ? reply.items().size() : elements.count(), to, resp3);
        if (elements == null) {
            encodeAll(reply.items(), to, resp3);
        } else {
            elements.stream(new RespSink(to, resp3));
        }
    }

    private static void header(Reply.Kind kind, int count, RespWriter to, boolean resp3) {
        if (!resp3 || kind == Reply.Kind.ARRAY) {
            to.array(count);
        } else if (kind == Reply.Kind.MAP) {
            to.map(count / 2);
        } else if (kind == Reply.Kind.SET) {
            to.set(count);
        } else {
            to.push(count);
        }
    }

    /** An array of arrays of a member and its score. */
    private static void pairs(Reply reply, RespWriter to) {
        Streamed elements = reply.streamed();
        to.array((elements == null ? reply.items().size() : elements.count()) / 2);
        if (elements != null) {
            elements.stream(new PairSink(new RespSink(to, true)));
            return;
        }
        for (int i = 0; i + 1 < reply.items().size(); i += 2) {
            to.array(2);
            encodeAll(reply.items().subList(i, i + 2), to, true);
        }
    }

    private record RespSink(RespWriter to, boolean resp3) implements Streamed.Sink {
        @Override
        public void bulk(byte[] bytes, int from, int length) {
            to.bulk(bytes, from, length);
        }

        @Override
        public void number(double value) {
            if (resp3) {
                to.number(Doubles.bytes(value));
            } else {
                to.bulk(Doubles.bytes(value));
            }
        }
    }

    private static final class PairSink implements Streamed.Sink {
        private final RespSink sink;
        private boolean second;

        PairSink(RespSink sink) {
            this.sink = sink;
        }

        private void begin() {
            if (!second) {
                sink.to().array(2);
            }
            second = !second;
        }

        @Override
        public void bulk(byte[] bytes, int from, int length) {
            begin();
            sink.bulk(bytes, from, length);
        }

        @Override
        public void number(double value) {
            begin();
            sink.number(value);
        }
    }

    private static void encodeAll(List<Reply> replies, RespWriter to, boolean resp3) {
        for (Reply reply : replies) {
            encode(reply, to, resp3);
        }
    }

    @Override
    void refuse(String reason, RespWriter to) {
        to.error("ERR Protocol error: " + reason);
    }

    @Override
    void write(Channels.Source source, byte[] pattern, byte[] channel, byte[] message,
            RespWriter to) {
        int parts = pattern == null ? 3 : 4;
        if (isResp3()) {
            to.push(parts);
        } else {
            to.array(parts);
        }
        to.bulk(source.word());
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
