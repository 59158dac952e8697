package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private static final int OUTPUT_MAX = 4096;

    /** Takes whole lines, or up to {@code most} bytes at once, and remembers all it is told. */
    private static final class Lines implements ConnectionHandler {
        final List<String> told = new ArrayList<>();
        boolean pauses;
        String answer;

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            int length = input.bytesBefore((byte) '\n');
            if (length >= 0) {
                told.add(input.readCharSequence(length, StandardCharsets.US_ASCII).toString());
                input.skipBytes(1);
                if (pauses) {
                    connection.pause();
                }
                if (answer != null) {
                    connection.write(bytes(answer));
                }
            }
        }

        @Override
        public void onEnd(Connection connection) {
            told.add("end");
        }

        @Override
        public void onDrain(Connection connection) {
            told.add("drain");
        }

        @Override
        public void onClose(Connection connection) {
            told.add("close");
        }
    }

    /** Counts flushes and, like a peer that does not read, may keep them from the channel. */
    private static final class Peer extends ChannelOutboundHandlerAdapter {
        int flushes;
        boolean reads = true;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
            if (reads) {
                ctx.flush();
            }
        }
    }

    private final Lines lines = new Lines();
    private final Peer peer = new Peer();
    private final Connection connection = new Connection(7, lines,
        new StreamSettings(64, 256, OUTPUT_MAX, 1000));
    private final EmbeddedChannel channel = new EmbeddedChannel(peer, connection);

    @AfterEach
    void leavesNothing() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.buffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private ByteBuf receive(String text) {
        ByteBuf input = bytes(text);
        channel.writeInbound(input);
        return input;
    }

    private String sent() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return all.toString();
    }

    /** As io_uring does when reading stops: the read is cancelled, and its end is not told. */
    private void readWithoutEnd(String text) {
        channel.pipeline().fireChannelRead(bytes(text));
    }

    @Test
    void whatAReadWithoutEndHasWrittenIsFlushed() {
        lines.answer = "x";
        readWithoutEnd("a\n");
        connection.pause();
        channel.runPendingTasks();
        assertEquals("x", sent());
        connection.resume();
        lines.pauses = true;
        readWithoutEnd("b\n");
        channel.runPendingTasks();
        assertEquals("x", sent());
        readWithoutEnd("c\n");
        connection.write(bytes("y"));
        channel.runPendingTasks();
        assertEquals("y", sent());
    }

    // ---- input ------------------------------------------------------------------------------

    @Test
    void everythingOfAReadIsOffered() {
        ByteBuf input = receive("a\nb\nc\n");
        assertEquals(List.of("a", "b", "c"), lines.told);
        assertEquals(0, input.refCnt());
    }

    @Test
    void whatIsLeftUnreadIsOfferedWithTheNextBytes() {
        for (String part : "one\ntwo\nthr".split("")) {
            receive(part);
        }
        receive("ee\n");
        assertEquals(List.of("one", "two", "three"), lines.told);
        assertEquals(14, connection.bytesIn());
    }

    @Test
    void aPausedConnectionKeepsWhatItGotAndReadsNoMore() {
        connection.pause();
        receive("a\n");
        receive("b\n");
        assertEquals(List.of(), lines.told);
        assertFalse(channel.config().isAutoRead());
        connection.resume();
        assertEquals(List.of("a", "b"), lines.told);
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void aHandlerThatPausesGetsOneMessageForEachResume() {
        lines.pauses = true;
        receive("a\nb\n");
        assertEquals(List.of("a"), lines.told);
        connection.resume();
        assertEquals(List.of("a", "b"), lines.told);
        assertFalse(channel.config().isAutoRead());
    }

    @Test
    void theEndOfTheInputIsToldAfterWhatIsUnread() {
        connection.pause();
        receive("a\n");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals(List.of(), lines.told);
        connection.resume();
        assertEquals(List.of("a", "end"), lines.told);
        assertTrue(connection.isOpen());
    }

    @Test
    void anotherHandlerIsOfferedWhatTheFirstLeft() {
        Lines next = new Lines();
        connection.handler(new ConnectionHandler() {
            @Override
            public void onReadable(Connection c, ByteBuf input) {
                input.skipBytes(1);
                c.handler(next);
            }

            @Override
            public void onClose(Connection c) {}
        });
        receive("xa\nb\n");
        assertEquals(List.of("a", "b"), next.told);
    }

    @Test
    void takenInputIsTheCallersAlone() {
        ByteBuf input = receive("rest");
        ByteBuf taken = connection.takeUnread();
        assertEquals("rest", taken.toString(StandardCharsets.US_ASCII));
        taken.release();
        receive("a\n");
        assertEquals(0, input.refCnt());
        assertEquals(List.of("a"), lines.told);
    }

    // ---- output -----------------------------------------------------------------------------

    @Test
    void whatIsWrittenInOneTurnIsFlushedOnceAndJoined() {
        connection.write(bytes("a"));
        connection.write(bytes("b"));
        assertEquals(0, peer.flushes);
        channel.runPendingTasks();
        assertEquals(1, peer.flushes);
        ByteBuf out = channel.readOutbound();
        assertEquals("ab", out.toString(StandardCharsets.US_ASCII));
        out.release();
        assertNull(channel.readOutbound());
    }

    @Test
    void theAnswerToAReadIsFlushedWhenItIsComplete() {
        lines.answer = "b";
        receive("a\n");
        assertEquals(1, peer.flushes);
        assertEquals("b", sent());
        channel.runPendingTasks();
        assertEquals(1, peer.flushes);
    }

    @Test
    void smallLargeReservedAndSmallStayInOrder() {
        connection.write(bytes("a"));
        connection.write(bytes("x".repeat(1025)));
        ByteBuf room = connection.reserve(1);
        room.writeByte('r');
        connection.written(1);
        connection.write(bytes("z"));
        channel.runPendingTasks();
        assertEquals("a" + "x".repeat(1025) + "rz", sent());
        assertEquals(1028, connection.bytesOut());
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffOverTheBound() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(64, 128));
        peer.reads = false;
        ByteBuf first = bytes("x".repeat(2048));
        connection.write(first);
        connection.write(bytes("x".repeat(1700)));
        assertFalse(connection.isOverflowed());
        assertFalse(connection.isWritable());
        connection.write(bytes("x".repeat(13_000)));
        assertFalse(connection.isOverflowed(), "what was queued before it is within the bound");
        connection.write(bytes("x"));
        assertTrue(connection.isOverflowed());
        assertEquals(List.of("close"), lines.told);
        assertEquals(0, first.refCnt());
    }

    @Test
    void aDrainedPeerIsTold() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(64, 128));
        peer.reads = false;
        connection.write(bytes("x".repeat(2048)));
        channel.runPendingTasks();
        assertEquals(List.of(), lines.told);
        peer.reads = true;
        channel.flush();
        channel.runPendingTasks();
        assertEquals(List.of("drain"), lines.told);
        assertEquals(2048, sent().length());
    }

    // ---- closing ----------------------------------------------------------------------------

    @Test
    void closeSendsWhatIsQueuedFirst() {
        connection.write(bytes("bye"));
        connection.close();
        channel.runPendingTasks();
        assertEquals("bye", sent());
        assertEquals(List.of("close"), lines.told);
    }

    @Test
    void whatIsWrittenAfterCloseIsReleasedAndNotSent() {
        peer.reads = false;
        connection.write(bytes("bye"));
        connection.close();
        ByteBuf late = bytes("late");
        connection.write(late);
        assertEquals(0, late.refCnt());
        assertNull(connection.reserve(4));
        peer.reads = true;
        channel.flush();
        channel.runPendingTasks();
        assertEquals("bye", sent());
    }

    @Test
    void closeNowReleasesWhatIsQueuedAndUnread() {
        peer.reads = false;
        ByteBuf input = receive("half");
        ByteBuf output = bytes("never");
        connection.write(output);
        connection.closeNow();
        channel.runPendingTasks();
        assertEquals(0, input.refCnt());
        assertEquals(0, output.refCnt());
        assertEquals(List.of("close"), lines.told);
        assertEquals("", sent());
    }

    @Test
    void whatArrivesWhileOutputIsWaitedForIsDropped() {
        peer.reads = false;
        connection.write(bytes("last"));
        connection.close();
        ByteBuf input = receive("a\n");
        assertEquals(List.of(), lines.told);
        assertEquals(0, input.refCnt());
    }

    @Test
    void closesAtOnceWhenAllIsSent() {
        connection.write(bytes("a"));
        channel.runPendingTasks();
        int flushes = peer.flushes;
        connection.close();
        assertFalse(channel.isOpen());
        assertEquals(flushes, peer.flushes);
    }
}
